import { type Command, Option } from 'commander'
import type { Io } from './io.ts'
import type { Interrupts } from './signals.ts'

/** What every command gets. Its module is loaded when it runs, so that `--help` stays fast. */
type Setting = { readonly io: Io; readonly interrupts: Interrupts; done(exitCode: number): void }

const dbOption = (): Option =>
  new Option(
    '--db <target>',
    'a SQLite or DuckDB file, CSV/TSV/Parquet/JSON files or a folder of them, postgres://..., pglite:FOLDER, sample:, or a name from trivet.config.json',
  )

const withForms = (command: Command): Command =>
  command
    .option('--json', 'one JSON document on stdout, errors too')
    .option('--csv', 'rows as CSV (RFC 4180)')
    .option('--markdown', 'rows as a Markdown table')

const withLimits = (command: Command): Command =>
  command
    .option('--timeout <seconds>', 'end a query after this long (default 10)')
    .option('--max-rows <n>', 'rows that are read at most (default 10000)')

const withQuestionOptions = (command: Command): Command =>
  withLimits(command)
    .option('--budget <limits>', 'what a question may spend, as usd=0.05,seconds=20')
    .option('--seed <n>', 'where randomness starts (default 0)')
    .option('--as-of <date>', 'the day that "last month" counts from (default today)')
    .option('--no-values', 'read no values of the database to understand the question')

/** Declares the commands. */
export function addCommands(program: Command, { io, interrupts, done }: Setting): void {
  withQuestionOptions(withForms(program.command('ask [question]')))
    .description('answer a question about a database; without a question a prompt, or one question a line of stdin')
    .addOption(dbOption())
    .option('--dry-run', 'print the likeliest SQL and how many rows it would read; run nothing')
    .action(async (question, options) => {
      const { askCommand } = await import('./commands/ask.ts')
      done(await askCommand(question, options, io, interrupts))
    })
}
