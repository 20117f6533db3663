import { type Condition, call, compare, type Expr, type Query, type Select } from '../../../lang/sql/ast.ts'
import { isSpan } from '../link/said.ts'
import { withCondition } from './conditions.ts'
import type { Reading } from './reading.ts'

/**
 * Durations and ages as people expect them: the oldest is who was born first, on the day; in lists and groups no rows
 * of which the end, or the birth, is not known.
 */
export function withKnownSpans(query: Query, reading: Reading): Query {
  return query.kind === 'select' ? withoutUnknown(byBirth(query), reading) : query
}

/** Ordered by the date of birth instead of whole years. */
function byBirth(select: Select): Select {
  const orderBy = select.orderBy.map(order =>
    order.expr.kind === 'age'
      ? { expr: order.expr.birth, direction: order.direction === 'asc' ? ('desc' as const) : ('asc' as const) }
      : order,
  )
  const { where } = select
  return { ...select, orderBy, ...(where === undefined ? {} : { where: ofBirth(where) }) }
}

/** "its age is the highest" as "its birth is the first". */
function ofBirth(condition: Condition): Condition {
  if (condition.kind === 'and') return { ...condition, parts: condition.parts.map(ofBirth) }
  if (condition.kind !== 'compare' || condition.left.kind !== 'age' || condition.right.kind !== 'scalar')
    return condition
  const { query } = condition.right
  const item = query.kind === 'select' ? query.items[0]?.expr : undefined
  if (query.kind !== 'select' || item?.kind !== 'aggregate' || condition.op !== '=') return condition
  if (item.fn !== 'max' && item.fn !== 'min') return condition
  const { birth } = condition.left
  const first = { ...query, items: [{ expr: call(item.fn === 'max' ? 'min' : 'max', birth) }] }
  return compare(birth, '=', { kind: 'scalar', query: first })
}

function withoutUnknown(select: Select, { index }: Reading): Select {
  const shown = select.items.map(({ expr }) => expr)
  const spans = shown.flatMap(expr => {
    if (expr.kind === 'aggregate') return expr.arg.kind !== 'star' && isSpan(expr.arg) ? [expr.arg] : []
    return isSpan(expr as Expr) ? [expr as Expr] : []
  })
  const counts = shown.some(expr => expr.kind === 'aggregate' && (expr.arg.kind === 'star' || !isSpan(expr.arg)))
  const isOne = shown.every(expr => expr.kind === 'aggregate') && select.groupBy.length === 0
  if (spans.length === 0 || counts || isOne) return select
  const ends = spans.flatMap(span => {
    if (span.kind === 'age') return [span.birth]
    return span.kind === 'days-between' || span.kind === 'time-between' ? [span.from, span.to] : []
  })
  const unknown = ends.flatMap(({ ...end }) => {
    const arg = end.kind === 'date' ? end.arg : end.year
    const col = index.columns.find(one => one.key === arg.table && one.name === arg.column)
    return col !== undefined && col.profile.nulls > 0 ? [arg] : []
  })
  const written = JSON.stringify(select.where ?? null, (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  return unknown.reduce((out: Select, arg) => {
    const known: Condition = { kind: 'null', arg, not: true }
    return written.includes(JSON.stringify(known)) ? out : withCondition(out, known)
  }, select)
}
