import type { Column, ForeignKey, Schema, Table } from '../../lang/sql/schema.ts'
import { toDuckdbType } from './duckdb-cells.ts'

/** Runs one statement and gives its rows as objects, lists as arrays. */
export type ReadObjects = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>

const own = 'database_name = current_database() AND NOT internal'
const keyOf = (schema: unknown, name: unknown): string => (schema === 'main' ? String(name) : `${schema}.${name}`)

/** Tables, views, columns, comments and declared keys of the attached database. */
export async function readDuckdbSchema(read: ReadObjects): Promise<Schema> {
  const relations = await read(
    `SELECT schema_name, table_name AS name, 'table' AS kind, comment, estimated_size AS size FROM duckdb_tables() WHERE ${own}
     UNION ALL SELECT schema_name, view_name, 'view', comment, NULL FROM duckdb_views() WHERE ${own} ORDER BY 1, 2`,
  )
  const described = await read(
    `SELECT schema_name, table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns() WHERE ${own} ORDER BY schema_name, table_name, column_index`,
  )
  const constraints = await read(
    `SELECT schema_name, table_name, constraint_type, constraint_column_names AS columns, referenced_table, referenced_column_names AS targets
     FROM duckdb_constraints() WHERE database_name = current_database() AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY') ORDER BY ALL`,
  )
  const keyed = constraints.map(row => ({
    table: keyOf(row.schema_name, row.table_name),
    kind: String(row.constraint_type),
    columns: row.columns as string[],
    // A foreign key cannot leave its schema.
    refTable: keyOf(row.schema_name, row.referenced_table),
    refColumns: row.targets as string[],
  }))
  const columns = new Map<string, Column[]>()
  const primary = new Map(
    keyed.filter(({ kind }) => kind === 'PRIMARY KEY').map(({ table, columns }) => [table, columns]),
  )
  const unique = new Set(
    keyed
      .filter(({ kind, columns }) => kind !== 'FOREIGN KEY' && columns.length === 1)
      .map(({ table, columns }) => `${table}\n${columns[0]}`),
  )
  for (const row of described) {
    const key = keyOf(row.schema_name, row.table_name)
    const name = String(row.column_name)
    const declared = String(row.data_type)
    const list = columns.get(key) ?? []
    columns.set(key, list)
    list.push({
      name,
      type: toDuckdbType(declared),
      declared,
      nullable: row.is_nullable === true,
      primaryKey: primary.get(key)?.includes(name) ?? false,
      unique: unique.has(`${key}\n${name}`),
      ...(typeof row.comment === 'string' && { comment: row.comment }),
    })
  }
  const tables = relations.map(
    (row): Table => ({
      key: keyOf(row.schema_name, row.name),
      ...(row.schema_name !== 'main' && { schema: String(row.schema_name) }),
      name: String(row.name),
      kind: row.kind === 'view' ? 'view' : 'table',
      columns: columns.get(keyOf(row.schema_name, row.name)) ?? [],
      ...(row.size != null && { rowEstimate: Number(row.size) }),
      ...(typeof row.comment === 'string' && { comment: row.comment }),
    }),
  )
  const foreignKeys = keyed
    .filter(({ kind }) => kind === 'FOREIGN KEY')
    .map(
      ({ table, columns, refTable, refColumns }): ForeignKey => ({
        table,
        columns,
        refTable,
        refColumns,
        origin: 'declared',
      }),
    )
  return { dialect: 'duckdb', tables: tables.filter(table => table.columns.length > 0), foreignKeys }
}
