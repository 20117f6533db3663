import type { Candidate } from '../../core/candidate.ts'
import type { Json } from '../../core/json.ts'
import { isAtLeast, nonEmptyCheck, type Verdict } from '../../core/verdict.ts'

/** What the verdicts on a candidate say to a selector (search-select A1). */
export type Observed<O extends Json = Json> = {
  readonly candidate: Candidate<O>
  /** Its behavior on all probe sets it was tried on; absent when it failed, or nothing was observed. */
  readonly signature?: string
  /** Its behavior was to give nothing. */
  readonly empty: boolean
  /** It passed an oracle that is more than a heuristic. */
  readonly passed: boolean
}

/** Verdicts `error` are missing data: they count neither for nor against. */
export function observe<O extends Json>(
  candidates: readonly Candidate<O>[],
  verdicts: ReadonlyMap<string, readonly Verdict[]>,
): Observed<O>[] {
  return candidates.map(candidate => {
    const judged = (verdicts.get(candidate.id) ?? []).filter(verdict => verdict.outcome !== 'error')
    const failed = judged.some(verdict => verdict.outcome === 'fail')
    const signatures = failed ? [] : judged.flatMap(signatureOf).sort()
    return {
      candidate,
      ...(signatures.length === 0 ? {} : { signature: JSON.stringify(signatures) }),
      empty: judged.some(isEmpty),
      passed: !failed && judged.some(({ outcome, strength }) => outcome === 'pass' && isAtLeast(strength, 'tested')),
    }
  })
}

/** Signatures compare within one probe set only. */
const signatureOf = ({ evidence }: Verdict): string[] =>
  evidence?.signature === undefined ? [] : [JSON.stringify([evidence.probes ?? '', evidence.signature])]

function isEmpty({ evidence }: Verdict): boolean {
  const at = evidence?.checks?.indexOf(nonEmptyCheck) ?? -1
  return at >= 0 && evidence?.bits?.[at] === '0'
}
