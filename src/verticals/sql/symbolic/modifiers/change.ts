import type { AggregateCall, Condition, Expr, Query, Select } from '../../../../lang/sql/ast.ts'
import { call } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import { findPeriods, type Period } from '../../link/periods.ts'
import { type Modifier, spansOf } from './modifier.ts'

/** "By how many percent did revenue change from 2022 to 2023?": what is measured in a later period less an earlier. */
export function findChange(linked: LinkedQuestion, now: number): Modifier[] {
  const cue =
    /\b((by )?(how much|how many percent|what percent|what percentage|how many)( \w+)? (did|has|have)|(percentage |percent |percentual )?(change|growth|increase|decrease|decline|difference) (of|in))( the| our| its)?\b/g
  const verb =
    /\b(change[ds]?|grow|grew|grown|increased?|decreased?|rise|rose|fall|fell|drop|dropped|growth|difference|decline)\b/
  const [span] = spansOf(linked, cue)
  if (span === undefined || !verb.test(linked.tokens.map(token => token.lower).join(' '))) return []
  const ends = twoPeriods(linked, now)
  if (ends === undefined) return []
  const words = linked.tokens.map(token => token.lower).join(' ')
  const percent = /percent|%|\bpct\b/.test(words) || /%/.test(linked.text)
  const rest = spansOf(linked, new RegExp(verb.source, 'g')).filter(({ from }) => from >= span.to)
  return [
    { kind: 'change', percent, span },
    ...ends,
    ...rest.slice(0, 1).map(one => ({ kind: 'aside', span: one }) as const),
  ]
}

/** The two periods of "from 2022 to 2023", "between May and June 2024", "in 2023 compared to 2022", earlier first. */
function twoPeriods({ tokens }: LinkedQuestion, now: number): (Modifier & { kind: 'period' })[] | undefined {
  const joint = tokens.findIndex(
    ({ lower }, at) =>
      at > 1 && /^(to|and|versus|vs|with|than|over|against)$/.test(lower) && isPeriod(at + 1, tokens.length),
  )
  if (joint < 0) return undefined
  const left = findPeriods(tokens.slice(0, joint), now).at(-1)
  const right = findPeriods(tokens.slice(joint + 1), now)[0]
  if (left === undefined || right === undefined || left.low === undefined || right.low === undefined) return undefined
  const toModifier = (period: Period, offset: number): Modifier & { kind: 'period' } => {
    const span = { from: period.from + offset, to: period.to + offset }
    return { kind: 'period', period: { ...period, ...span }, span }
  }
  const both = [toModifier(left, 0), toModifier(right, joint + 1)]
  return both.sort((x, y) => (x.period.low! < y.period.low! ? -1 : 1))

  function isPeriod(from: number, to: number): boolean {
    const [period] = findPeriods(tokens.slice(from, to), now)
    return period !== undefined && period.from <= 2
  }
}

/** The change of what the select measures from the first to the second period; undefined when it measures no sum or count. */
export function withChange(
  select: Select,
  percent: boolean,
  [first, second]: readonly [Condition, Condition],
): Query | undefined {
  const [item] = select.items.filter(({ expr }) => expr.kind === 'aggregate')
  const aggregate = item?.expr as AggregateCall | undefined
  if (aggregate === undefined || aggregate.distinct || (aggregate.fn !== 'sum' && aggregate.fn !== 'count'))
    return undefined
  const during = (condition: Condition): Expr => {
    const indicator: Expr = { kind: 'indicator', condition }
    return call(
      'sum',
      aggregate.arg.kind === 'star' || aggregate.fn === 'count'
        ? indicator
        : { kind: 'arithmetic', op: '*', left: aggregate.arg, right: indicator },
    )
  }
  const change: Expr = { kind: 'arithmetic', op: '-', left: during(second), right: during(first) }
  const expr: Expr = percent ? { kind: 'ratio', numerator: change, denominator: during(first), percent: true } : change
  const { limit: _, ties: __, ...rest } = select
  return {
    ...rest,
    items: select.items.map(one => (one === item ? { expr, alias: percent ? 'percent' : 'change' } : one)),
    orderBy: [],
  }
}
