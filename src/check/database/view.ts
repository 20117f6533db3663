import { hashJson } from '../../core/hash.ts'
import type { DatabaseRef } from '../../core/task.ts'
import type { Schema } from '../../lang/sql/schema.ts'
import type { DatabaseConfig } from './config.ts'
import type { Database } from './database.ts'

/** The rules of a configuration that decide what is seen. */
export type Visibility = Pick<DatabaseConfig, 'schemas' | 'hidden' | 'values'>

/** A schema without what is hidden, nor keys that lead there. Names are compared without regard to case. */
export function toVisible(schema: Schema, { schemas, hidden }: Visibility): Schema {
  const fold = (names: readonly string[] | undefined) => new Set(names?.map(name => name.toLowerCase()))
  const hiddenTables = fold(hidden?.tables)
  const hiddenColumns = fold(hidden?.columns)
  const seen = (table: string, column: string) => !hiddenColumns.has(`${table}.${column}`.toLowerCase())
  const tables = schema.tables
    .filter(table => table.schema === undefined || schemas === undefined || schemas.includes(table.schema))
    .filter(table => !hiddenTables.has(table.key.toLowerCase()))
    .map(table => ({ ...table, columns: table.columns.filter(({ name }) => seen(table.key, name)) }))
    .filter(table => table.columns.length > 0)
  const keys = new Set(tables.map(({ key }) => key))
  const foreignKeys = schema.foreignKeys.filter(
    ({ table, columns, refTable, refColumns }) =>
      keys.has(table) &&
      keys.has(refTable) &&
      columns.every(name => seen(table, name)) &&
      refColumns.every(name => seen(refTable, name)),
  )
  return { ...schema, tables, foreignKeys }
}

/** A database as a principal sees it. What is hidden is absent from `schema()`; the gate refuses its names. */
export function withVisibility(database: Database, id: string, rules: Visibility): Database {
  const { schemas, hidden, values } = rules
  const fingerprint = hashJson({
    fingerprint: database.ref.fingerprint,
    schemas: schemas ?? [],
    tables: hidden?.tables ?? [],
    columns: hidden?.columns ?? [],
    values: values ?? 'on',
  }).slice(0, 32)
  const ref: DatabaseRef = { id, fingerprint }
  const withheld = values === undefined ? undefined : values === 'off' ? 'all' : Object.keys(values)
  return {
    ref,
    dialect: database.dialect,
    ...(withheld !== undefined && { withheld }),
    schema: async () => toVisible(await database.schema(), rules),
    query: (sql, options) => database.query(sql, options),
    plan: (sql, options) => database.plan(sql, options),
    ...(database.rights !== undefined && { rights: () => database.rights!() }),
    close: () => database.close(),
  }
}
