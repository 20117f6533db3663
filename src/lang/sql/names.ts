import type { ColumnRef } from './ast.ts'
import type { Column, Dialect, Schema, Table } from './schema.ts'

/** Words that no dialect of ours takes as a bare name (union of the reserved words that occur as names in practice). */
const reserved = new Set(
  (
    'all alter analyse analyze and any array as asc asymmetric authorization between both by case cast check collate column concurrently constraint create cross ' +
    'current_date current_role current_time current_timestamp current_user default deferrable delete desc describe distinct do drop else end escape except exists ' +
    'explain false fetch filter for foreign freeze from full function glob grant group groups having if ilike in index inner insert intersect interval into is isnull ' +
    'join key keys lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer over overlaps partition placing ' +
    'pragma primary qualify range rank references regexp release rename replace returning right row rows select session_user set show similar some summarize symmetric ' +
    'system_user table tablesample then to trailing trigger true union unique unpivot pivot update user using values variadic verbose view virtual when where window with without'
  ).split(' '),
)

/** A name as the dialect reads it back exactly: bare where that is safe, else quoted. */
export function quoteName(name: string, dialect: Dialect): string {
  const bare = dialect === 'postgres' ? /^[a-z_][a-z0-9_]*$/ : /^[A-Za-z_][A-Za-z0-9_]*$/
  if (bare.test(name) && !reserved.has(name.toLowerCase())) return name
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`
}

/** A table with its schema where it needs one. */
export function quoteTable(table: Table, dialect: Dialect): string {
  const name = quoteName(table.name, dialect)
  return table.schema === undefined || table.key === table.name ? name : `${quoteName(table.schema, dialect)}.${name}`
}

/** What the printer knows where it stands. */
export type Printer = {
  readonly dialect: Dialect
  readonly schema: Schema
  /** Columns are written with their table: several sources, or an alias that hides a column, make it necessary. */
  readonly qualified: boolean
  /** The sources of the select that is printed, by the names that columns refer to; absent outside of any. */
  readonly sources?: ReadonlyMap<string, Table>
  /** The printer of the query around this one. */
  readonly outer?: Printer
  /** What a new line begins with; undefined prints one line. */
  readonly indent?: string | undefined
}

/** A column as the printer's scope writes it. One of a query further out always has its table. */
export function printColumn(ref: ColumnRef, p: Printer): string {
  const name = quoteName(ref.column, p.dialect)
  const inner = p.sources === undefined || p.sources.has(ref.table)
  return p.qualified || !inner ? `${quoteName(ref.table, p.dialect)}.${name}` : name
}

/** The column that a reference means, as the schema has it; undefined outside of a select. */
export function columnOf(ref: ColumnRef, p: Printer): Column | undefined {
  let at: Printer | undefined = p
  while (at !== undefined && at.sources?.has(ref.table) !== true) at = at.outer
  return at?.sources?.get(ref.table)?.columns.find(({ name }) => name === ref.column)
}

const indexes = new WeakMap<Schema, Map<string, Table>>()

/** The table of exactly that key, through an index kept per schema. */
export function tableByKey(schema: Schema, key: string): Table | undefined {
  const index = indexes.get(schema) ?? new Map(schema.tables.map(table => [table.key, table]))
  indexes.set(schema, index)
  return index.get(key)
}
