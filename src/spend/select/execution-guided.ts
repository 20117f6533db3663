// Execution-guided decoding (Wang et al. 2018) over whole candidates (sql-ask A6).
import type { Json } from '../../core/json.ts'
import type { Selector } from '../../core/parts.ts'
import { chooseFirst } from './first-pass.ts'
import { observe } from './observed.ts'
import { compareProposals } from './order.ts'

/**
 * Chooses the first candidate that ran and gave something; when all that ran gave nothing, the first of these.
 * `proposers` names the proposers from the best-ranked on.
 */
export const selector = (options: { readonly proposers?: readonly string[] } = {}): Selector<Json> => {
  const { proposers = [] } = options
  return {
    name: 'execution-guided',
    params: { proposers },
    select: (candidates, verdicts) => {
      const ran = observe(candidates, verdicts).filter(({ signature }) => signature !== undefined)
      const compare = compareProposals(proposers)
      const inOrder = ran.sort((a, b) => Number(a.empty) - Number(b.empty) || compare(a.candidate, b.candidate))
      return chooseFirst(inOrder.map(({ candidate }) => candidate))
    },
  }
}
