import { call, type Expr, type Select, star } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import { type Modifier, spansOf } from './modifier.ts'

/** "the share of". */
export function findShares(linked: LinkedQuestion): Modifier[] {
  const [span] = spansOf(
    linked,
    /\b(what |which )?(is |are )?(the )?(percentage|percent|share|proportion|pct)( share| of the total| in percent)?( of)?\b/g,
  )
  return span === undefined ? [] : [{ kind: 'share', span }]
}

/**
 * A count or sum as its share in percent: by group, of the total over all groups; without groups, the share of the
 * rows that meet the conditions in all rows.
 */
export function withShare(select: Select): Select {
  const at = select.items.findIndex(
    ({ expr }) => expr.kind === 'aggregate' && (expr.fn === 'count' || expr.fn === 'sum'),
  )
  const aggregate = select.items[at]?.expr
  if (select.groupBy.length > 0 && aggregate?.kind === 'aggregate') {
    const { having: _, limit: __, ties: ___, ...rest } = select
    const total: Expr = {
      kind: 'scalar',
      query: { ...rest, items: [{ expr: aggregate }], distinct: false, groupBy: [], orderBy: [] },
    }
    const share: Expr = { kind: 'ratio', numerator: aggregate, denominator: total, percent: true }
    return { ...select, items: select.items.map((item, i) => (i === at ? { expr: share, alias: 'percent' } : item)) }
  }
  if (select.where === undefined) return select
  const whole = aggregate?.kind === 'aggregate' && aggregate.fn === 'sum' ? aggregate : undefined
  const indicator: Expr = { kind: 'indicator', condition: select.where }
  const { where: _, limit: __, ties: ___, ...rest } = select
  const numerator: Expr =
    whole === undefined
      ? call('sum', indicator)
      : call('sum', { kind: 'arithmetic', op: '*', left: whole.arg as Expr, right: indicator })
  const share: Expr = { kind: 'ratio', numerator, denominator: whole ?? call('count', star), percent: true }
  return { ...rest, distinct: false, items: [{ expr: share, alias: 'percent' }], groupBy: [], orderBy: [] }
}
