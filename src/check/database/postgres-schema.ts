import type { Column, ColumnType, ForeignKey, Schema, Table } from '../../lang/sql/schema.ts'
import { toPostgresType } from './postgres-cells.ts'
import type { PostgresSession } from './postgres-session.ts'

const system = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'"

/** What a row is taken to fill in a table of which the server has no statistics yet. */
const rowBytes = 100

/** Tables, partitioned tables (not their parts), views, foreign tables that the role may read, with their columns. */
const columnsQuery = `
  SELECT n.nspname, c.relname, c.relkind, obj_description(c.oid, 'pg_class'), a.attname,
    CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END, t.typcategory, format_type(a.atttypid, a.atttypmod),
    a.attnotnull, col_description(c.oid, a.attnum), n.nspname = current_schema(), t.typtype,
    CASE WHEN c.relkind = 'v' THEN NULL WHEN c.reltuples >= 0 THEN c.reltuples
      WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) / ${rowBytes} END
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND ${system}
    AND has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
  ORDER BY n.nspname <> current_schema(), n.nspname, c.relname, a.attnum`

/** Primary, unique (of columns alone, over all rows) and foreign keys; columns as JSON lists of names. */
const names = (keys: string, table: string) =>
  `(SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(${keys}) WITH ORDINALITY k(number, place)
    JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = k.number)`
const keysQuery = `
  SELECT n.nspname, c.relname, CASE WHEN i.indisprimary THEN 'p' ELSE 'u' END,
    ${names('(i.indkey::int2[])[0:i.indnkeyatts - 1]', 'c.oid')}, NULL, NULL, NULL
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND ${system}
  UNION ALL
  SELECT n.nspname, c.relname, 'f', ${names('x.conkey', 'c.oid')}, m.nspname, r.relname, ${names('x.confkey', 'r.oid')}
  FROM pg_constraint x JOIN pg_class c ON c.oid = x.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_class r ON r.oid = x.confrelid JOIN pg_namespace m ON m.oid = r.relnamespace
  WHERE x.contype = 'f' AND x.conparentid = 0 AND ${system}`

/** The schema of a server as the connected role sees it, over all schemas but the system's. */
export async function readPostgresSchema(session: PostgresSession): Promise<Schema> {
  const described = (await session.query(columnsQuery)).rows
  const keys = (await session.query(`${keysQuery} ORDER BY 1, 2, 3, 5`)).rows.map(
    ([schema, table, kind, columns, refSchema, refTable, refColumns]) => ({
      schema: schema!,
      table: table!,
      kind,
      columns: toNames(columns),
      refSchema: refSchema!,
      refTable: refTable!,
      refColumns: toNames(refColumns),
    }),
  )
  const defaultSchema = described.find(row => row[10] === 't')?.[0]
  const keyOf = (schema: string, name: string) => (schema === defaultSchema ? name : `${schema}.${name}`)
  const primary = new Set<string>()
  const unique = new Set<string>()
  for (const { schema, table, kind, columns } of keys) {
    if (kind === 'f') continue
    if (kind === 'p') for (const column of columns) primary.add(`${keyOf(schema, table)}\n${column}`)
    if (columns.length === 1) unique.add(`${keyOf(schema, table)}\n${columns[0]}`)
  }
  const tables = new Map<string, Table & { columns: Column[] }>()
  for (const row of described) {
    const [schema, name, kind, comment, column, oid, category, declared, notNull, columnComment, , typeKind, size] = row
    const key = keyOf(schema!, name!)
    const table: Table & { columns: Column[] } = tables.get(key) ?? {
      key,
      ...(schema !== defaultSchema && { schema: schema! }),
      name: name!,
      kind: kind === 'v' || kind === 'm' ? 'view' : 'table',
      columns: [],
      ...(size != null && { rowEstimate: Math.round(Number(size)) }),
      ...(comment != null && { comment }),
    }
    tables.set(key, table)
    table.columns.push({
      name: column!,
      type: toSchemaType(Number(oid), category!, typeKind!),
      declared: declared!,
      nullable: notNull !== 't',
      primaryKey: primary.has(`${key}\n${column}`),
      unique: unique.has(`${key}\n${column}`),
      ...(columnComment != null && { comment: columnComment }),
    })
  }
  const has = (key: string, columns: readonly string[]) =>
    columns.every(name => tables.get(key)?.columns.some(column => column.name === name))
  const foreignKeys = keys
    .filter(({ kind }) => kind === 'f')
    .map((row): ForeignKey => {
      const { columns, refColumns } = row
      const refTable = keyOf(row.refSchema, row.refTable)
      return { table: keyOf(row.schema, row.table), columns, refTable, refColumns, origin: 'declared' }
    })
    .filter(({ table, columns, refTable, refColumns }) => has(table, columns) && has(refTable, refColumns))
  return { dialect: 'postgres', tables: [...tables.values()], foreignKeys }
}

const toNames = (json: string | null | undefined): string[] => (json == null ? [] : (JSON.parse(json) as string[]))

/** Enumerations and text-like extension types (citext) read as text. */
function toSchemaType(oid: number, category: string, typeKind: string): ColumnType {
  const type = toPostgresType(oid)
  return type === 'other' && (typeKind === 'e' || category === 'S') ? 'text' : type
}
