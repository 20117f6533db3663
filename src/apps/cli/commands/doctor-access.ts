import { accessSync, constants, existsSync } from 'node:fs'
import type { Database, Rights } from '../../../check/database/database.ts'
import { type Finding, finding, listed } from './finding.ts'

/** Trivet opens everything for reading only; still, the least right is the best one. `target` is what `--db` said. */
export async function accessFindings(database: Database, target: string): Promise<Finding[]> {
  if (database.rights !== undefined) return rightsFindings(await database.rights())
  if (database.dialect === 'postgres') return [finding('access', 'ok', 'a private copy of the folder is read')]
  try {
    if (existsSync(target)) accessSync(target, constants.W_OK)
    return [finding('access', 'ok', 'opened read-only')]
  } catch {
    return [finding('access', 'ok', 'opened read-only; it is not writable for you anyway')]
  }
}

/** What a server allows the role beyond reading, and a role that may only read. */
function rightsFindings(rights: Rights): Finding[] {
  const { role, superuser, memberOf, writes, creates, createsSchemas } = rights
  const more = [
    ...(superuser ? ['is a superuser, who may write everything and read files of the server'] : []),
    ...(memberOf.length > 0 ? [`is a member of ${memberOf.join(', ')}`] : []),
    ...(!superuser && writes.length > 0 ? [`may change rows of ${listed(writes)}`] : []),
    ...(!superuser && creates.length > 0 ? [`may create tables in ${listed(creates)}`] : []),
    ...(!superuser && createsSchemas ? ['may create schemas'] : []),
  ]
  const how = 'transactions are read-only and rolled back'
  if (more.length === 0) return [finding('access', 'ok', `the role ${role} may only read; ${how}`)]
  return [
    finding(
      'access',
      'warn',
      `the role ${role} ${more.join(', ')}. Trivet does not: ${how}. A role that may only read is safer still.`,
    ),
    finding('read-only role', 'warn', readerStatements(rights)),
  ]
}

/** Statements for an administrator that make a role which reads what this one sees. */
export function readerStatements({ database, schemas }: Pick<Rights, 'database' | 'schemas'>): string {
  const all = schemas.map(quoteName).join(', ')
  return [
    "CREATE ROLE trivet_reader LOGIN PASSWORD 'choose one'",
    `GRANT CONNECT ON DATABASE ${quoteName(database)} TO trivet_reader`,
    `GRANT USAGE ON SCHEMA ${all} TO trivet_reader`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${all} TO trivet_reader`,
  ]
    .map(statement => `${statement};`)
    .join(' ')
}

const quoteName = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)
