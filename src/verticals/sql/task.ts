import { TrivetError } from '../../core/errors.ts'
import { type DatabaseRef, defineTask, type Task } from '../../core/task.ts'
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

const longestQuestion = 10_000

/** The question as it is asked and recorded. @throws TrivetError E_QUESTION for an empty or overlong one */
export function toQuestion(typed: string): string {
  const text = typed.normalize('NFC').trim()
  if (!/[\p{L}\p{N}]/u.test(text)) throw new TrivetError('E_QUESTION', 'The question is empty.')
  if (text.length > longestQuestion)
    throw new TrivetError(
      'E_QUESTION',
      `The question has ${text.length} characters; at most ${longestQuestion} are read.`,
    )
  return text
}
