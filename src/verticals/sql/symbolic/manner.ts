import { column, type Item, type Query } from '../../../lang/sql/ast.ts'
import { withCondition } from './conditions.ts'
import type { Reading } from './reading.ts'
import { withKnownSpans } from './spans.ts'
import { displayColumns, withNamesForIds, withWholeNames } from './whole-names.ts'

/** The query as people expect its answer: rows by whole names, lists without gaps, rankings with their measure. */
export function forPeople(query: Query, reading: Reading): Query {
  const ids = withNamesForIds(query, reading)
  const whole = withoutGaps(withWholeNames(ids, reading) ?? ids, reading)
  return withShownOrder(withOwners(withKnownSpans(whole, reading), reading))
}

/** "The margin of each product" tells which product it is of. */
function withOwners(query: Query, reading: Reading): Query {
  if (query.kind !== 'select' || query.groupBy.length > 0 || query.from.kind !== 'joined') return query
  if (!query.items.every(({ expr }) => expr.kind === 'arithmetic' || expr.kind === 'days-between')) return query
  const { tokens, tables } = reading.linked
  const sources = [query.from.first, ...query.from.joins.map(join => join.source)].map(source => source.table)
  const owner = reading.index.tables.find(
    ({ id, table }) =>
      sources.includes(table.key) &&
      tables[id]!.at.some(at => /^(each|every|per|by|all)$/.test(tokens[at - 1]?.lower ?? '')),
  )
  if (owner === undefined) return query
  const names = displayColumns(reading, owner.id).map(col => ({ expr: column(col.key, col.name) }))
  return { ...query, distinct: false, items: [...names, ...query.items] }
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
