import type { Rights } from './database.ts'
import type { PostgresSession } from './postgres-session.ts'

const roleQuery = `
  SELECT current_user, current_database(), r.rolsuper, has_database_privilege(current_database(), 'CREATE')
  FROM pg_roles r WHERE r.rolname = current_user`

/** Predefined roles that reach beyond the tables, as far as this version of the server has them. */
const memberQuery = `
  SELECT rolname FROM pg_roles WHERE pg_has_role(oid, 'USAGE') AND rolname IN
    ('pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
  ORDER BY rolname`

const own = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'"
const schemaQuery = `
  SELECT n.nspname, has_schema_privilege(n.oid, 'CREATE') FROM pg_namespace n
  WHERE ${own} AND has_schema_privilege(n.oid, 'USAGE') ORDER BY n.nspname`
const tableQuery = `
  SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'f') AND NOT c.relispartition AND ${own} AND has_schema_privilege(n.oid, 'USAGE')
    AND (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
  ORDER BY n.nspname, c.relname`

/** What the connected role could do outside of a read-only transaction. */
export async function readRights(session: PostgresSession): Promise<Rights> {
  const [role] = (await session.query(roleQuery)).rows
  const members = (await session.query(memberQuery)).rows.map(([name]) => name!)
  const schemas = (await session.query(schemaQuery)).rows.map(([name, creates]) => ({ name: name!, creates }))
  const tables = (await session.query(tableQuery)).rows.map(([schema, name]) => `${schema}.${name}`)
  const [name, database, superuser, creates] = role!
  return {
    role: name!,
    database: database!,
    superuser: superuser === 't',
    memberOf: superuser === 't' ? [] : members,
    writes: tables,
    creates: schemas.filter(schema => schema.creates === 't').map(schema => schema.name),
    createsSchemas: creates === 't',
    schemas: schemas.map(schema => schema.name),
  }
}
