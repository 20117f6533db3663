import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../check/database/database.ts'
import { openPglite } from '../../../check/database/open-pglite.ts'
import { openSqlite } from '../../../check/database/open-sqlite.ts'
import { withVisibility } from '../../../check/database/view.ts'
import { notBuilt } from '../../../core/built.suite.ts'
import type { Profile } from './profile.ts'
import { profileTable, sampleRows, wholeRows } from './read-profile.ts'
import { buildIndex } from './schema-index.ts'

const { signal } = new AbortController()
const folder = mkdtempSync(join(tmpdir(), 'trivet-profile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(database: Database, key: string, full = false): Promise<Record<string, Profile>> {
  const schema = await database.schema()
  const table = schema.tables.find(one => one.key === key)!
  const profiles = await profileTable(database, schema, table, { signal, full })
  return Object.fromEntries(table.columns.map(({ name }, i) => [name, profiles[i]!]))
}

describe.skipIf(notBuilt() !== undefined)('profileTable', () => {
  const path = join(folder, 'large.sqlite')
  const rows = wholeRows + 5
  let database: Database
  beforeAll(async () => {
    const { default: Libsql } = await import('libsql')
    const db = new Libsql(path)
    const list = (sql: string): string =>
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) ${sql}`
    db.exec(`CREATE TABLE big (id INTEGER, label TEXT, kind TEXT, spare TEXT);
      INSERT INTO big ${list("SELECT i, 'label ' || i, 'kind ' || (i % 3), iif(i % 4 = 0, NULL, 'x') FROM n")};
      CREATE TABLE small (id INTEGER PRIMARY KEY, name TEXT);
      INSERT INTO small VALUES (1, 'one'), (2, NULL);
      CREATE VIEW broken AS SELECT abs(-9223372036854775807 - id) AS x FROM small`)
    db.close()
    database = openSqlite(path, 'large', { inPlace: true })
  })
  afterAll(() => database?.close())

  it('reads the first rows of a large table', async () => {
    const { id, label, kind, spare } = await read(database, 'big')
    expect(kind).toMatchObject({ rows, nulls: 0, complete: false, sampled: sampleRows })
    expect(new Set(kind!.values)).toEqual(new Set(['kind 0', 'kind 1', 'kind 2']))
    expect(spare!.nulls).toBe(Math.ceil(rows / 4))
    expect(id).toMatchObject({ rows, complete: false, numeric: true, min: 1, max: sampleRows })
    expect(label!.values).toHaveLength(label!.sampled!)
    expect(label!.sampled).toBeLessThan(sampleRows)
  })

  it('reads all of a small one, and of any when it has to', async () => {
    expect((await read(database, 'small')).name).toMatchObject({ rows: 2, nulls: 1, values: ['one'], complete: true })
    const { kind, spare } = await read(database, 'big', true)
    expect(kind).toMatchObject({ rows, complete: true })
    expect(spare!.nulls).toBe(Math.floor(rows / 4))
  })

  it('knows by its names what cannot be read', async () => {
    expect((await read(database, 'broken')).x).toMatchObject({ rows: 2, values: [], complete: false })
    const index = await buildIndex(database, { signal })
    expect(index.columns.find(({ name }) => name === 'id')).toMatchObject({ unique: true })
    expect(index.columns.find(({ name }) => name === 'kind')).toMatchObject({ unique: false })
  })

  it('reads no value that is withheld', async () => {
    const { label, kind } = await read(withVisibility(database, 'x', { values: { 'big.label': 'off' } }), 'big')
    expect(label).toMatchObject({ rows, values: [], complete: false })
    expect(kind!.values).toHaveLength(3)
  })

  it('takes the number of rows from a server', async () => {
    const data = join(folder, 'pg')
    const { PGlite } = await import('@electric-sql/pglite')
    const db = await PGlite.create({ dataDir: data })
    await db.exec(`CREATE TABLE big AS SELECT i AS id, 'kind ' || i % 3 AS kind FROM generate_series(1, 30000) i;
      CREATE TABLE small (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO small VALUES (1, 'one'), (2, NULL);
      ANALYZE`)
    await db.close()
    const server = openPglite(data, 'server')
    try {
      expect((await read(server, 'big')).kind).toMatchObject({ rows: 30_000, complete: false, sampled: sampleRows })
      expect((await read(server, 'small')).name).toMatchObject({ rows: 2, nulls: 1, values: ['one'], complete: true })
    } finally {
      await server.close()
    }
  })
})
