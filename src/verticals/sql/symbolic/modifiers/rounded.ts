import type { Expr, Item, Query } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import { type Modifier, spansOf } from './modifier.ts'

const numbers = ['no', 'one', 'two', 'three', 'four'] as const

/** "rounded to one decimal". */
export function findRounding(linked: LinkedQuestion): Modifier[] {
  const [span] = spansOf(
    linked,
    /\bround(ed|ing)?( it| them| the result)?( to)?( (\w+) (decimals?|digits?|places?)( places?)?)?( after the (decimal )?point)?\b/g,
  )
  if (span === undefined) return []
  const words = linked.tokens.slice(span.from, span.to).map(token => token.lower)
  const digits = words
    .map(word => numbers.indexOf(word as (typeof numbers)[number]))
    .concat(words.map(Number))
    .find(value => value >= 0)
  return [{ kind: 'rounded', digits: digits ?? 0, span }]
}

/** The query with what it computes rounded. */
export function withRounding(query: Query, digits: number): Query {
  if (query.kind !== 'select') return query
  const items = query.items.map(
    ({ expr, ...item }): Item => ({
      ...item,
      expr: isFraction(expr) ? { kind: 'round', arg: expr as Expr, digits } : expr,
    }),
  )
  return { ...query, items }
}

const isFraction = (expr: Item['expr']): boolean =>
  (expr.kind === 'aggregate' && expr.fn !== 'count') || expr.kind === 'ratio' || expr.kind === 'arithmetic'
