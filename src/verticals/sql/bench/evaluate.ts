import { type Database, defaultLimits, type QueryLimits } from '../../../check/database/database.ts'
import type { Context } from '../../../core/context.ts'
import { toTrivetError } from '../../../core/errors.ts'
import type { Json } from '../../../core/json.ts'
import { loadParser } from '../../../lang/sql/parser.ts'
import type { EvalItem, EvalMode, Outcome, Prediction } from './item.ts'
import { type JudgeOptions, judge } from './judge.ts'
import { OpenDatabases } from './open-databases.ts'
import type { QueryCache } from './query-cache.ts'
import { openRecord } from './record.ts'
import { type EvalReport, toReport } from './report.ts'

/** Results are compared whole: enough rows for every gold of the suites. */
export const evalLimits: QueryLimits = { ...defaultLimits, wallMs: 60_000, rows: 1_000_000, bytes: 256 << 20 }

export type EvalOptions = {
  readonly suite: string
  readonly split: string
  readonly mode: EvalMode
  /** Opens the database that items name; the evaluation closes it. */
  readonly open: (db: string) => Promise<Database>
  readonly ctx: Pick<Context, 'clock' | 'signal' | 'progress'>
  /** Who predicts, with parameters and version: a record is resumed only by the same. */
  readonly predictor: Json
  readonly limits?: Partial<QueryLimits>
  /** So many items are worked on at once; default 1, so that times of predicting mean something. */
  readonly parallel?: number
  /** So many candidates are looked at for a right one; default 60. */
  readonly candidates?: number
  readonly allowExtra?: boolean
  /** A JSONL file of finished items; items found there are not done again. */
  readonly record?: string
  /** Called with each finished item, also those of the record. */
  readonly onOutcome?: (outcome: Outcome) => void
}

/**
 * Runs gold and predicted queries of all items and compares their results (sql-ask A3). A prediction that fails is
 * wrong; a gold or an engine that fails is listed and not counted. Outcomes come and are recorded in the order of the
 * items; what is thrown ends the items after it.
 * @throws TrivetError E_CANCELLED, E_LEDGER_MISMATCH, E_LEDGER_WRITE; whatever `open` and `predict` throw
 */
export async function evaluate(
  items: Iterable<EvalItem>,
  predict: (item: EvalItem, database: Database) => Promise<Prediction>,
  options: EvalOptions,
): Promise<EvalReport> {
  const { suite, split, mode, ctx, parallel = 1, candidates = 60, allowExtra = false } = options
  const limits = { ...evalLimits, ...options.limits }
  const judging: JudgeOptions = { mode, limits, candidates, allowExtra, signal: ctx.signal }
  const settings = { suite, split, mode, candidates, allowExtra, limits, predictor: options.predictor }
  const record = openRecord(options.record, settings)
  const plan = [...items].map(item => ({ item, done: record.find(item) }))
  const uses = plan.filter(({ done }) => done === undefined).map(({ item }) => item.db)
  const databases = new OpenDatabases(options.open, uses)
  const outcomes: Outcome[] = []
  const begun: { readonly item: EvalItem; readonly done: boolean; readonly working: Promise<Outcome> }[] = []
  const begin = (item: EvalItem, done: Outcome | undefined): void => {
    ctx.signal.throwIfAborted()
    const working =
      done === undefined
        ? databases.use(item.db, queries => evaluateItem(item, predict, queries, judging, ctx))
        : Promise.resolve(done)
    // a failure is told when its turn comes
    working.catch(() => {})
    begun.push({ item, done: done !== undefined, working })
  }
  const finish = async (): Promise<void> => {
    const { item, done, working } = begun.shift()!
    const outcome = await working
    if (!done) record.add(item, outcome)
    outcomes.push(outcome)
    options.onOutcome?.(outcome)
    if (outcomes.length % 50 === 0) ctx.progress(`${outcomes.length} questions done`)
  }
  try {
    // while no engine is being made, which is to be optimized
    await loadParser()
    for (const { item, done } of plan) {
      begin(item, done)
      if (begun.length >= parallel) await finish()
    }
    while (begun.length > 0) await finish()
  } catch (thrown) {
    throw toTrivetError(thrown)
  } finally {
    await databases.close()
    await Promise.allSettled(begun.map(({ working }) => working))
    record.close()
  }
  return toReport(outcomes, { suite, split, mode, candidates })
}

async function evaluateItem(
  item: EvalItem,
  predict: (item: EvalItem, database: Database) => Promise<Prediction>,
  queries: QueryCache,
  options: JudgeOptions,
  ctx: EvalOptions['ctx'],
): Promise<Outcome> {
  const start = ctx.clock.elapsed()
  const prediction = await predict(item, queries.database)
  const predictMs = ctx.clock.elapsed() - start
  return { ...(await judge(item, prediction, queries, options)), predictMs }
}
