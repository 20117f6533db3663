import { type AggregateCall, call, type Expr, type Item, type Select, star } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import type { SchemaIndex } from '../../link/schema-index.ts'
import type { Reading } from '../reading.ts'
import { type Modifier, spansOf } from './modifier.ts'

/** "the share of". */
export function findShares(linked: LinkedQuestion, index: SchemaIndex): Modifier[] {
  const [span] = spansOf(
    linked,
    /\b(what |which )?(is |are )?(the )?(percentage|percent|share|proportion|pct)( share| of the total| in percent)?( of)?\b/g,
  )
  if (span === undefined) return rates(linked, index)
  const again = spansOf(linked, /\bin (percent|pct)( of( (its|their|all|the))?( \w+)?)?\b/g).filter(
    ({ from }) => from >= span.to,
  )
  // "20 percent" is a number
  const isNumber = linked.tokens[span.from - 1]?.number !== undefined
  return isNumber ? [] : [{ kind: 'share', span }, ...again.map(one => ({ kind: 'aside', span: one }) as const)]
}

/** "no-show rate", "% of units", "in %". */
function rates(linked: LinkedQuestion, index: SchemaIndex): Modifier[] {
  const { tokens, text } = linked
  const sign = /(?<![\d\s])\s*%|^%/.exec(text)
  if (sign !== null) {
    const next = tokens.findIndex(({ start }) => start > sign.index)
    const last = (next < 0 ? tokens.length : next) - 1
    if (last >= 0 && tokens[last]!.lower === 'in') return [{ kind: 'share', span: { from: last, to: last + 1 } }]
    if (next >= 0 && tokens[next]!.lower === 'of') return [{ kind: 'share', span: { from: next, to: next + 1 } }]
  }
  const rate = tokens.findIndex(({ stem }, at) => at > 0 && stem === 'rate')
  const isName = index.columns.some(({ id }) => linked.columns[id]!.literal && linked.columns[id]!.at.includes(rate))
  return rate < 0 || isName ? [] : [{ kind: 'share', span: { from: rate, to: rate + 1 } }]
}

/** By group, a count or sum as its share in percent of the total over all groups; of all rows without groups. */
export function withShare(select: Select): Select {
  const at = select.items.findIndex(({ expr }) => isTotal(expr))
  const aggregate = select.items[at]?.expr as AggregateCall | undefined
  if (aggregate === undefined || select.groupBy.length === 0)
    return select.where === undefined ? select : withShareOfPart(select)
  const { having: _, limit: __, ties: ___, ...rest } = select
  const total: Expr = {
    kind: 'scalar',
    query: { ...rest, items: [{ expr: aggregate }], distinct: false, groupBy: [], orderBy: [] },
  }
  const share: Expr = { kind: 'ratio', numerator: aggregate, denominator: total, percent: true }
  return { ...select, items: select.items.map((item, i) => (i === at ? { expr: share, alias: 'percent' } : item)) }
}

const isTotal = (expr: Item['expr']): boolean => expr.kind === 'aggregate' && (expr.fn === 'count' || expr.fn === 'sum')

/** True where the question is for the part of the rows (of each group) that meet the condition, not for the group's part of all. */
export function isShareOfPart({ groupBy }: Select, { modifiers, linked }: Reading): boolean {
  if (groupBy.length === 0) return true
  const text = linked.tokens.map(token => token.lower).join(' ')
  return (
    modifiers.some(({ kind }) => kind === 'flag' || kind === 'missing') ||
    /\brates?\b/.test(text) ||
    /\b(percent|percentage|share|proportion|pct)\b.*\b(that|which|who|whose|were|was|are|is|ended|had|have|with|marked|of (its|their|all its|all their))\b/.test(
      text,
    )
  )
}

/** The share, in percent, of the rows that meet the condition in all rows (of each group), or of what is summed. */
export function withShareOfPart(select: Select): Select {
  const { where, limit: _, ties: __, ...rest } = select
  if (where === undefined) return select
  const sum = select.items.find(({ expr }) => expr.kind === 'aggregate' && expr.fn === 'sum')?.expr as
    | AggregateCall
    | undefined
  const indicator: Expr = { kind: 'indicator', condition: where }
  const numerator: Expr =
    sum === undefined
      ? call('sum', indicator)
      : call('sum', { kind: 'arithmetic', op: '*', left: sum.arg as Expr, right: indicator })
  const share: Expr = { kind: 'ratio', numerator, denominator: sum ?? call('count', star), percent: true }
  const groups = select.items.filter(({ expr }) => expr.kind === 'column' || expr.kind === 'date-part')
  return {
    ...rest,
    distinct: false,
    items: [...(select.groupBy.length > 0 ? groups : []), { expr: share, alias: 'percent' }],
    orderBy: [],
  }
}
