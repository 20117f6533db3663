import { quantile } from '../../../math/stats/bootstrap.ts'
import type { Interval } from '../../../math/stats/interval.ts'
import { precisionAtCoverage, rankAuc } from '../../../math/stats/rank-auc.ts'
import { wilsonInterval } from '../../../math/stats/wilson.ts'
import type { EvalMode, Outcome } from './item.ts'
import { type Shape, shapes } from './shape.ts'

/** Shares are fractions; null where nothing was counted. */
type Share = { readonly n: number; readonly ex: number | null }

/** What an evaluation found: the JSON contract of `trivet eval --json`. */
export type EvalReport = {
  readonly suite: string
  readonly split: string
  readonly mode: EvalMode
  /** Counted items: all but those whose gold or engine failed. */
  readonly n: number
  /** Share of items whose first candidate is right. */
  readonly ex: number | null
  /** Wilson's 95 % interval of `ex`. */
  readonly interval: Interval | null
  /** Share of items with a right one among the first so many candidates. */
  readonly passAt: { readonly '1': number | null; readonly '60': number | null }
  /** Of the items that were answered, not declined. */
  readonly answered: { readonly n: number; readonly right: number; readonly precision: number | null }
  /** Precision among the surest share of items; empty without confidences. */
  readonly precisionAtCoverage: Readonly<Record<string, number>>
  /** Chance that a right answer is surer than a wrong one; null without confidences. */
  readonly confidenceAuc: number | null
  /** By the number of tables of the gold query; `nested` has subqueries or set operations. */
  readonly byTables: Readonly<Record<Shape, Share>>
  /** Items whose gold result has rows: an empty one is matched by any empty prediction. */
  readonly nonEmptyGold: Share
  /** First candidates that do not run, by error code; items without any candidate. */
  readonly failed: Readonly<Record<string, number>>
  readonly silent: number
  /** Right only when further columns of the prediction are left out (mode `intent` with `allowExtra`). */
  readonly extraColumns: number
  /** Items that are not counted. */
  readonly errors: readonly {
    readonly id: string
    readonly code: string
    readonly message: string
    readonly of: 'gold' | 'engine'
  }[]
  readonly predictMs: { readonly median: number; readonly p99: number } | null
}

export const coverages = ['0.1', '0.2', '0.3', '0.5', '1'] as const

/** The report of the outcomes. `candidates`: how many were looked at for `passAt["60"]`; fewer than 60 give null there. */
export function toReport(
  outcomes: readonly Outcome[],
  about: { suite: string; split: string; mode: EvalMode; candidates: number },
): EvalReport {
  const { candidates, ...head } = about
  const counted = outcomes.filter(({ verdict }) => verdict !== 'error' && verdict !== 'gold-failed')
  const right = counted.filter(isRight).length
  const n = counted.length
  const answered = counted.filter(outcome => outcome.answered)
  const answeredRight = answered.filter(isRight).length
  const scored = counted.flatMap(outcome =>
    outcome.confidence === undefined ? [] : [{ score: outcome.confidence, right: isRight(outcome) }],
  )
  const auc = rankAuc(scored)
  const passed = counted.filter(({ rightAt }) => rightAt !== undefined && rightAt <= 60).length
  return {
    ...head,
    n,
    ex: shareOf(right, n),
    interval: n === 0 ? null : wilsonInterval(right, n),
    passAt: { '1': shareOf(right, n), '60': candidates >= 60 ? shareOf(passed, n) : null },
    answered: { n: answered.length, right: answeredRight, precision: shareOf(answeredRight, answered.length) },
    precisionAtCoverage: precisions(scored),
    confidenceAuc: Number.isNaN(auc) ? null : auc,
    byTables: Object.fromEntries(
      shapes.map(shape => [shape, toShare(counted.filter(outcome => outcome.shape === shape))]),
    ) as Record<Shape, Share>,
    nonEmptyGold: toShare(counted.filter(({ emptyGold }) => !emptyGold)),
    failed: countBy(counted.filter(({ verdict }) => verdict === 'failed').map(({ why }) => why)),
    silent: counted.filter(({ verdict }) => verdict === 'silent').length,
    extraColumns: counted.filter(({ verdict, why }) => verdict === 'right' && why === 'extra-columns').length,
    errors: outcomes.filter(isUncounted).map(({ id, why, message = '', verdict }) => ({
      id,
      code: why,
      message,
      of: verdict === 'gold-failed' ? 'gold' : 'engine',
    })),
    predictMs: timesOf(outcomes),
  }
}

const isRight = ({ verdict }: Outcome): boolean => verdict === 'right'
const isUncounted = ({ verdict }: Outcome): boolean => verdict === 'error' || verdict === 'gold-failed'
const shareOf = (part: number, n: number): number | null => (n === 0 ? null : part / n)
const toShare = (outcomes: readonly Outcome[]): Share => ({
  n: outcomes.length,
  ex: shareOf(outcomes.filter(isRight).length, outcomes.length),
})

/** The precision where at least the wanted share is answered, which is more where confidences are tied. */
function precisions(scored: readonly { score: number; right: boolean }[]): Record<string, number> {
  if (scored.length === 0) return {}
  const points = precisionAtCoverage(scored)
  return Object.fromEntries(
    coverages.map(wanted => [wanted, points.find(({ coverage }) => coverage >= Number(wanted) - 1e-9)!.precision]),
  )
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

function timesOf(outcomes: readonly Outcome[]): EvalReport['predictMs'] {
  if (outcomes.length === 0) return null
  const times = outcomes.map(({ predictMs }) => predictMs).sort((a, b) => a - b)
  return { median: quantile(times, 0.5), p99: quantile(times, 0.99) }
}
