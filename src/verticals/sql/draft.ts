import { checkQuery } from '../../check/database/gate.ts'
import type { AskSource } from './ask.ts'
import { type Estimate, estimateRows } from './estimate.ts'
import { explain } from './explain.ts'
import { readingsOf } from './symbolic/reading.ts'
import { openSession } from './symbolic/session.ts'
import { toQuestion } from './task.ts'
import { unmatchedWords } from './unmatched.ts'

/** The likeliest query before anything ran. */
export type Draft = {
  readonly sql: string
  readonly why: readonly string[]
  readonly unmatched: readonly string[]
  readonly estimate: Estimate
}

/**
 * What the question is most likely to mean, judged by words alone: results, by which `ask` decides, are not looked at.
 * Undefined when no query can be made of it.
 * @throws TrivetError E_QUESTION
 */
export async function draft(
  question: string,
  source: AskSource,
  options: { readonly asOf: string; readonly signal?: AbortSignal },
): Promise<Draft | undefined> {
  const { database, index } = source
  const readings = readingsOf(toQuestion(question), index, { now: Date.parse(options.asOf), manner: 'ask' })
  const best = openSession(readings, source.models, source.weightsId).proposals[0]
  if (best === undefined) return undefined
  const estimate = await estimateRows(database, checkQuery(best.built.query, index.schema), {
    tables: index.tables,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  return { sql: best.sql, why: explain(best, best.reading), unmatched: unmatchedWords(best).words, estimate }
}
