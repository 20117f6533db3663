import { column, type Item, type Query } from '../../../lang/sql/ast.ts'
import { withCondition } from './conditions.ts'
import type { Reading } from './reading.ts'
import { withKnownSpans } from './spans.ts'
import { withNamesForIds, withWholeNames } from './whole-names.ts'

/** The query as people expect its answer: rows by whole names, lists without gaps, rankings with their measure. */
export function forPeople(query: Query, reading: Reading): Query {
  const ids = withNamesForIds(query, reading)
  return withShownOrder(withKnownSpans(withoutGaps(withWholeNames(ids, reading) ?? ids, reading), reading))
}

/** "The first k by" something are shown with it. */
function withShownOrder(query: Query): Query {
  if (query.kind !== 'select' || (query.limit ?? 1) === 1) return query
  const shown = new Set(query.items.map(({ expr }) => JSON.stringify(expr)))
  const [first] = query.orderBy
  return first === undefined || shown.has(JSON.stringify(first.expr))
    ? query
    : { ...query, items: [...query.items, { expr: first.expr }] }
}

/** A list of the values of a column, or of groups that are picked, has no place for NULL. */
function withoutGaps(query: Query, { index }: Reading): Query {
  if (query.kind !== 'select') return query
  const plain = query.items.filter(item => item.expr.kind === 'column')
  const picksGroups = query.groupBy.length === 1 && (query.having !== undefined || query.limit !== undefined)
  const isList = query.distinct && query.items.length === 1
  if (plain.length !== 1 || !(isList || picksGroups)) return query
  const [{ expr }] = plain as [Item]
  const col = index.columns.find(one => expr.kind === 'column' && one.key === expr.table && one.name === expr.column)
  if (col === undefined || col.profile.nulls === 0 || col.expr !== undefined) return query
  return withCondition(query, { kind: 'null', arg: column(col.key, col.name), not: true })
}
