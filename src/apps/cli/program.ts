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
    .option('--max-rows <n>', 'rows that a result has at most (default 10000)')
    .option('--max-scan <rows>', 'refuse what the planner expects to read more rows (default 50000000)')

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

  withLimits(withForms(program.command('query <sql>')))
    .description('run your own SELECT, read-only, under the same gate and limits')
    .addOption(dbOption())
    .action(async (sql, options) => {
      const { queryCommand } = await import('./commands/query.ts')
      done(await queryCommand(sql, options, io))
    })

  program
    .command('index')
    .argument('[db]', 'what --db takes elsewhere')
    .description('read a database as a question would, and tell tables, keys and values that were found')
    .option('--no-values', 'read names only, no values of the database')
    .option('--full', 'read every row of every table, however long it takes')
    .option('--json', 'as JSON')
    .action(async (db, options) => {
      const { indexCommand } = await import('./commands/index.ts')
      done(await indexCommand(db, options, io))
    })

  program
    .command('eval <suite>')
    .description('ask questions whose right queries are known: "spider", or a .jsonl or .csv file of your own')
    .option('--split <split>', 'spider: dev, train, train-others or held-out (default dev)')
    .option('--mode <mode>', 'how results are compared: spider-ex or intent (default for files: intent)')
    .option('--proposer <name>', 'grammar, or for spider dev a recorded system (default grammar)')
    .option('--limit <n>', 'only the first questions')
    .option('--allow-extra', 'accept further columns in a prediction (intent)')
    .option('--record <file>', 'keep finished questions there, and go on from it')
    .option('--as-of <date>', 'the day that "last month" counts from (default today)')
    .addOption(dbOption())
    .option('--json', 'as JSON')
    .action(async (suite, options) => {
      const { evalCommand } = await import('./commands/eval.ts')
      done(await evalCommand(suite, options, io))
    })

  program
    .command('train')
    .description('fit the models that Trivet ships')
    .command('symbolic')
    .description('the proposer that needs no language model, on Spider train (about ten minutes)')
    .requiredOption('--out <file>', 'where the weights are written')
    .option('--seed <n>', 'where randomness starts (default 1)')
    .option('--held-out', 'leave the twenty databases out that choices are measured on')
    .option('--json', 'as JSON')
    .action(async options => {
      const { trainSymbolicCommand } = await import('./commands/train.ts')
      done(await trainSymbolicCommand(options, io))
    })

  program
    .command('evidence [slug]')
    .description("measure a paper's claim again, beside its baselines")
    .option('--all', 'measure every claim that there is')
    .option('--size <size>', 'smoke, standard or full (default standard)')
    .option('--seed <n>', 'where randomness starts (default 1)')
    .option('--json', 'as JSON')
    .action(async (slug, options) => {
      const { evidenceCommand } = await import('./commands/evidence.ts')
      done(await evidenceCommand(slug, options, io))
    })

  addRuns(program.command('runs').description('the recorded runs'), { io, interrupts, done })

  program
    .command('rate <run> <good|bad>')
    .description('say whether an answer was right; "last" is the newest run')
    .option('--sql <sql>', 'the query that would have been right')
    .action(async (run, rating, options) => {
      const { rateCommand } = await import('./commands/rate.ts')
      done(await rateCommand(run, rating, options, io))
    })

  program
    .command('doctor')
    .description('look for what is missing in the installation, and in a database')
    .addOption(dbOption())
    .option('--json', 'as JSON')
    .action(async options => {
      const { doctorCommand } = await import('./commands/doctor.ts')
      done(await doctorCommand(options, io))
    })

  program
    .command('data')
    .description('measured data')
    .command('list')
    .description('what the data folder holds of what measurements expect')
    .option('--json', 'as JSON')
    .action(async options => {
      const { dataCommand } = await import('./commands/data.ts')
      done(await dataCommand(options, io))
    })
}

function addRuns(runs: Command, { io, done }: Setting): void {
  const load = () => import('./commands/runs.ts')
  runs
    .command('list')
    .description('newest first')
    .option('--limit <n>', 'how many (default 20)')
    .option('--json', 'as JSON')
    .action(async options => done(await (await load()).listRuns(options, io)))
  runs
    .command('show <run>')
    .description('what was asked, tried and answered')
    .option('--json', 'as JSON, with all events')
    .action(async (run, options) => done(await (await load()).showRun(run, options, io)))
  withLimits(withForms(runs.command('resume <run>')))
    .description('go on with a run that ended early; a finished one gives its answer again')
    .addOption(dbOption())
    .action(async (run, options) => done(await (await load()).resumeRun(run, options, io)))
  runs
    .command('diff <run> <other>')
    .description('in what two runs differ')
    .option('--json', 'as JSON')
    .action(async (run, other, options) => done(await (await load()).diffRuns([run, other], options, io)))
  runs
    .command('delete <runs...>')
    .description('delete runs')
    .action(async names => done(await (await load()).deleteRuns(names, io)))
  runs
    .command('prune')
    .description('delete old runs')
    .option('--days <n>', 'those that have not changed for so many days')
    .option('--keep <n>', 'all but the newest')
    .action(async options => done(await (await load()).pruneRuns(options, io)))
}
