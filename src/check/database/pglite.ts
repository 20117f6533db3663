import { TrivetError } from '../../core/errors.ts'
import type { Driver } from './driver.ts'
import { toPostgresError } from './postgres-errors.ts'
import { readPostgresSchema } from './postgres-schema.ts'
import { explainQuery, type PostgresSession, readOnly, runQuery } from './postgres-session.ts'
import type { Engine } from './protocol.ts'

/** The time limits of the server do not fire in PGlite; whoever stands outside ends the thread. */
const describeMs = 60_000

/** PostgreSQL as WebAssembly over a private copy of a data folder: starting it writes. */
export async function openPgliteDriver({ folder }: Extract<Engine, { kind: 'pglite' }>): Promise<Driver> {
  const { PGlite } = await import('@electric-sql/pglite')
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      throw toPostgresError(thrown, 'PGlite')
    }
  }
  const db = await PGlite.create({ dataDir: folder }).catch(thrown => {
    throw new TrivetError('E_DB_FORMAT', `PGlite cannot start: ${thrown instanceof Error ? thrown.message : thrown}`)
  })
  // Every value as the server's text: the cells are made in one place for all of PostgreSQL.
  for (const oid of Object.keys(db.parsers)) db.parsers[oid] = text => text
  const session: PostgresSession = {
    run: async text => void (await db.exec(text)),
    query: async text => {
      const { fields, rows } = await db.query<(string | null)[]>(text, [], { rowMode: 'array' })
      return { fields: fields.map(({ name, dataTypeID }) => ({ name, oid: dataTypeID })), rows }
    },
  }
  return {
    dialect: 'postgres',
    schema: () => guard(() => readOnly(session, describeMs, () => readPostgresSchema(session))),
    query: (sql, limits) => guard(() => runQuery(session, sql, limits)),
    plan: sql => guard(() => explainQuery(session, sql, describeMs)),
  }
}
