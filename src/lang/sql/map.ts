import type { Condition, Expr, Query, Select, Star } from './ast.ts'

/** The query with every select (also in subqueries and set operations) replaced by `change`, innermost first. */
export function mapQueries(query: Query, change: (select: Select) => Select): Query {
  if (query.kind !== 'select')
    return { ...query, left: mapQueries(query.left, change), right: mapQueries(query.right, change) }
  const expr = <E extends Expr | Star>(e: E): E => mapExpr(e, change) as E
  return change({
    ...query,
    items: query.items.map(item => ({ ...item, expr: expr(item.expr) })),
    ...(query.where === undefined ? {} : { where: mapCondition(query.where, change) }),
    groupBy: query.groupBy.map(expr),
    ...(query.having === undefined ? {} : { having: mapCondition(query.having, change) }),
    orderBy: query.orderBy.map(order => ({ ...order, expr: expr(order.expr) })),
  })
}

function mapExpr(expr: Expr | Star, change: (select: Select) => Select): Expr | Star {
  const inner = (e: Expr): Expr => mapExpr(e, change) as Expr
  switch (expr.kind) {
    case 'scalar':
      return { ...expr, query: mapQueries(expr.query, change) }
    case 'aggregate':
      return { ...expr, arg: mapExpr(expr.arg, change) }
    case 'arithmetic':
      return { ...expr, left: inner(expr.left), right: inner(expr.right) }
    case 'ratio':
      return { ...expr, numerator: inner(expr.numerator), denominator: inner(expr.denominator) }
    case 'coalesce':
    case 'round':
      return { ...expr, arg: inner(expr.arg) }
    case 'indicator':
      return { ...expr, condition: mapCondition(expr.condition, change) }
    default:
      return expr
  }
}

function mapCondition(condition: Condition, change: (select: Select) => Select): Condition {
  const inner = (e: Expr): Expr => mapExpr(e, change) as Expr
  switch (condition.kind) {
    case 'compare':
      return { ...condition, left: inner(condition.left), right: inner(condition.right) }
    case 'between':
      return { ...condition, arg: inner(condition.arg), low: inner(condition.low), high: inner(condition.high) }
    case 'in':
      return {
        ...condition,
        arg: inner(condition.arg),
        in: 'kind' in condition.in ? mapQueries(condition.in, change) : condition.in,
      }
    case 'exists':
      return { ...condition, query: mapQueries(condition.query, change) }
    case 'like':
    case 'null':
      return { ...condition, arg: inner(condition.arg) }
    case 'and':
    case 'or':
      return { ...condition, parts: condition.parts.map(part => mapCondition(part, change)) }
  }
}
