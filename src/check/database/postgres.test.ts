import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unchecked } from './checked.suite.ts'
import { databaseSuite, type EngineCase } from './database.suite.ts'
import { openPglite } from './open-pglite.ts'
import { openPostgres } from './postgres.ts'
import { type PostgresServer, postgresMissing, startPostgresServer } from './postgres-server.ts'
import { commentStatements, suiteStatements } from './tables.suite.ts'

const common: Pick<EngineCase, 'dialect' | 'cell' | 'type'> = {
  dialect: 'postgres',
  cell: (_, value) => value,
  type: type => (type === 'bigint' ? 'integer' : type),
}
const statements = [...suiteStatements('postgres'), ...commentStatements]

databaseSuite({
  ...common,
  name: 'PGlite folder',
  create: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trivet-pglite-test-'))
    const { PGlite } = await import('@electric-sql/pglite')
    const db = await PGlite.create({ dataDir: folder })
    for (const sql of statements) await db.exec(sql)
    await db.close()
    return {
      folder,
      open: async () => openPglite(folder, 'shop'),
      destroy: async () => rmSync(folder, { recursive: true }),
    }
  },
  skips: { crash: 'nothing outside can end a thread of this process' },
})

const missing = postgresMissing()
if (missing !== undefined) {
  test('PostgreSQL', context => {
    expect(process.env.CI, missing).not.toBe('true')
    context.skip(missing)
  })
} else {
  let server: PostgresServer
  const admin = async (sql: string, database = 'postgres') => {
    const client = new pg.Client({ connectionString: server.url.replace(/postgres$/, database) })
    await client.connect()
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[]
    } finally {
      await client.end()
    }
  }
  beforeAll(async () => {
    server = await startPostgresServer()
  })
  afterAll(() => server?.stop())

  databaseSuite({
    ...common,
    name: 'PostgreSQL server',
    create: async () => {
      await admin('CREATE DATABASE shop')
      for (const sql of statements) await admin(sql, 'shop')
      return {
        open: async () => openPostgres(server.url.replace(/postgres$/, 'shop'), { env: {} }),
        destroy: async () => {},
      }
    },
    crash: async () =>
      void (await admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'trivet'")),
    skips: {},
  })

  describe('PostgreSQL', () => {
    const open = (database: string, env: NodeJS.ProcessEnv = {}) =>
      openPostgres(server.url.replace(/postgres$/, database), { env })

    test('schemas, enumerations, domains, arrays, partitions, rights', async () => {
      await admin('CREATE DATABASE odd')
      await admin(
        `CREATE SCHEMA sales; CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE DOMAIN cents AS integer;
         CREATE TABLE t (id integer PRIMARY KEY, m mood, c cents, tags text[], j jsonb, at timestamptz, day date);
         CREATE TABLE sales.t (id integer PRIMARY KEY REFERENCES public.t (id), secret text, n numeric UNIQUE);
         CREATE TABLE part (a integer, b integer) PARTITION BY RANGE (a);
         CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
         CREATE MATERIALIZED VIEW mat AS SELECT 1 AS one;
         CREATE TABLE hidden (x integer); CREATE SCHEMA closed; CREATE TABLE closed.x (a integer);
         INSERT INTO t VALUES (1, 'good', 5, '{a,"b c"}', '{"k": 1}', '2024-01-01 12:00:00+00', 'infinity');
         CREATE ROLE reader LOGIN; GRANT SELECT ON t, part, mat TO reader; GRANT USAGE ON SCHEMA sales TO reader;
         GRANT SELECT (id, n) ON sales.t TO reader`,
        'odd',
      )
      const db = openPostgres(`postgres://reader@127.0.0.1:${server.port}/odd`, { env: {} })
      const schema = await db.schema()
      expect(schema.tables.map(({ key, kind, schema: of }) => [key, kind, of])).toEqual([
        ['mat', 'view', undefined],
        ['part', 'table', undefined],
        ['t', 'table', undefined],
        ['sales.t', 'table', 'sales'],
      ])
      expect(schema.tables[2]!.columns.map(({ name, type, declared }) => [name, type, declared])).toEqual([
        ['id', 'integer', 'integer'],
        ['m', 'text', 'mood'],
        ['c', 'integer', 'cents'],
        ['tags', 'other', 'text[]'],
        ['j', 'json', 'jsonb'],
        ['at', 'timestamp', 'timestamp with time zone'],
        ['day', 'date', 'date'],
      ])
      expect(schema.tables[3]!.columns.map(({ name, unique }) => [name, unique])).toEqual([
        ['id', true],
        ['n', true],
      ])
      expect(schema.foreignKeys.map(({ table, refTable }) => [table, refTable])).toEqual([['sales.t', 't']])
      const { rows } = await db.query(unchecked('SELECT m, c, tags, j, day FROM t', 'postgres'))
      expect(rows).toEqual([['good', 5, '{a,"b c"}', '{"k": 1}', 'infinity']])
      await expect(db.query(unchecked('SELECT * FROM hidden', 'postgres'))).rejects.toMatchObject({
        code: 'E_SQL_FORBIDDEN',
      })
      await db.close()
    })

    test('writes that a cursor would let through are refused by the transaction', async () => {
      await admin('CREATE SEQUENCE s')
      const db = open('postgres')
      for (const sql of [
        "SELECT nextval('s')",
        'WITH d AS (DELETE FROM pg_class RETURNING 1) SELECT * FROM d',
        'SELECT 1; COMMIT; CREATE TABLE x (a integer)',
        'SELECT * INTO x FROM pg_class',
        'SELECT 1 FROM pg_class FOR UPDATE',
      ])
        await expect(db.query(unchecked(sql, 'postgres')), sql).rejects.toMatchObject({ name: 'TrivetError' })
      await db.close()
    })

    test('nothing is left running on the server, and no connection after close', async () => {
      const db = open('postgres')
      const slow = unchecked('SELECT pg_sleep(60)', 'postgres')
      await expect(db.query(slow, { limits: { wallMs: 200 } })).rejects.toMatchObject({ code: 'E_SQL_TIMEOUT' })
      const count = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'trivet'"
      expect(await admin(`${count} AND state = 'active'`)).toEqual([{ n: 0 }])
      const pending = db.query(slow).catch(thrown => thrown.code)
      await new Promise(resolve => setTimeout(resolve, 100))
      await db.close()
      expect(await pending).toBe('E_CANCELLED')
      await expect.poll(() => admin(count)).toEqual([{ n: 0 }])
    })

    test('sslmode on a server with a certificate that nobody signed', async context => {
      const made = await admin(
        `COPY (SELECT 1) TO PROGRAM 'openssl req -new -x509 -days 2 -nodes -subj /CN=localhost -out server.crt -keyout server.key && chmod 600 server.key'`,
      ).catch(() => undefined)
      if (made === undefined) context.skip('openssl is not installed')
      await admin('ALTER SYSTEM SET ssl = on')
      await admin('SELECT pg_reload_conf()')
      const [row] = await admin("SELECT current_setting('data_directory') AS folder")
      const root = join(tmpdir(), `trivet-root-${server.port}.crt`)
      const [pem] = await admin(`SELECT pg_read_file('${row!.folder}/server.crt') AS text`)
      writeFileSync(root, String(pem!.text))
      const encrypted = async (host: string, parameters: string) => {
        const db = openPostgres(`postgres://postgres@${host}:${server.port}/postgres?${parameters}`, { env: {} })
        try {
          const sql = unchecked('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()', 'postgres')
          return (await db.query(sql)).rows[0]![0]
        } catch (thrown) {
          return (thrown as { code: string }).code
        } finally {
          await db.close()
        }
      }
      await expect.poll(() => encrypted('127.0.0.1', 'sslmode=require')).toBe(true)
      expect(await encrypted('127.0.0.1', 'sslmode=prefer')).toBe(true)
      expect(await encrypted('127.0.0.1', 'sslmode=disable')).toBe(false)
      expect(await encrypted('127.0.0.1', 'sslmode=verify-ca')).toBe('E_DB_UNREACHABLE')
      expect(await encrypted('127.0.0.1', `sslmode=verify-ca&sslrootcert=${root}`)).toBe(true)
      expect(await encrypted('127.0.0.1', `sslmode=verify-full&sslrootcert=${root}`)).toBe('E_DB_UNREACHABLE')
      expect(await encrypted('localhost', `sslmode=verify-full&sslrootcert=${root}`)).toBe(true)
      rmSync(root)
      await admin('ALTER SYSTEM SET ssl = off')
      await admin('SELECT pg_reload_conf()')
    })

    test('wrong password, missing database, no server, a server that is none', async () => {
      await admin("CREATE ROLE locked LOGIN PASSWORD 'right'")
      const [row] = await admin("SELECT current_setting('hba_file') AS file")
      await admin(
        `COPY (VALUES ('host all locked 127.0.0.1/32 scram-sha-256'), ('host all all 127.0.0.1/32 trust')) TO '${row!.file}'; SELECT pg_reload_conf()`,
      )
      await new Promise(resolve => setTimeout(resolve, 300))
      const silent = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
      await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
      const port = (silent.address() as { port: number }).port
      const at = `127.0.0.1:${server.port}`
      for (const [url, code] of [
        [`postgres://locked:secret@${at}/postgres`, 'E_DB_AUTH'],
        [`postgres://locked@${at}/postgres`, 'E_DB_AUTH'],
        [`postgres://locked:right@${at}/postgres`, 'none'],
        [`postgres://nobody@${at}/postgres`, 'E_DB_AUTH'],
        [`postgres://postgres@${at}/nowhere`, 'E_DB_MISSING'],
        ['postgres://postgres@127.0.0.1:1/x', 'E_DB_UNREACHABLE'],
        ['postgres://postgres@no-such-host.invalid/x', 'E_DB_UNREACHABLE'],
        [`postgres://postgres@${at}/postgres?sslmode=require`, 'E_DB_UNREACHABLE'],
        [`postgres://postgres@127.0.0.1:${port}/x`, 'E_DB_UNREACHABLE'],
      ] as const) {
        const db = openPostgres(url, { env: {} })
        const failure = await db.schema().then(
          () => undefined,
          thrown => thrown,
        )
        expect(failure?.code ?? 'none', url).toBe(code)
        expect(String(failure?.message)).not.toContain('secret')
        expect(db.ref.id).not.toContain('secret')
        await db.close()
      }
      silent.close()
      // The password at last from .pgpass.
      const place = mkdtempSync(join(tmpdir(), 'trivet-pgpass-'))
      writeFileSync(join(place, 'pgpass'), `127.0.0.1:${server.port}:*:locked:right\n`, { mode: 0o600 })
      const db = openPostgres(`postgres://locked@${at}/postgres`, { env: { PGPASSFILE: join(place, 'pgpass') } })
      expect((await db.schema()).dialect).toBe('postgres')
      await db.close()
      rmSync(place, { recursive: true })
    })
  })
}

test('a folder that PGlite did not make', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-pglite-test-'))
  expect(() => openPglite(folder, 'x')).toThrow(/not a data folder of PGlite/)
  cpSync(new URL(import.meta.url), join(folder, 'PG_VERSION'))
  const db = openPglite(folder, 'x')
  await expect(db.schema()).rejects.toMatchObject({ code: 'E_DB_FORMAT' })
  await db.close()
  rmSync(folder, { recursive: true })
})
