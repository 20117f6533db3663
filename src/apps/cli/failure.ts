import { TrivetError, toTrivetError } from '../../core/errors.ts'
import type { Io } from './io.ts'
import { wrap } from './terminal.ts'

/** Tells an error: as JSON on stdout for programs, in words on stderr for people. Returns the exit status. */
export async function reportFailure(thrown: unknown, io: Io, options: { readonly json: boolean }): Promise<number> {
  const error = toTrivetError(thrown)
  if (options.json) await io.print(`${JSON.stringify(error)}\n`)
  else {
    io.note(`${io.errStyle.red('error')} ${error.code}: ${error.message}`)
    for (const line of wrap(error.remedy, process.stderr.columns || 100)) io.note(line)
    if (error.code === 'E_INTERNAL' && io.env.TRIVET_DEBUG && error.cause instanceof Error)
      io.note(error.cause.stack ?? '')
  }
  return error.exitCode
}

/** A mistake on the command line. */
export const usage = (message: string, remedy?: string): TrivetError =>
  new TrivetError('E_USAGE', message, remedy === undefined ? {} : { remedy })
