// Plain voting by behavior (search-select A6 `majority`; with results of queries also called execution-based consistency).
import type { Candidate } from '../../core/candidate.ts'
import type { Json } from '../../core/json.ts'
import type { Selection, Selector } from '../../core/parts.ts'
import { type Observed, observe } from './observed.ts'
import { compareCost, compareId, compareMembers } from './order.ts'

type Group = {
  readonly votes: number
  readonly empty: boolean
  readonly logprob: number
  /** The member that stands for the group. */
  readonly best: Candidate
}

/**
 * Chooses from the largest group of candidates that behave alike. Copies are votes, but a proposer configuration with
 * `temperature: 0` has one vote a behavior. Failures and errors have none, and an empty behavior wins only when every
 * other one is empty too. Ties go to the higher summed log-probability (where all have one), the lower cost, the
 * lesser id. The ranking holds one candidate a group; the margin is negative when an empty behavior has more votes.
 */
export const selector = (): Selector<Json> => ({
  name: 'majority',
  params: {},
  select: (candidates, verdicts): Selection => {
    const groups = toGroups(observe(candidates, verdicts)).sort(compareGroups)
    const ranking = groups.map(({ best, votes }) => ({ candidate: best.id, score: votes }))
    const [first, ...others] = ranking
    if (first === undefined) return { kind: 'abstain', reason: 'no-evidence', ranking }
    const margin = first.score - Math.max(0, ...others.map(({ score }) => score))
    return { kind: 'chosen', ...first, margin, ranking }
  },
})

function toGroups(observed: readonly Observed[]): Group[] {
  const voters = observed.filter(({ signature }) => signature !== undefined)
  const allHaveLogprob = voters.every(({ candidate }) => candidate.logprob !== undefined)
  const bySignature = new Map<string, Observed[]>()
  for (const one of voters) bySignature.set(one.signature!, [...(bySignature.get(one.signature!) ?? []), one])
  return [...bySignature.values()].map(group => {
    const members = group.map(({ candidate }) => candidate).sort(compareMembers)
    return {
      votes: new Set(members.map(ballotOf)).size,
      empty: group.some(({ empty }) => empty),
      logprob: allHaveLogprob ? members.reduce((sum, { logprob }) => sum + logprob!, 0) : 0,
      best: members[0]!,
    }
  })
}

/** Equal for votes that count once. */
function ballotOf({ id, proposer }: Candidate): string {
  const { params } = proposer
  const isDeterministic =
    params !== null && typeof params === 'object' && 'temperature' in params && params.temperature === 0
  return isDeterministic ? `proposer ${proposer.name} ${JSON.stringify(params)}` : `candidate ${id}`
}

function compareGroups(a: Group, b: Group): number {
  if (a.empty !== b.empty) return a.empty ? 1 : -1
  return (
    b.votes - a.votes ||
    b.logprob - a.logprob ||
    compareCost(a.best.cost, b.best.cost) ||
    compareId(a.best.id, b.best.id)
  )
}
