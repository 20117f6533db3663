/** What a database looks like: tables, columns, keys. No rows, no I/O. */

export const dialects = ['sqlite', 'duckdb', 'postgres', 'mysql'] as const
export type Dialect = (typeof dialects)[number]

/** The type that a column's values have for our purposes; `declared` keeps the engine's own word. */
export const columnTypes = [
  'integer',
  'real',
  'decimal',
  'text',
  'date',
  'time',
  'timestamp',
  'boolean',
  'blob',
  'json',
  'other',
] as const
export type ColumnType = (typeof columnTypes)[number]

export type Column = {
  readonly name: string
  readonly type: ColumnType
  readonly declared: string
  readonly nullable: boolean
  /** Part of the primary key. */
  readonly primaryKey: boolean
  /** Declared unique by itself. */
  readonly unique: boolean
  readonly comment?: string
}

export type Table = {
  /** The name by which everything else refers to the table: `name`, or `schema.name` outside the default schema. */
  readonly key: string
  readonly schema?: string
  readonly name: string
  readonly kind: 'table' | 'view'
  readonly columns: readonly Column[]
  /** There are columns which the principal may not see, so that `*` must not be left to the engine. */
  readonly partial?: boolean
  /** Rows by the engine's own statistics, where it keeps them. */
  readonly rowEstimate?: number
  /** Changes when its rows change, where that can be told for this table alone. */
  readonly stamp?: string
  readonly comment?: string
}

/** `table`.`columns` point at `refTable`.`refColumns` (table keys, equal lengths). */
export type ForeignKey = {
  readonly table: string
  readonly columns: readonly string[]
  readonly refTable: string
  readonly refColumns: readonly string[]
  readonly origin: 'declared' | 'inferred'
  /** For inferred keys: how sure, in [0, 1]. */
  readonly confidence?: number
}

export type Schema = {
  readonly dialect: Dialect
  readonly tables: readonly Table[]
  readonly foreignKeys: readonly ForeignKey[]
}

export const isNumeric = (type: ColumnType): boolean => type === 'integer' || type === 'real' || type === 'decimal'
export const isTemporal = (type: ColumnType): boolean => type === 'date' || type === 'timestamp'

/** The table of that key, exact first, then without regard to case. */
export function findTable(schema: Schema, key: string): Table | undefined {
  const lower = key.toLowerCase()
  return (
    schema.tables.find(table => table.key === key) ?? schema.tables.find(table => table.key.toLowerCase() === lower)
  )
}

/** The column of that name, exact first, then without regard to case. */
export function findColumn(table: Table, name: string): Column | undefined {
  const lower = name.toLowerCase()
  return (
    table.columns.find(column => column.name === name) ??
    table.columns.find(column => column.name.toLowerCase() === lower)
  )
}
