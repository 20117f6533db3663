import { type Database, defaultLimits, type QueryLimits } from '../../../check/database/database.ts'
import type { Context } from '../../../core/context.ts'
import { toTrivetError } from '../../../core/errors.ts'
import type { Json } from '../../../core/json.ts'
import type { EvalItem, EvalMode, Outcome, Prediction } from './item.ts'
import { type JudgeOptions, judge } from './judge.ts'
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
 * wrong; a gold or an engine that fails is listed and not counted. An item at a time, so that times mean something.
 * @throws TrivetError E_CANCELLED, E_LEDGER_MISMATCH, E_LEDGER_WRITE; whatever `open` and `predict` throw
 */
export async function evaluate(
  items: Iterable<EvalItem>,
  predict: (item: EvalItem, database: Database) => Promise<Prediction>,
  options: EvalOptions,
): Promise<EvalReport> {
  const { suite, split, mode, ctx, candidates = 60, allowExtra = false } = options
  const limits = { ...evalLimits, ...options.limits }
  const judging: JudgeOptions = { mode, limits, candidates, allowExtra, signal: ctx.signal }
  const settings = { suite, split, mode, candidates, allowExtra, limits, predictor: options.predictor }
  const record = openRecord(options.record, settings)
  const databases = openOnce(options.open)
  const outcomes: Outcome[] = []
  try {
    for (const item of items) {
      ctx.signal.throwIfAborted()
      const done = record.find(item)
      const outcome = done ?? (await evaluateItem(item, predict, databases.get, judging, ctx))
      if (done === undefined) record.add(item, outcome)
      outcomes.push(outcome)
      options.onOutcome?.(outcome)
      if (outcomes.length % 50 === 0) ctx.progress(`${outcomes.length} questions done`)
    }
  } catch (thrown) {
    throw toTrivetError(thrown)
  } finally {
    await databases.close()
  }
  return toReport(outcomes, { suite, split, mode, candidates })
}

async function evaluateItem(
  item: EvalItem,
  predict: (item: EvalItem, database: Database) => Promise<Prediction>,
  open: (db: string) => Promise<Database>,
  options: JudgeOptions,
  ctx: EvalOptions['ctx'],
): Promise<Outcome> {
  const database = await open(item.db)
  const start = ctx.clock.elapsed()
  const prediction = await predict(item, database)
  const predictMs = ctx.clock.elapsed() - start
  return { ...(await judge(item, prediction, database, options)), predictMs }
}

/** The last few databases stay open: items of one database mostly stand together. */
function openOnce(open: (db: string) => Promise<Database>): {
  get(db: string): Promise<Database>
  close(): Promise<void>
} {
  const most = 4
  const opened = new Map<string, Database>()
  return {
    get: async db => {
      const database = opened.get(db) ?? (await open(db))
      opened.delete(db)
      opened.set(db, database)
      const [oldest] = opened
      if (opened.size > most && oldest !== undefined) {
        opened.delete(oldest[0])
        await oldest[1].close()
      }
      return database
    },
    close: async () => {
      for (const database of opened.values()) await database.close()
    },
  }
}
