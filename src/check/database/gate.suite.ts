import type { Dialect, Schema } from '../../lang/sql/schema.ts'

/** A schema for tests from `table -> "column column"`. */
export const schemaOfNames = (dialect: Dialect, tables: Readonly<Record<string, string>>): Schema => ({
  dialect,
  foreignKeys: [],
  tables: Object.entries(tables).map(([key, columns]) => {
    const [schema, name = schema!] = key.split('.')
    return {
      key,
      name,
      ...(key.includes('.') ? { schema: schema! } : {}),
      kind: 'table',
      columns: columns.split(' ').map(column => ({
        name: column,
        type: 'text',
        declared: 'text',
        nullable: true,
        primaryKey: false,
        unique: false,
      })),
    }
  }),
})
