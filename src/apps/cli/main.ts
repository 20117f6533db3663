#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { exitCodes, TrivetError } from '../../core/errors.ts'
import { packageVersion } from '../../core/version.ts'
import { reportFailure } from './failure.ts'
import { openIo } from './io.ts'
import { addCommands } from './program.ts'
import { endOnBrokenOutput, watchInterrupts } from './signals.ts'

/** After Ctrl-C a command has this long to close what it opened. */
const graceMs = 1500

/** Runs the command line; resolves to the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  endOnBrokenOutput()
  const interrupts = watchInterrupts()
  const words = argv.slice(2)
  const io = openIo({ signal: interrupts.signal, color: !words.includes('--no-color') })
  let code: number = exitCodes.answered
  let usageText = ''
  const program = new Command('trivet')
    .description('Ask your own database, and get an answer that says why it believes itself, or declines.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--no-color', 'without colors (NO_COLOR does the same)')
    .showSuggestionAfterError(true)
    .configureOutput({ writeErr: text => (usageText += text) })
    .exitOverride()
  addCommands(program, { io, interrupts, done: status => (code = status) })

  const run = async (): Promise<number> => {
    try {
      if (words.length === 0) program.help()
      await program.parseAsync(argv)
      return code
    } catch (thrown) {
      if (!(thrown instanceof CommanderError)) throw thrown
      if (thrown.exitCode === 0) return exitCodes.answered
      throw new TrivetError('E_USAGE', usageText.replace(/^error: /, '').trim() || thrown.message)
    }
  }
  const { signal } = interrupts
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason), graceMs).unref())
  })
  try {
    return await Promise.race([run(), interrupted])
  } catch (thrown) {
    return reportFailure(signal.aborted ? interruption(words) : thrown, io, { json: words.includes('--json') })
  }
}

/** Only questions leave a run that can be gone on with. */
const interruption = ([command]: readonly string[]): TrivetError =>
  new TrivetError(
    'E_CANCELLED',
    'Interrupted.',
    command === 'ask' || command === 'runs' ? {} : { remedy: 'Nothing was changed.' },
  )

// what is awaited may be a connection that keeps no program alive; the program must not end before it does
const alive = setInterval(() => {}, 1 << 30)
process.exitCode = await main(process.argv)
clearInterval(alive)
// whatever still runs (an engine that does not end) must not keep the program alive
setTimeout(() => process.exit(), 1000).unref()
