import type { Column, ForeignKey, Schema, Table } from '../../lang/sql/schema.ts'
import type { Cell } from './database.ts'
import { toSqliteType } from './sqlite-types.ts'

/** Runs one statement and gives all its rows. @throws what the engine throws. */
export type ReadAll = (sql: string) => readonly (readonly Cell[])[]

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
/** Tables that SQLite, libSQL and replication tools keep for themselves. */
const internal = /^(sqlite_|libsql_|_litestream_)/i

/**
 * The schema of the main database: tables, views, virtual tables (not their shadow tables), generated columns,
 * declared keys. Views and virtual tables that the engine cannot open are left out, and foreign keys whose target
 * does not exist.
 */
export function readSqliteSchema(all: ReadAll): Schema {
  const tables: Table[] = []
  for (const [, name, type, , withoutRowid] of all('PRAGMA main.table_list')) {
    if (type === 'shadow' || internal.test(String(name))) continue
    const kind = type === 'view' ? 'view' : 'table'
    const columns = attempt(() => readColumns(all, String(name), withoutRowid === 1))
    if (columns === undefined || columns.length === 0) continue
    tables.push({ key: String(name), name: String(name), kind, columns })
  }
  tables.sort((a, b) => (a.name < b.name ? -1 : 1))
  const byName = new Map(tables.map(table => [table.name.toLowerCase(), table]))
  const foreignKeys = tables.filter(t => t.kind === 'table').flatMap(table => readForeignKeys(all, table, byName))
  return { dialect: 'sqlite', tables, foreignKeys }
}

function readColumns(all: ReadAll, table: string, withoutRowid: boolean): Column[] {
  const rows = all(`PRAGMA main.table_xinfo(${quote(table)})`)
  const keySize = rows.filter(row => Number(row[5]) > 0).length
  const unique = readUniques(all, table)
  // Hidden = 1 marks the parameters of virtual tables; 2 and 3 are generated columns.
  return rows
    .filter(row => row[6] !== 1)
    .map(([, name, declared, notNull, , position]) => {
      const primaryKey = Number(position) > 0
      const type = String(declared ?? '')
      const rowid = primaryKey && keySize === 1 && type.toUpperCase() === 'INTEGER'
      return {
        name: String(name),
        type: toSqliteType(type),
        declared: type,
        nullable: notNull !== 1 && !rowid && !(primaryKey && withoutRowid),
        primaryKey,
        unique: (primaryKey && keySize === 1) || unique.has(String(name)),
      }
    })
}

/** Columns with a unique index of their own that covers every row. */
function readUniques(all: ReadAll, table: string): Set<string> {
  const found = new Set<string>()
  for (const [, index, unique, , partial] of all(`PRAGMA main.index_list(${quote(table)})`)) {
    if (unique !== 1 || partial === 1) continue
    const columns = all(`PRAGMA main.index_info(${quote(String(index))})`)
    const name = columns[0]?.[2]
    if (columns.length === 1 && typeof name === 'string') found.add(name)
  }
  return found
}

function readForeignKeys(all: ReadAll, table: Table, byName: ReadonlyMap<string, Table>): ForeignKey[] {
  const groups = new Map<Cell, { target: string; from: string[]; to: (string | undefined)[] }>()
  for (const [id, , target, from, to] of all(`PRAGMA main.foreign_key_list(${quote(table.name)})`)) {
    const group = groups.get(id!) ?? { target: String(target), from: [], to: [] }
    group.from.push(String(from))
    group.to.push(to === null ? undefined : String(to))
    groups.set(id!, group)
  }
  const keys: ForeignKey[] = []
  for (const { target, from, to } of groups.values()) {
    const refTable = byName.get(target.toLowerCase())
    if (refTable === undefined) continue
    // Without target columns the reference is to the primary key.
    const implicit = to.every(name => name === undefined)
    const key = refTable.columns.filter(column => column.primaryKey)
    const refColumns = implicit
      ? primaryKeyOrder(all, refTable, key.length)
      : to.map(name => refTable.columns.find(column => column.name.toLowerCase() === name?.toLowerCase())?.name)
    const columns = from.map(name => table.columns.find(c => c.name.toLowerCase() === name.toLowerCase())?.name)
    if (refColumns.length !== columns.length || !isWhole(refColumns) || !isWhole(columns)) continue
    keys.push({ table: table.key, columns, refTable: refTable.key, refColumns, origin: 'declared' })
  }
  return keys.reverse()
}

/** The primary key's columns in the order of the key, which may differ from the order of the table. */
function primaryKeyOrder(all: ReadAll, table: Table, size: number): string[] {
  if (size === 0) return []
  return all(`PRAGMA main.table_xinfo(${quote(table.name)})`)
    .filter(row => Number(row[5]) > 0)
    .sort((a, b) => Number(a[5]) - Number(b[5]))
    .map(row => String(row[1]))
}

const isWhole = (names: (string | undefined)[]): names is string[] => names.every(name => name !== undefined)

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** The tree of EXPLAIN QUERY PLAN as indented lines. SQLite tells neither rows nor cost. */
export function toSqlitePlan(rows: readonly (readonly Cell[])[]): { text: string } {
  const depth = new Map<Cell, number>([[0, -1]])
  const lines = rows.map(([id, parent, , detail]) => {
    const level = (depth.get(parent!) ?? -1) + 1
    depth.set(id!, level)
    return `${'  '.repeat(level)}${detail}`
  })
  return { text: lines.join('\n') }
}
