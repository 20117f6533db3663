import { TrivetError } from '../../core/errors.ts'
import { nameOf } from '../../lang/sql/parse-tree.ts'
import type { Dialect, Schema, Table } from '../../lang/sql/schema.ts'
import { refuseSystemName } from './gate.ts'
import { shown, unknownColumn, unknownTable } from './gate-names.ts'

/** Columns that a source offers: lower-cased name -> the name as it must be written. */
export type Columns = {
  readonly names: ReadonlyMap<string, string>
  /** There are more, whose names only the engine knows (expressions without alias, table functions). */
  readonly open: boolean
}

export type Source = {
  /** Lower-cased alias or name; '' for none. */
  readonly name: string
  readonly columns: Columns
  readonly table?: Table
}

/** What a name may stand for inside one select. `parent` is the select around it. */
export type Scope = {
  readonly parent: Scope | undefined
  readonly sources: Source[]
  /** Lower-cased aliases of the select list. */
  readonly aliases: Set<string>
}

/** What the names of one statement are checked against. */
export type View = {
  readonly schema: Schema
  readonly dialect: Dialect
  /** `unchecked`: only what the statement does is checked, not what it names. */
  readonly names: 'strict' | 'compat' | 'unchecked'
  /** The character at which an identifier begins in the text: tells the kinds of quotes apart. */
  readonly charAt: (start: number) => string
}

export type MutableName = { name: string; quoted: boolean }

export const newScope = (parent: Scope | undefined): Scope => ({ parent, sources: [], aliases: new Set() })

const tableColumns = new WeakMap<Table, Columns>()
export function columnsOf(table: Table): Columns {
  const known = tableColumns.get(table)
  if (known !== undefined) return known
  const names = new Map<string, string>()
  for (const { name } of table.columns) if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name)
  const made = { names, open: false }
  tableColumns.set(table, made)
  return made
}

const defaultSchemas: Record<Dialect, string> = { sqlite: 'main', duckdb: 'main', postgres: 'public', mysql: '' }
const tableIndex = new WeakMap<Schema, Map<string, Table[]>>()

/** The table that the engine would take, with its name in the tree written as the schema has it. */
export function resolveTable(node: MutableName, qualifier: MutableName | undefined, view: View): Table {
  const { schema, dialect } = view
  let index = tableIndex.get(schema)
  if (index === undefined) {
    index = new Map()
    for (const table of schema.tables) {
      const key = table.name.toLowerCase()
      index.set(key, [...(index.get(key) ?? []), table])
    }
    tableIndex.set(schema, index)
  }
  const named = index.get(node.name.toLowerCase()) ?? []
  const inSchema = named.filter(table =>
    qualifier === undefined
      ? table.key === table.name
      : (table.schema ?? defaultSchemas[dialect]).toLowerCase() === qualifier.name.toLowerCase(),
  )
  const table = inSchema.find(({ name }) => name === folded(node, dialect)) ?? inSchema[0]
  const full = qualifier === undefined ? node.name : `${qualifier.name}.${node.name}`
  if (table === undefined) return unknownTable(full, schema)
  refuseSystemName(table, schema)
  if (dialect === 'postgres' || dialect === 'mysql') write(node, table.name, dialect)
  return table
}

/** The name as the engine understands it. */
const folded = ({ name, quoted }: MutableName, dialect: Dialect): string =>
  dialect === 'postgres' && !quoted ? name.toLowerCase() : name

function write(node: MutableName, name: string, dialect: Dialect): void {
  if (folded(node, dialect) === name) return
  node.name = name
  node.quoted = true
}

/**
 * Finds what a column name stands for and writes it as the engine needs it.
 * @returns 'text' when it is a quoted string in disguise: it resolves to nothing and the mode is `compat`
 * @throws TrivetError E_SQL_UNKNOWN_NAME
 */
export function resolveColumn(
  node: MutableName,
  table: MutableName | undefined,
  start: number,
  scope: Scope,
  view: View,
): 'column' | 'text' {
  if (view.names === 'unchecked') return 'column'
  if (table !== undefined) return resolveQualified(node, table, scope, view)
  const key = node.name.toLowerCase()
  let open = false
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.sources.find(source => source.columns.names.has(key))
    if (found !== undefined) {
      if (view.dialect === 'postgres') write(node, found.columns.names.get(key)!, view.dialect)
      return 'column'
    }
    if ((at.aliases.has(key) && !seesPartial(at)) || (isRowid(key, view) && at.sources.some(hasRowid))) return 'column'
    open ||= at.sources.some(source => source.columns.open)
  }
  const doubleQuoted = node.quoted && view.charAt(start) === '"'
  if (open && !seesPartial(scope) && !(doubleQuoted && !/[()*]/.test(node.name))) return 'column'
  if (doubleQuoted && view.names === 'compat') return 'text'
  return unknownColumn(node.name, visibleTables(scope), undefined)
}

function resolveQualified(node: MutableName, table: MutableName, scope: Scope, view: View): 'column' {
  const source = sourceNamed(table.name, scope)
  const key = node.name.toLowerCase()
  if (source === undefined) {
    // DuckDB reads a.b also as field b of the column a.
    if (view.dialect === 'duckdb' && columnVisible(table.name, scope)) return 'column'
    throw new TrivetError('E_SQL_UNKNOWN_NAME', `${shown(table.name)} is no table or alias of the FROM around it.`)
  }
  const name = source.columns.names.get(key)
  if (name !== undefined) {
    if (view.dialect === 'postgres') write(node, name, view.dialect)
    return 'column'
  }
  if (source.columns.open || (isRowid(key, view) && hasRowid(source))) return 'column'
  return unknownColumn(node.name, source.table === undefined ? [] : [source.table], table.name)
}

export function sourceNamed(name: string, scope: Scope): Source | undefined {
  const key = name.toLowerCase()
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.sources.find(source => source.name === key)
    if (found !== undefined) return found
  }
  return undefined
}

function columnVisible(name: string, scope: Scope): boolean {
  const key = name.toLowerCase()
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent)
    if (at.sources.some(source => source.columns.names.has(key))) return true
  return false
}

function visibleTables(scope: Scope): Table[] {
  const tables: Table[] = []
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent)
    for (const { table } of at.sources) if (table !== undefined) tables.push(table)
  return tables
}

/**
 * True where a table with hidden columns is in reach: there a name that is merely likely to be something else (an alias
 * of the select list, a column that only the engine knows) might be a hidden column, and counts as unknown.
 */
export function seesPartial(scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent)
    if (at.sources.some(({ table }) => table?.partial === true)) return true
  return false
}

const isRowid = (key: string, view: View): boolean => view.dialect === 'sqlite' && /^(rowid|oid|_rowid_)$/.test(key)
const hasRowid = ({ table }: Source): boolean => table?.kind === 'table'

/** The columns under the names of an alias list `AS t(a, b)`. */
export function renamed(columns: Columns, aliases: readonly unknown[]): Columns {
  if (aliases.length === 0) return columns
  const given = aliases.map(alias => (typeof alias === 'string' ? alias : (nameOf(alias)?.name ?? '')))
  const rest = [...columns.names].slice(given.length)
  return { names: new Map([...given.map(name => [name.toLowerCase(), name] as const), ...rest]), open: columns.open }
}
