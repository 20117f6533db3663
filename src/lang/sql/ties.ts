import { type Condition, call, compare, type Expr, type Select, type Star } from './ast.ts'
import { columnOf, type Printer } from './names.ts'

/**
 * A select with ties as one without where plain SQL says it: the single row that comes first, with its ties, is what
 * attains the maximum (or minimum) of the key over the same rows. Undefined where a rank is needed.
 */
export function toExtreme(select: Select): Select | undefined {
  const [order, ...more] = select.orderBy
  const plain =
    order !== undefined &&
    more.length === 0 &&
    select.limit === 1 &&
    select.groupBy.length === 0 &&
    select.having === undefined &&
    isPlain(order.expr) &&
    select.items.every(item => !hasAggregate(item.expr))
  if (!plain) return undefined
  const { limit: _, ties: __, ...rest } = select
  const extreme: Select = {
    ...rest,
    distinct: false,
    items: [{ expr: call(order.direction === 'desc' ? 'max' : 'min', order.expr) }],
    orderBy: [],
  }
  const attained = compare(order.expr, '=', { kind: 'scalar', query: extreme })
  return { ...rest, where: and(select.where, attained), orderBy: [] }
}

/** The select without the rows, or groups, whose first sort key is NULL. */
export function withoutNullKeys(select: Select, p: Printer): Select {
  const key = select.orderBy[0]?.expr
  if (key === undefined || !mayBeNull(key, select, p)) return select
  const known: Condition = { kind: 'null', arg: key, not: true }
  return hasAggregate(key)
    ? { ...select, having: and(select.having, known) }
    : { ...select, where: and(select.where, known) }
}

const and = (condition: Condition | undefined, more: Condition): Condition =>
  condition === undefined
    ? more
    : { kind: 'and', parts: [...(condition.kind === 'and' ? condition.parts : [condition]), more] }

/** An expression over the row alone, without queries and without the names that sort as the calendar does. */
function isPlain(expr: Expr): boolean {
  switch (expr.kind) {
    case 'column':
    case 'date':
    case 'date-of-parts':
    case 'days-between':
    case 'time-between':
    case 'age':
      return true
    case 'date-part':
      return expr.unit !== 'weekday' && expr.unit !== 'monthname'
    case 'arithmetic':
      return [expr.left, expr.right].every(side => side.kind === 'literal' || isPlain(side))
    case 'coalesce':
      return isPlain(expr.arg)
    default:
      return false
  }
}

/** There is an aggregate in the expression, outside of the queries in it. */
export const hasAggregate = (expr: Expr | Star): boolean => has(expr, 'aggregate')

/** There is a query in the expression. */
export const hasQuery = (expr: Expr | Star): boolean => has(expr, 'query')

function has(expr: Expr | Star, what: 'aggregate' | 'query'): boolean {
  switch (expr.kind) {
    case 'aggregate':
      return what === 'aggregate' || has(expr.arg, what)
    case 'arithmetic':
      return has(expr.left, what) || has(expr.right, what)
    case 'ratio':
      return has(expr.numerator, what) || has(expr.denominator, what)
    case 'coalesce':
    case 'round':
      return has(expr.arg, what)
    case 'indicator':
      return holds(expr.condition, what)
    case 'scalar':
      return what === 'query'
    default:
      return false
  }
}

function holds(condition: Condition, what: 'aggregate' | 'query'): boolean {
  switch (condition.kind) {
    case 'compare':
      return has(condition.left, what) || has(condition.right, what)
    case 'between':
      return [condition.arg, condition.low, condition.high].some(expr => has(expr, what))
    case 'like':
    case 'null':
      return has(condition.arg, what)
    case 'in':
      return (what === 'query' && 'kind' in condition.in) || has(condition.arg, what)
    case 'exists':
      return what === 'query'
    case 'and':
    case 'or':
      return condition.parts.some(part => holds(part, what))
  }
}

/** Whether NULL is possible, as far as the schema says. */
function mayBeNull(expr: Expr | Star, select: Select, p: Printer): boolean {
  switch (expr.kind) {
    case 'star':
    case 'indicator':
      return false
    case 'literal':
      return expr.value === null
    case 'column': {
      const outer = select.from.kind === 'joined' && select.from.joins.some(join => join.kind === 'left')
      return outer || columnOf(expr, p)?.nullable !== false
    }
    case 'aggregate':
      return expr.fn !== 'count' && (select.groupBy.length === 0 || mayBeNull(expr.arg, select, p))
    case 'arithmetic':
      return expr.op === '/' || mayBeNull(expr.left, select, p) || mayBeNull(expr.right, select, p)
    case 'coalesce':
      return expr.fallback.value === null && mayBeNull(expr.arg, select, p)
    default:
      return true
  }
}
