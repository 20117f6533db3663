import type { Candidate } from '../../core/candidate.ts'
import type { Verdict } from '../../core/verdict.ts'
import type { SqlOutput } from './task.ts'

type Judged = readonly [readonly Candidate<SqlOutput>[], ReadonlyMap<string, readonly Verdict[]>]

/** The candidates that were neither refuted nor run to their end, likelier ones first. */
export const uncheckedOf = (...[candidates, verdicts]: Judged): Candidate<SqlOutput>[] =>
  candidates.filter(({ id }) => verdicts.get(id)?.at(-1)?.outcome === 'unknown')

/**
 * How much of the belief that words alone give the candidates that were tried falls to those that were not checked, 0 to
 * 1. The ranking by results knows nothing of them.
 */
export function uncheckedShare(...[candidates, verdicts]: Judged): number {
  const tried = candidates.filter(({ id }) => verdicts.has(id))
  const most = Math.max(...tried.map(({ logprob = 0 }) => logprob))
  const mass = (some: readonly Candidate[]): number =>
    some.reduce((sum, { logprob = 0 }) => sum + Math.exp(logprob - most), 0)
  return tried.length === 0 ? 0 : mass(uncheckedOf(candidates, verdicts)) / mass(tried)
}
