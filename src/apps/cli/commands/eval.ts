import { existsSync } from 'node:fs'
import type { Database } from '../../../check/database/database.ts'
import { openDatabase } from '../../../check/database/open.ts'
import { SpareThreads } from '../../../check/database/spare-threads.ts'
import { exitCodes } from '../../../core/errors.ts'
import { packageVersion } from '../../../core/version.ts'
import { type AskSource, predict } from '../../../verticals/sql/ask.ts'
import { evaluate } from '../../../verticals/sql/bench/evaluate.ts'
import { loadGolden } from '../../../verticals/sql/bench/golden.ts'
import type { EvalItem, EvalMode, Prediction } from '../../../verticals/sql/bench/item.ts'
import type { EvalReport } from '../../../verticals/sql/bench/report.ts'
import {
  loadRecordings,
  loadSpider,
  type RecordedSystem,
  recordings,
  type SpiderItem,
  spiderDatabase,
  spiderSplits,
  trainSplit,
} from '../../../verticals/sql/bench/spider.ts'
import { buildIndex } from '../../../verticals/sql/link/schema-index.ts'
import { toContext } from '../../../verticals/sql/runs.ts'
import { loadWeights } from '../../../verticals/sql/symbolic/weights.ts'
import { usage } from '../failure.ts'
import type { Io } from '../io.ts'
import { toCount, toDate } from '../options.ts'
import { toTable } from '../output/table.ts'
import { withProgress } from '../session.ts'

export type EvalOptions = {
  readonly split?: string
  readonly mode?: string
  readonly proposer?: string
  readonly limit?: string
  readonly allowExtra?: boolean
  readonly record?: string
  readonly db?: string
  readonly asOf?: string
  readonly json?: boolean
}

/** A suite made ready: its questions, and where their databases are. */
type Suite = {
  readonly suite: string
  readonly split: string
  readonly mode: EvalMode
  readonly items: readonly EvalItem[]
  /** What `--db` would name for the `db` of a question. */
  readonly target: (db: string) => string
}

/** Recorded predictions judged at once: the thread that reads SQL and those that run it have work then. */
const recordedParallel = 16

/** `trivet eval <suite or golden file>`: asks questions whose right queries are known, and compares the results. */
export async function evalCommand(name: string, options: EvalOptions, io: Io): Promise<number> {
  const suite = toSuite(name, options)
  const { proposer = 'grammar' } = options
  const asOf = options.asOf === undefined ? undefined : toDate(options.asOf, 'as-of')
  const items = options.limit === undefined ? suite.items : suite.items.slice(0, toCount(options.limit, 'limit'))
  const report = await withProgress(io, async progress => {
    const ctx = toContext({ clock: io.clock, signal: io.signal, progress: progress.tell })
    progress.tell(`${items.length} questions`)
    const by = proposer === 'grammar' ? await byGrammar(io, suite.mode, asOf) : bySystem(proposer, name, suite.split)
    const threads = new SpareThreads()
    try {
      return await evaluate(items, by.predict, {
        ...suite,
        open: db => openDatabase(suite.target(db), { threads }),
        ctx,
        predictor: { proposer, version: packageVersion(), ...by.params },
        ...(proposer === 'grammar' ? {} : { parallel: recordedParallel }),
        allowExtra: options.allowExtra === true,
        ...(options.record === undefined ? {} : { record: options.record }),
      })
    } finally {
      await threads.close()
    }
  })
  if (options.json === true) await io.print(`${JSON.stringify({ proposer, ...report })}\n`)
  else await io.print(reportLines(report, io).join('\n'))
  return exitCodes.answered
}

function toSuite(name: string, options: EvalOptions): Suite {
  const { mode } = options
  if (mode !== undefined && mode !== 'spider-ex' && mode !== 'intent')
    throw usage(`--mode is spider-ex or intent, not "${mode}".`)
  if (name === 'spider') {
    const split = options.split ?? 'dev'
    const known = spiderSplits.find(one => one === split)
    if (known === undefined && split !== 'held-out')
      throw usage(`--split is one of ${[...spiderSplits, 'held-out'].join(', ')}, not "${split}".`)
    const spider: readonly SpiderItem[] = known === undefined ? trainSplit().heldOut : loadSpider(known)
    return {
      suite: name,
      split,
      mode: mode ?? 'spider-ex',
      items: spider.filter(({ skip }) => skip === undefined),
      target: spiderDatabase,
    }
  }
  if (!existsSync(name))
    throw usage(
      `There is no suite and no file ${name}.`,
      'The suite is `spider`; a file has one question a line as {"question": ..., "sql": ..., "db": ...}.',
    )
  const items = loadGolden(name, options.db === undefined ? {} : { db: options.db })
  return { suite: name, split: 'all', mode: mode ?? 'intent', items, target: db => db }
}

type Predictor = {
  readonly params: Readonly<Record<string, string>>
  readonly predict: (item: EvalItem, database: Database) => Promise<Prediction>
}

/** What `ask` would say. Each database is indexed once. */
async function byGrammar(io: Io, mode: EvalMode, asOf: string | undefined): Promise<Predictor> {
  const weights = await loadWeights()
  const sources = new WeakMap<Database, Promise<AskSource>>()
  const prepare = async (database: Database): Promise<AskSource> => ({
    database,
    // scores must not depend on how fast the machine is
    index: await buildIndex(database, { signal: io.signal, full: mode === 'spider-ex' }),
    models: weights.models,
    weightsId: weights.id,
  })
  return {
    params: { weights: weights.id, ...(asOf === undefined ? {} : { asOf }) },
    predict: async ({ question, asOf: own }, database) => {
      const source = sources.get(database) ?? prepare(database)
      sources.set(database, source)
      const ctx = toContext({ clock: io.clock, signal: io.signal })
      const day = asOf ?? own
      const manner = mode === 'spider-ex' ? 'suite' : 'ask'
      return predict(question, await source, ctx, { manner, ...(day === undefined ? {} : { asOf: day }) })
    },
  }
}

/** The recorded predictions of a published system. */
function bySystem(name: string, suite: string, split: string): Predictor {
  if (suite !== 'spider' || split !== 'dev')
    throw usage(`The proposer is grammar; recorded systems exist for spider dev only, and "${name}" would be one.`)
  const files = Object.keys(recordings) as (keyof typeof recordings)[]
  const systems: RecordedSystem[] = []
  const find = (): RecordedSystem | undefined => systems.find(one => one.name === name)
  for (const file of files) if (find() === undefined) systems.push(...loadRecordings(file))
  const system = find()
  if (system === undefined)
    throw usage(
      `There is no proposer ${name}.`,
      `It is grammar or a recorded system: ${systems.map(one => one.name).join(', ')}.`,
    )
  const places = new Map(loadSpider('dev').map(({ id }, index) => [id, index]))
  return {
    params: {},
    predict: async ({ id }) => {
      const sql = system.predictions[places.get(id)!]
      return { candidates: sql === undefined ? [] : [{ sql }] }
    },
  }
}

const percent = (share: number | null): string => (share === null ? '-' : `${(share * 100).toFixed(1)} %`)

function reportLines(report: EvalReport, io: Io): string[] {
  const { n, ex, interval, passAt, answered, errors } = report
  const columns = [
    { name: 'tables', type: 'text' },
    { name: 'n', type: 'integer' },
    { name: 'right', type: 'text' },
  ] as const
  const rows = Object.entries(report.byTables).map(([tables, share]) => [tables, share.n, percent(share.ex)])
  return [
    io.style.bold(`${report.suite} ${report.split}, ${n} questions, compared by ${report.mode}`),
    `right                  ${percent(ex)}${interval === null ? '' : ` (95 %: ${percent(interval.low)} to ${percent(interval.high)})`}`,
    `right among first 60   ${percent(passAt['60'])}`,
    `answered               ${answered.n}, of these right ${percent(answered.precision)}`,
    `time a question        ${report.predictMs === null ? '-' : `median ${report.predictMs.median.toFixed(0)} ms, 99 %: ${report.predictMs.p99.toFixed(0)} ms`}`,
    ...(errors.length === 0
      ? []
      : [
          `not counted            ${errors.length}: ${errors
            .slice(0, 5)
            .map(({ id, code }) => `${id} ${code}`)
            .join(', ')}${errors.length > 5 ? ' …' : ''}`,
        ]),
    '',
    ...toTable({ columns, rows, truncated: false }, { width: io.width, style: io.style }),
    '',
  ]
}
