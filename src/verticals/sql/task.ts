import { type Task, defineTask, type DatabaseRef } from '../../core/task.ts'
import type { Dialect } from '../../lang/sql/schema.ts'

/** A question about a database; data only. */
export type SqlQuestion = {
  readonly question: string
  readonly database: DatabaseRef
  readonly dialect: Dialect
  /** The day that "last month" counts from, ISO date. */
  readonly asOf: string
}

/** A query that may answer it. */
export type SqlOutput = {
  readonly sql: string
  /** The order of its rows is part of the answer. */
  readonly ordered: boolean
}

export type AskTask = Task<SqlQuestion>

export const askTask = (input: SqlQuestion, seed = 0): AskTask => defineTask('sql-ask', input, { seed })
