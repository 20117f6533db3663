import type { Candidate } from '../../core/candidate.ts'
import type { Json } from '../../core/json.ts'
import type { Selection, Selector } from '../../core/parts.ts'
import { observe } from './observed.ts'
import { compareProposals } from './order.ts'

/**
 * Chooses the first candidate that passed a tested, bounded or sound oracle (search-select A6), in the order of proposals:
 * `proposers` names the proposers from the best-ranked on.
 */
export const selector = (options: { readonly proposers?: readonly string[] } = {}): Selector<Json> => {
  const { proposers = [] } = options
  return {
    name: 'first-pass',
    params: { proposers },
    select: (candidates, verdicts) => {
      const passed = observe(candidates, verdicts).filter(({ passed }) => passed)
      return chooseFirst(passed.map(({ candidate }) => candidate).sort(compareProposals(proposers)))
    },
  }
}

/** The first of candidates that are equal but for their order: each scores 1, so only a lone one has a margin. */
export function chooseFirst(candidates: readonly Candidate[]): Selection {
  const ranking = candidates.map(({ id }) => ({ candidate: id, score: 1 }))
  const [first] = ranking
  return first === undefined
    ? { kind: 'abstain', reason: 'no-evidence', ranking }
    : { kind: 'chosen', ...first, margin: ranking.length === 1 ? 1 : 0, ranking }
}
