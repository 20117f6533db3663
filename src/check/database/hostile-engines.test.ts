import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { unchecked } from './checked.suite.ts'
import { listing } from './database.suite.ts'
import type { Database, ResultSet } from './database.ts'
import { connectDuckdb } from './duckdb.ts'
import { dataFilesOf, openFiles } from './files.ts'
import { type HostileState, hostileSchema, runHostile, type Target } from './hostile.suite.ts'
import { openWorld, type World } from './hostile-world.suite.ts'
import { openDuckdbFile } from './open-duckdb.ts'
import { openPglite } from './open-pglite.ts'
import { openSqlite } from './open-sqlite.ts'
import { openPostgres } from './postgres.ts'
import { type PostgresServer, postgresMissing, startPostgresServer } from './postgres-server.ts'

const slow = process.env.TRIVET_SLOW === '1'
const [counts, timeout] = slow ? [{ gate: 1000, raw: 1000 }, 900_000] : [{ gate: 100, raw: 40 }, 120_000]
const token = 'canary-5b0f7f1d'
const tables = [
  'CREATE TABLE victim (id INTEGER, name TEXT)',
  'CREATE TABLE other (id INTEGER, amount DOUBLE PRECISION)',
  "INSERT INTO victim VALUES (1, 'a'), (2, 'b')",
  'INSERT INTO other VALUES (1, 0.5)',
]

/** What a set-up makes in `world.data`; `stored` is the hash of what is kept outside of the files there. */
type SetUp = {
  readonly name: string
  make(world: World): Promise<{ database: Database; stored?(): Promise<string>; destroy?(): Promise<void> }>
}

const toText = ({ columns, rows }: Pick<ResultSet, 'columns' | 'rows'>): string =>
  [
    ...columns.map(({ name }) => name),
    ...rows.flat().map(cell => (cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : String(cell))),
  ].join('\n')

/** Also `\x6a…`: PostgreSQL's bytes as text. */
const decoded = (text: string): string =>
  text.replace(/\\x((?:[0-9a-f]{2})+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'))

async function withTarget(setUp: SetUp, work: (target: Target, world: World) => Promise<void>): Promise<void> {
  const world = await openWorld(token)
  const { database, stored, destroy } = await setUp.make(world)
  try {
    const tried = (promise: Promise<string>): Promise<string> => promise.catch(error => String(error.message))
    const { dialect } = database
    const contents = async (): Promise<string> => {
      const read = async (sql: string) => toText(await database.query(unchecked(sql, dialect)))
      return `${await read('SELECT * FROM victim ORDER BY id')}\n${await read('SELECT * FROM other ORDER BY id')}`
    }
    await work(
      {
        schema: await database.schema(),
        execute: async sql => {
          const statement = unchecked(sql, dialect)
          const plan = await tried(database.plan(statement).then(({ text }) => text))
          const limits = { wallMs: 300 }
          return decoded(`${plan}\n${await tried(database.query(statement, { limits }).then(toText))}`)
        },
        state: async (): Promise<HostileState> => ({
          data: `${await contents()}\n${listing(world.data).join('\n')}\n${await stored?.()}`,
          files: world.loot(),
          calls: `${world.calls()}`,
        }),
        aim: world.aim,
        isSecret: world.isSecret,
      },
      world,
    )
  } finally {
    await database.close()
    await destroy?.()
    await world.close()
  }
}

const sqliteFile = (folder: string): string => {
  const path = join(folder, 'victim.db')
  const db = new Libsql(path)
  for (const sql of tables) db.exec(sql)
  db.close()
  return path
}
const duckdbFile = async (folder: string): Promise<string> => {
  const path = join(folder, 'victim.db')
  const connection = await connectDuckdb(path, 'READ_WRITE')
  for (const sql of tables) await connection.run(sql)
  connection.closeSync()
  return path
}

let server: PostgresServer | undefined
const asAdmin = async (sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: server!.url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
/** Everything that lasts in the server: relations, rows, roles, functions, settings, large objects. */
const lasting = `SELECT md5(string_agg(part, '|')) AS hash FROM (
  SELECT string_agg(x::text, ';' ORDER BY x::text) AS part FROM (SELECT oid, relname, relnamespace, relkind FROM pg_class) x
  UNION ALL SELECT string_agg(x::text, ';' ORDER BY x.id) FROM victim x
  UNION ALL SELECT string_agg(x::text, ';' ORDER BY x.id) FROM other x
  UNION ALL SELECT string_agg(x::text, ';' ORDER BY x::text) FROM (SELECT rolname, rolsuper, rolcanlogin FROM pg_roles) x
  UNION ALL SELECT string_agg(x::text, ';' ORDER BY x::text) FROM (SELECT oid FROM pg_proc) x
  UNION ALL SELECT string_agg(x::text, ';' ORDER BY x::text) FROM (SELECT name, setting FROM pg_settings WHERE name <> 'transaction_read_only') x
  UNION ALL SELECT string_agg(x::text, ';' ORDER BY x::text) FROM (SELECT oid FROM pg_largeobject_metadata) x
  UNION ALL SELECT last_value::text || is_called FROM victim_id_seq) parts`
const onServer = (role: string): SetUp['make'] => {
  return async () => ({
    database: openPostgres(`postgres://${role}@127.0.0.1:${server!.port}/postgres`, { env: {} }),
    stored: async () => String((await asAdmin(lasting))[0]!.hash),
  })
}

const setUps: SetUp[] = [
  {
    name: 'SQLite in memory',
    make: async ({ data }) => ({ database: openSqlite(sqliteFile(data), 'x', { inPlace: false }) }),
  },
  {
    name: 'SQLite in place',
    make: async ({ data }) => ({ database: openSqlite(sqliteFile(data), 'x', { inPlace: true }) }),
  },
  { name: 'DuckDB file', make: async ({ data }) => ({ database: openDuckdbFile(await duckdbFile(data), 'x') }) },
  {
    name: 'CSV folder',
    make: async ({ data }) => {
      writeFileSync(join(data, 'victim.csv'), 'id,name\n1,a\n2,b\n')
      writeFileSync(join(data, 'other.csv'), 'id,amount\n1,0.5\n')
      const home = mkdtempSync(join(tmpdir(), 'trivet-hostile-home-'))
      return {
        database: openFiles(dataFilesOf(data), 'x', { env: { TRIVET_HOME: home } }),
        stored: async () => listing(home).join('\n'),
        destroy: async () => rmSync(home, { recursive: true }),
      }
    },
  },
  {
    name: 'PGlite folder',
    make: async ({ data }) => {
      const { PGlite } = await import('@electric-sql/pglite')
      const db = await PGlite.create({ dataDir: data })
      for (const sql of tables) await db.exec(sql)
      await db.close()
      return { database: openPglite(data, 'x') }
    },
  },
  { name: 'PostgreSQL, a role that may only read', make: onServer('reader') },
]

const missing = postgresMissing()
beforeAll(async () => {
  if (missing !== undefined) return
  server = await startPostgresServer()
  for (const sql of tables) await asAdmin(sql)
  await asAdmin(
    `CREATE SEQUENCE victim_id_seq; CREATE ROLE reader LOGIN; GRANT SELECT ON victim, other TO reader;
     REVOKE CREATE ON SCHEMA public FROM PUBLIC; CREATE EXTENSION dblink`,
  )
})
afterAll(() => server?.stop())

/** Leaves what needs PostgreSQL, where there is none. */
const needs = (name: string, context: Pick<TestContext, 'skip'>): void => {
  if (name.startsWith('PostgreSQL') && missing !== undefined) context.skip(missing)
}

test.for(setUps)(
  '$name: hostile statements are refused by the gate, and without it by the engine',
  {
    timeout,
  },
  async (setUp, context) => {
    needs(setUp.name, context)
    await withTarget(setUp, async target => {
      const gated = await runHostile(target, { seed: 21, count: counts.gate, through: 'gate' })
      expect(gated).toMatchObject({ passed: [], harmed: [], leaked: [] })
      expect(Object.values(gated.refused).reduce((sum, count) => sum + count)).toBe(counts.gate)
      const raw = await runHostile(target, { seed: 22, count: counts.raw, through: 'raw' })
      expect(raw).toMatchObject({ harmed: [], leaked: [] })
    })
  },
)

describe('the same statements do harm where nothing stands in their way', () => {
  const parts = (harmed: readonly { part: string }[]): string[] => [...new Set(harmed.map(({ part }) => part))].sort()
  /** An engine opened for everything: what it executes, and its tables as a text. */
  type Open = {
    dialect: 'sqlite' | 'duckdb'
    run(sql: string): Promise<string>
    tables(): Promise<string>
    close(): void
  }
  const openers: Record<string, (folder: string) => Promise<Open>> = {
    SQLite: async folder => {
      const db = new Libsql(sqliteFile(folder))
      // libsql ends the process on a text that is not UTF-8.
      const run = async (sql: string) => {
        if (/blob/i.test(sql)) return ''
        const statement = db.prepare(sql)
        return JSON.stringify(statement.reader ? statement.raw().all() : statement.run())
      }
      return {
        dialect: 'sqlite',
        run,
        tables: () =>
          run('SELECT group_concat(name) FROM sqlite_master UNION ALL SELECT group_concat(name) FROM victim'),
        close: () => db.close(),
      }
    },
    DuckDB: async folder => {
      const connection = await connectDuckdb(await duckdbFile(folder), 'READ_WRITE')
      // INSTALL would ask the network at large; nobody ends a sleep here.
      const run = async (sql: string) =>
        /install|sleep/i.test(sql) ? '' : String((await connection.runAndReadAll(sql)).getRows())
      return {
        dialect: 'duckdb',
        run,
        tables: () =>
          run('SELECT string_agg(name) FROM victim UNION ALL SELECT string_agg(table_name) FROM duckdb_tables()'),
        close: () => connection.closeSync(),
      }
    },
  }

  test.each(Object.keys(openers))('%s, opened for writing and without settings', { timeout }, async name => {
    const world = await openWorld(token)
    const open = await openers[name]!(world.data)
    const told = (promise: Promise<string>) => promise.catch(error => String(error))
    const report = await runHostile(
      {
        schema: hostileSchema(open.dialect),
        execute: sql => told(open.run(sql)),
        state: async () => ({ data: await told(open.tables()), files: world.loot(), calls: `${world.calls()}` }),
        aim: world.aim,
        isSecret: world.isSecret,
      },
      { seed: 23, count: 300, through: 'raw' },
    )
    open.close()
    await world.close()
    expect(parts(report.harmed)).toEqual(['data', 'files'])
    expect(report.leaked.length).toBeGreaterThan(0)
  })

  test('PostgreSQL with the rights of a superuser: the data hold, files and network do not', {
    timeout,
  }, async context => {
    needs('PostgreSQL', context)
    await withTarget({ name: '', make: onServer('postgres') }, async target => {
      const report = await runHostile(target, { seed: 24, count: 150, through: 'raw' })
      expect(parts(report.harmed)).toEqual(['calls'])
      expect(report.leaked.length).toBeGreaterThan(0)
    })
  })
})
