import type { Candidate } from '../../core/candidate.ts'
import type { Cost } from '../../core/cost.ts'

/** Times are left out: they differ from run to run, and a choice must not. */
const lasting = ['usdMicros', 'tokensOut', 'tokensIn', 'oracleCalls'] as const

/** Cheaper first; money before tokens before calls. */
export function compareCost(a: Cost, b: Cost): number {
  for (const unit of lasting) {
    const difference = (a[unit] ?? 0) - (b[unit] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Ids are paths that end in the number of the proposal: part by part, numbers by value. */
export function compareId(a: string, b: string): number {
  const x = a.split('/')
  const y = b.split('/')
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [left, right] = [x[i]!, y[i]!]
    if (left === right) continue
    if (/^\d+$/.test(left) && /^\d+$/.test(right) && Number(left) !== Number(right)) return Number(left) - Number(right)
    return left < right ? -1 : 1
  }
  return x.length - y.length
}

/** Which of equal members stands for its group: the cheapest, then the most probable, then the first by id. */
export const compareMembers = (a: Candidate, b: Candidate): number =>
  compareCost(a.cost, b.cost) ||
  (b.logprob ?? Number.NEGATIVE_INFINITY) - (a.logprob ?? Number.NEGATIVE_INFINITY) ||
  compareId(a.id, b.id)

/**
 * The order in which candidates were proposed: by the rank of their proposer (its place in `proposers`; the others come
 * last, by name), then by number.
 */
export function compareProposals(proposers: readonly string[]): (a: Candidate, b: Candidate) => number {
  const rankOf = ({ proposer }: Candidate): number => {
    const rank = proposers.indexOf(proposer.name)
    return rank < 0 ? proposers.length : rank
  }
  return (a, b) => rankOf(a) - rankOf(b) || compareId(a.id, b.id)
}
