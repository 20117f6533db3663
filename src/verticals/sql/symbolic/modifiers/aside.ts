import type { LinkedQuestion } from '../../link/match.ts'
import { type Modifier, spansOf } from './modifier.ts'

const asides = [
  /\b(no matter|regardless of|irrespective of|whatever|whichever)( what| which)?( the| their| its| your| of)?( \w+)?( is| are| they are| it is)?$/g,
  /\bat least once\b/g,
  /\b(please )?(with|including|show|list|keep|include|count)?( all| any| the)? ?(ties|tied)( included| too| as well| please)?\b/g,
  /\b(all of them |show )?(if|in case) (several|some|more than one|two|there is a tie|there are ties|tied)( \w+){0,5}$/g,
  /\b(on the books|each only once|i only need|i just need|just the names?|names only|if possible|overall|altogether|so far|in our data|in the database|on record)\b/g,
  /\b(an? )?(empty|missing|no|blank) \w+ (meaning|means|counts? as|counted as|treated as|is|are taken as) (none|no \w+|zero|0( percent)?)\b/g,
  /^(could|can|would) you (please )?(list|show|tell|give)( me| us)?\b/g,
]

/** What is said and changes nothing: ties are shown anyhow, "please", "whatever their status". */
export function findAsides(linked: LinkedQuestion): Modifier[] {
  return asides.flatMap(pattern => spansOf(linked, pattern).map(span => ({ kind: 'aside', span }) as const))
}
