import { constants } from 'node:os'
import { exitCodes, TrivetError } from '../../core/errors.ts'

/**
 * Ctrl-C: the first cancels what runs (aborts the signal), the second ends the process at once. While a prompt is
 * open, `takeOver` gives its own answer to the first.
 */
export type Interrupts = {
  readonly signal: AbortSignal
  /** Handles Ctrl-C instead, until the returned function is called. */
  takeOver(handler: () => void): () => void
}

export function watchInterrupts(): Interrupts {
  const controller = new AbortController()
  let handler: (() => void) | undefined
  const cancel = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort(new TrivetError('E_CANCELLED', 'Interrupted.'))
  }
  process.on('SIGINT', () => (handler ?? cancel)())
  process.on('SIGTERM', cancel)
  // the terminal is gone: nobody is left to read a message
  process.on('SIGHUP', () => process.exit(128 + constants.signals.SIGHUP))
  return {
    signal: controller.signal,
    takeOver: own => {
      handler = own
      return () => {
        handler = undefined
      }
    },
  }
}

/** Readers that go away end the program quietly, as they do for other tools; a full disk ends it with a message. */
export function endOnBrokenOutput(): void {
  process.stderr.on('error', () => process.exit(exitCodes.missing))
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    const { code, message, remedy, exitCode } = new TrivetError(
      'E_OUTPUT',
      `The output cannot be written: ${error.message}.`,
    )
    process.stderr.write(`error ${code}: ${message}\n${remedy}\n`)
    process.exit(exitCode)
  })
}
