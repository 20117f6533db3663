/** `trivet/sql`: questions to databases, from a program. */

import type { QueryLimits } from './check/database/database.ts'
import type { Limits } from './core/budget.ts'
import { systemClock } from './core/clock.ts'
import { TrivetError } from './core/errors.ts'
import type { Recorded } from './core/event.ts'
import { memoryLedger, openLedger } from './core/ledger.ts'
import { runsFolder } from './core/paths.ts'
import { packageVersion } from './core/version.ts'
import type { Schema } from './lang/sql/schema.ts'
import { ask as askSource } from './verticals/sql/ask.ts'
import type { Alternative, AskAnswer } from './verticals/sql/present.ts'
import { newRunId, runPath, toContext } from './verticals/sql/runs.ts'
import { type OpenedSource, openSource } from './verticals/sql/source.ts'
import { askTask, type SqlOutput, toQuestion } from './verticals/sql/task.ts'

export type { QueryLimits } from './check/database/database.ts'
export type { Limits as BudgetLimits } from './core/budget.ts'
export type { Cost } from './core/cost.ts'
export { type ErrorCode, TrivetError } from './core/errors.ts'
export type { Recorded as RecordedEvent } from './core/event.ts'
export type { Json } from './core/json.ts'
export type { ColumnType, Schema } from './lang/sql/schema.ts'
export type { Alternative, AskAnswer, SqlOutput }

export type OpenOptions = {
  /** Where relative paths start and trivet.config.json is looked for; default the working folder. */
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
  /** Index names only: no value is read before a question runs. */
  readonly values?: boolean
  readonly progress?: (text: string) => void
}

/** A database made ready for any number of questions; one is answered after the other. */
export type Trivet = {
  readonly schema: Schema
  ask(question: string, options?: QuestionOptions): Asking
  close(): Promise<void>
}

export type QuestionOptions = {
  /** What the question may spend; an absent unit is unlimited. */
  readonly budget?: Limits
  readonly signal?: AbortSignal
  /** Where randomness starts; default 0. */
  readonly seed?: number
  /** The day that "last month" counts from, as `2024-06-30`; default today. */
  readonly asOf?: string
  /** Limits of each query. */
  readonly limits?: Partial<QueryLimits>
  /** Keep the run where `trivet runs` finds it; default false. */
  readonly record?: boolean
}

export type AskOptions = OpenOptions &
  QuestionOptions & {
    /** What `--db` takes, or a database that `openTrivet` has made ready (and that stays open). */
    readonly db: string | Trivet
  }

/** A question under way: its events as they happen, and its answer. Nothing happens before one of them is asked for. */
export type Asking = AsyncIterable<Recorded<SqlOutput>> & {
  /** Resolves when the question is answered, clarified or declined; runs the question unless the events do. */
  answer(): Promise<AskAnswer>
}

/**
 * Asks one question. What it opens is closed when the question has ended, also when iteration is left early.
 *
 *     const answer = await ask('How many orders are there?', { db: 'shop.sqlite' }).answer()
 *
 * Errors (TrivetError) come out of the iteration and of `answer()`.
 */
export function ask(question: string, options: AskOptions): Asking {
  const { db } = options
  if (typeof db !== 'string') return db.ask(question, options)
  return toAsking(async function* () {
    toQuestion(question)
    const source = await open(db, options)
    try {
      return yield* run(question, source, options)
    } finally {
      await source.close()
    }
  })
}

/**
 * Opens a database, for reading only, and reads what questions are understood by: names, keys, values.
 * @throws TrivetError E_DB_MISSING, E_DB_FORMAT, E_DB_EMPTY, E_DB_UNREACHABLE, E_DB_AUTH, E_CONFIG, E_PACKAGE_MISSING
 */
export async function openTrivet(db: string, options: OpenOptions = {}): Promise<Trivet> {
  const source = await open(db, options)
  return {
    schema: source.index.schema,
    ask: (question, settings = {}) => toAsking(() => run(question, source, settings)),
    close: () => source.close(),
  }
}

const open = (db: string, options: OpenOptions): Promise<OpenedSource> =>
  openSource(db, { ...options, signal: options.signal ?? new AbortController().signal })

type Run = AsyncGenerator<Recorded<SqlOutput>, AskAnswer>

async function* run(question: string, source: OpenedSource, options: QuestionOptions): Run {
  const { budget = {}, seed = 0, signal = new AbortController().signal, limits = {}, record = false } = options
  const clock = systemClock
  const asOf = options.asOf ?? new Date(clock.now()).toISOString().slice(0, 10)
  const { ref, dialect } = source.database
  const task = askTask({ question: toQuestion(question), database: ref, dialect, asOf }, seed)
  const folder = record ? runsFolder() : undefined
  const id = newRunId(task, clock, folder)
  const ledger = folder === undefined ? memoryLedger() : openLedger(runPath(folder, id))
  try {
    const ctx = toContext({ clock, signal, seed, limits: budget })
    return yield* askSource(question, source, ctx, { id, ledger, version: packageVersion(), limits, asOf, seed })
  } finally {
    ledger.close()
  }
}

/** One pass over the events: either the caller iterates, or `answer` does. */
function toAsking(start: () => Run): Asking {
  let begun = false
  const { promise, resolve, reject } = deferred<AskAnswer>()
  // a caller that only iterates sees the error there
  promise.catch(() => {})
  async function* events(): AsyncGenerator<Recorded<SqlOutput>> {
    if (begun) throw new TrivetError('E_INPUT', 'The events of a question can be read once.')
    begun = true
    let ended = false
    try {
      const result = yield* start()
      ended = true
      resolve(result)
    } catch (thrown) {
      ended = true
      reject(thrown)
      throw thrown
    } finally {
      if (!ended) reject(new TrivetError('E_CANCELLED', 'The events were not read to their end.'))
    }
  }
  return {
    [Symbol.asyncIterator]: () => events(),
    answer: async () => {
      if (!begun) for await (const _ of events());
      return promise
    },
  }
}

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void; reject(reason: unknown): void } {
  let resolve: (value: T) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
