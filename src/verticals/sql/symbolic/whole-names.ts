import { type ColumnRef, column, type Expr, type Query } from '../../../lang/sql/ast.ts'
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
export function withWholeNames(query: Query, reading: Reading): Query | undefined {
  if (query.kind !== 'select') {
    const [left, right] = [withWholeNames(query.left, reading), withWholeNames(query.right, reading)]
    return left === undefined || right === undefined ? undefined : { ...query, left, right }
  }
  const { index, linked } = reading
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
export function displayColumns({ index }: Reading, table: number): IndexedColumn[] {
  const { columns, display } = index.tables[table]!
  const parts = nameParts(columns.map(id => index.columns[id]!))
  return parts === undefined ? (display === undefined ? [] : [index.columns[display]!]) : [...parts]
}

/** The query that shows rows by their names where it shows them by a key that the question does not name. */
export function withNamesForIds(query: Query, reading: Reading): Query {
  if (query.kind !== 'select')
    return { ...query, left: withNamesForIds(query.left, reading), right: withNamesForIds(query.right, reading) }
  const { index, linked } = reading
  const namesOf = (expr: Expr | { kind: 'star' }): ColumnRef[] => {
    if (expr.kind !== 'column') return []
    const col = index.columns.find(one => one.key === expr.table && one.name === expr.column)
    if (
      col === undefined ||
      col.id !== index.tables[col.table]!.primary ||
      col.display ||
      linked.columns[col.id]!.literal
    )
      return []
    return displayColumns(reading, col.table).map(one => column(one.key, one.name))
  }
  const items = query.items.flatMap(item => {
    const names = namesOf(item.expr)
    return names.length === 0 ? [item] : names.map(expr => ({ expr }))
  })
  const shown = new Set(query.items.map(({ expr }) => JSON.stringify(expr)))
  const more = query.groupBy.flatMap(expr => (shown.has(JSON.stringify(expr)) ? namesOf(expr) : []))
  return { ...query, items, groupBy: [...query.groupBy, ...more] }
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
    if (key === undefined) continue
    const follows = query.from.joins.some(join =>
      join.on.some(pair => [pair.left, pair.right].some(end => end.table === expr.table && end.column === expr.column)),
    )
    if (follows) continue
    // a key that points into a table that is there already points to another row of it
    const alias = sources.includes(key.refTable) ? `${key.refTable} by ${expr.column}` : undefined
    const names = displayColumns(reading, graph.node.get(key.refTable)!).map(col => column(alias ?? col.key, col.name))
    if (names.length === 0) continue
    const on = [{ left: expr, right: column(alias ?? key.refTable, key.refColumns[0]!) }]
    const isKey = (group: Expr): boolean =>
      group.kind === 'column' && group.table === expr.table && group.column === expr.column
    return {
      ...query,
      items: query.items.flatMap((item, i) => (i === at ? names.map(name => ({ expr: name })) : [item])),
      from: {
        ...query.from,
        joins: [
          ...query.from.joins,
          { kind: 'inner', source: alias === undefined ? { table: key.refTable } : { table: key.refTable, alias }, on },
        ],
      },
      groupBy: query.groupBy.flatMap(group => (isKey(group) ? [group, ...names] : [group])),
    }
  }
  return undefined
}
