import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { unchecked } from './checked.suite.ts'
import { listing } from './database.suite.ts'
import type { Database } from './database.ts'
import { openSqlite } from './open-sqlite.ts'
import { chooseReading } from './sqlite-snapshot.ts'

let root = ''
let folder = ''
let path = ''
const env = () => ({ TRIVET_HOME: join(root, 'home') })
const open = (inPlace = true) => openSqlite(path, 'db', { inPlace, env: env() })
const count = async (db: Database) =>
  (await db.query(unchecked('SELECT count(*), coalesce(sum(x), 0) FROM t', 'sqlite'))).rows[0]!

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'trivet-snapshot-'))
})
beforeEach(() => {
  folder = mkdtempSync(join(root, 'data-'))
  path = join(folder, 'live.db')
})
afterAll(() => rmSync(root, { recursive: true }))

function create(journal: string): InstanceType<typeof Libsql> {
  const db = new Libsql(path)
  db.exec(`PRAGMA journal_mode=${journal}; CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1)`)
  return db
}

test('a live writer in WAL mode: its commits are seen, its files stay as they are', async () => {
  const writer = create('wal')
  expect(chooseReading(path)).toBe('shared')
  const small = open(false)
  const db = open()
  for (let n = 2; n < 30; n++) {
    writer.exec(`INSERT INTO t VALUES (${n})`)
    expect((await count(db))[0]).toBe(n)
  }
  expect((await count(small))[0]).toBe(29)
  expect(readdirSync(folder).sort()).toEqual(['live.db', 'live.db-shm', 'live.db-wal'])
  writer.close()
  expect(readdirSync(folder)).toEqual(['live.db'])
  expect((await count(db))[0]).toBe(29)
  await Promise.all([db.close(), small.close()])
  expect(readdirSync(folder)).toEqual(['live.db'])
})

test('a WAL database at rest: nothing appears beside it', async () => {
  create('wal').close()
  const before = listing(folder)
  const db = open()
  await count(db)
  expect(listing(folder)).toEqual(before)
  await db.close()
  expect(listing(folder)).toEqual(before)
})

test('a write-ahead log without its index is read through a copy', async () => {
  const writer = create('wal')
  writer.exec('INSERT INTO t VALUES (41)')
  const other = mkdtempSync(join(root, 'crashed-'))
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(other, `live.db${suffix}`))
  writer.close()
  path = join(other, 'live.db')
  const before = listing(other)
  expect(chooseReading(path)).toBe('copy')
  for (const inPlace of [true, false]) {
    const db = openSqlite(path, 'db', { env: env(), ...(inPlace && { inPlace }) })
    expect(await count(db)).toEqual([2, 42])
    await db.close()
  }
  expect(listing(other)).toEqual(before)
  expect(readdirSync(join(root, 'home', 'cache', 'copies'))).toHaveLength(1)
})

test('a transaction that was left unfinished is not seen', async () => {
  const writer = create('delete')
  // Small cache: the pages reach the file before the commit.
  writer.exec('PRAGMA cache_size=1; BEGIN; INSERT INTO t SELECT x FROM t')
  for (let doubling = 0; doubling < 15; doubling++) writer.exec('INSERT INTO t SELECT x + 1 FROM t')
  expect(existsSync(`${path}-journal`)).toBe(true)
  const db = open()
  expect(await count(db)).toEqual([1, 1])
  writer.exec('ROLLBACK')
  writer.exec('INSERT INTO t VALUES (5)')
  expect(await count(db)).toEqual([2, 6])
  writer.close()
  await db.close()
  expect(readdirSync(folder)).toEqual(['live.db'])
})

test('a writer in journal mode between and during queries: every answer is of one moment', async () => {
  const writer = create('delete')
  writer.exec('CREATE TABLE pairs (a INTEGER, b INTEGER)')
  const db = open()
  for (let n = 0; n < 20; n++) {
    writer.exec(`BEGIN; INSERT INTO pairs VALUES (${n}, 1); INSERT INTO pairs VALUES (${n}, -1); COMMIT`)
    const pending = db.query(unchecked('SELECT count(*), sum(b) FROM pairs', 'sqlite'))
    writer.exec(`BEGIN; INSERT INTO pairs VALUES (${n}, 2); INSERT INTO pairs VALUES (${n}, -2); COMMIT`)
    const [size, sum] = (await pending).rows[0]!
    expect(sum).toBe(0)
    expect([4 * n + 2, 4 * n + 4]).toContain(size)
  }
  writer.close()
  await db.close()
})
