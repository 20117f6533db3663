import { column, type Expr, type Query } from '../../../lang/sql/ast.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import type { Reading } from './reading.ts'

const given = /^(first|given|fore|f)( ?(name|nm))?$|^(first|given|fore)name$/
const family = /^(last|family|fam|sur|l)( ?(name|nm))?$|^(last|sur)name$/

/** The given and the family name of the people of a table, when they stand in two columns. */
function nameParts(columns: readonly IndexedColumn[]): readonly [IndexedColumn, IndexedColumn] | undefined {
  const find = (pattern: RegExp): IndexedColumn | undefined => columns.find(col => pattern.test(col.words.join(' ')))
  const [first, last] = [find(given), find(family)]
  return first === undefined || last === undefined ? undefined : [first, last]
}

/**
 * The query that shows people by both parts of their name where it shows one that the question does not name;
 * undefined when there is no such item.
 */
export function withWholeNames(query: Query, { index, linked }: Reading): Query | undefined {
  if (query.kind !== 'select') return undefined
  let changed = false
  const shown = (col: IndexedColumn): boolean =>
    query.items.some(({ expr }) => expr.kind === 'column' && expr.table === col.key && expr.column === col.name)
  const items = query.items.flatMap(item => {
    const { expr } = item
    if (expr.kind !== 'column') return [item]
    const table = index.tables.find(one => one.table.key === expr.table)
    const parts = table === undefined ? undefined : nameParts(table.columns.map(id => index.columns[id]!))
    if (parts === undefined || !parts.some(part => part.name === expr.column) || parts.every(shown)) return [item]
    if (parts.some(part => linked.columns[part.id]!.literal)) return [item]
    changed = true
    return parts.map(part => ({ expr: column(part.key, part.name) }))
  })
  if (!changed) return undefined
  const groupBy =
    query.groupBy.length === 0
      ? []
      : [
          ...query.groupBy,
          ...items.flatMap(({ expr }) =>
            expr.kind === 'column' &&
            !query.groupBy.some(
              group => group.kind === 'column' && group.table === expr.table && group.column === expr.column,
            )
              ? [expr]
              : [],
          ),
        ]
  return { ...query, items, groupBy }
}

/** The columns that name the rows of a table to people. */
function displayColumns({ index }: Reading, table: number): IndexedColumn[] {
  const { columns, display } = index.tables[table]!
  const parts = nameParts(columns.map(id => index.columns[id]!))
  return parts === undefined ? (display === undefined ? [] : [index.columns[display]!]) : [...parts]
}

/**
 * The query that shows the names of what a key points to instead of the key ("head of neurology" is a person, not a
 * number); undefined when it shows no key, or the names are in it already.
 */
export function withNamesForKeys(query: Query, reading: Reading): Query | undefined {
  if (query.kind !== 'select' || query.from.kind !== 'joined' || query.orderBy.length > 0) return undefined
  const { schema, graph } = reading.index
  const sources = [query.from.first, ...query.from.joins.map(join => join.source)].map(source => source.table)
  for (const [at, { expr }] of query.items.entries()) {
    if (expr.kind !== 'column') continue
    const key = schema.foreignKeys.find(
      one => one.table === expr.table && one.columns.length === 1 && one.columns[0] === expr.column,
    )
    if (key === undefined || sources.includes(key.refTable)) continue
    const names = displayColumns(reading, graph.node.get(key.refTable)!).map(col => column(col.key, col.name))
    if (names.length === 0) continue
    const on = [{ left: expr, right: column(key.refTable, key.refColumns[0]!) }]
    const isKey = (group: Expr): boolean =>
      group.kind === 'column' && group.table === expr.table && group.column === expr.column
    return {
      ...query,
      items: query.items.flatMap((item, i) => (i === at ? names.map(name => ({ expr: name })) : [item])),
      from: { ...query.from, joins: [...query.from.joins, { kind: 'inner', source: { table: key.refTable }, on }] },
      groupBy: query.groupBy.flatMap(group => (isKey(group) ? [group, ...names] : [group])),
    }
  }
  return undefined
}
