import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unchecked } from './checked.suite.ts'
import { loadConfig } from './config.ts'
import { openDatabase } from './open.ts'

let folder = ''
const env = () => ({ TRIVET_HOME: join(folder, 'home') })
const open = (target: string, more: NodeJS.ProcessEnv = {}) =>
  openDatabase(target, { cwd: folder, env: { ...env(), ...more } })
const failure = (target: string, more: NodeJS.ProcessEnv = {}) =>
  open(target, more).then(
    async db => {
      await db.close()
      return { code: 'none', message: '', remedy: '' }
    },
    thrown => thrown,
  )
const put = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trivet-open-'))
  const db = new Libsql(join(folder, 'people.data'))
  db.exec(`CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, ssn TEXT UNIQUE);
    CREATE TABLE salaries (person INTEGER REFERENCES people (id), amount INTEGER);
    CREATE TABLE pets (owner INTEGER REFERENCES people (id), tag TEXT REFERENCES people (ssn));
    INSERT INTO people VALUES (1, 'Ann', '1'), (2, 'Bob', '2')`)
  db.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a SQLite file is told by its content, whatever its name', async () => {
  const db = await open('people.data')
  expect(db.ref.id).toBe('people.data')
  expect((await db.query(unchecked('SELECT count(*) FROM people', 'sqlite'))).rows).toEqual([[2]])
  await db.close()
})

test('one data file, a list of them, a folder', async () => {
  mkdirSync(join(folder, 'data'))
  put('data/a b.csv', 'x\n1\n')
  put('data/ü.json', '[{"y": 2}]')
  for (const [target, names] of [
    ['data/a b.csv', ['a b']],
    ['data/a b.csv,data/ü.json', ['a b', 'ü']],
    ['data', ['a b', 'ü']],
  ] as const) {
    const db = await open(target)
    expect((await db.schema()).tables.map(({ name }) => name)).toEqual(names)
    await db.close()
  }
})

test.each(['sample:', 'sample:shop', 'sample:clinic', 'sample:events'])('%s', async target => {
  const db = await open(target)
  expect(db.ref.id).toBe(target === 'sample:' ? 'sample:shop' : target)
  expect((await db.schema()).tables.length).toBeGreaterThan(1)
  await db.close()
})

test('each thing that cannot be opened has its own error', async () => {
  put('none.csv', '')
  put('none.db', '')
  put('text.db', 'no database at all, but long enough to have a header of its own')
  put('torn.db', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(500, 7)]))
  put('torn.duckdb', Buffer.concat([Buffer.alloc(8), Buffer.from('DUCK'), Buffer.alloc(500, 7)]))
  put('notes.txt', 'hello')
  mkdirSync(join(folder, 'empty'))
  mkdirSync(join(folder, 'other'))
  put('other/shop.db', 'x')
  const tableless = new Libsql(join(folder, 'tableless.db'))
  tableless.exec('PRAGMA user_version = 3')
  tableless.close()
  const expected: [string, string, RegExp][] = [
    ['missing.db', 'E_DB_MISSING', /missing\.db/],
    ['data/a b.csv,missing.csv', 'E_DB_MISSING', /missing\.csv/],
    ['', 'E_DB_EMPTY', /./],
    ['none.csv', 'E_DB_EMPTY', /none\.csv/],
    ['none.db', 'E_DB_EMPTY', /none\.db/],
    ['tableless.db', 'E_DB_EMPTY', /tableless\.db/],
    ['empty', 'E_DB_EMPTY', /holds no CSV/],
    ['other', 'E_DB_EMPTY', /holds no CSV/],
    ['text.db', 'E_DB_FORMAT', /neither a SQLite nor a DuckDB/],
    ['torn.db', 'E_DB_FORMAT', /torn\.db/],
    ['torn.duckdb', 'E_DB_FORMAT', /torn\.duckdb/],
    ['notes.txt', 'E_DB_FORMAT', /notes\.txt/],
    ['notes.txt,people.data', 'E_DB_FORMAT', /notes\.txt/],
    ['sample:nothing', 'E_DB_MISSING', /shop, clinic and events/],
    ['mysql://root@localhost/x', 'E_DB_MISSING', /mysql/],
    ['pglite:nowhere', 'E_DB_MISSING', /nowhere/],
    ['pglite:empty', 'E_DB_FORMAT', /PG_VERSION/],
    ['postgres://u:secret@127.0.0.1:1/x', 'E_DB_UNREACHABLE', /postgres:\/\/u@127\.0\.0\.1:1\/x/],
    ['postgres://u:se%cret@127.0.0.1:1/x', 'E_INPUT', /cannot be read/],
  ]
  for (const [target, code, message] of expected) {
    const error = await failure(target)
    expect(error.code, target).toBe(code)
    expect(error.message, target).toMatch(message)
    expect(error.message + error.remedy).not.toContain('secret')
  }
  expect((await failure('other')).remedy).toMatch(/shop\.db/)
})

test('a file that may not be read', async context => {
  if (process.getuid?.() === 0) context.skip('root may read everything')
  put('closed.db', 'x')
  chmodSync(join(folder, 'closed.db'), 0)
  expect((await failure('closed.db')).code).toBe('E_DB_MISSING')
})

test('a name of the configuration: hidden tables and columns are not there, nor keys to them', async () => {
  put(
    'trivet.config.json',
    JSON.stringify({
      databases: {
        staff: {
          target: 'people.data',
          hidden: { tables: ['SALARIES'], columns: ['people.ssn'] },
          values: { 'people.name': 'off' },
        },
        remote: { env: 'REMOTE_DB', values: 'off' },
      },
    }),
  )
  const db = await open('staff')
  const { tables, foreignKeys } = await db.schema()
  expect(tables.map(({ key, columns }) => [key, columns.map(({ name }) => name)])).toEqual([
    ['people', ['id', 'name']],
    ['pets', ['owner', 'tag']],
  ])
  expect(foreignKeys.map(({ columns }) => columns)).toEqual([['owner']])
  expect(db.ref.id).toBe('staff')
  expect(db.withheld).toEqual(['people.name'])
  const plain = await open('people.data')
  expect(plain.ref.fingerprint).not.toBe(db.ref.fingerprint)
  await Promise.all([db.close(), plain.close()])

  expect(await failure('remote')).toMatchObject({ code: 'E_CONFIG', message: expect.stringContaining('REMOTE_DB') })
  const remote = await open('remote', { REMOTE_DB: join(folder, 'people.data') })
  expect([remote.ref.id, remote.withheld]).toEqual(['remote', 'all'])
  await remote.close()
})

test.each([
  ['{', /not JSON/],
  ['{"databases": {"x": {}}}', /either "target" or "env"/],
  ['{"databases": {"x": {"target": "a", "hiden": {}}}}', /hiden/],
  ['{"databases": {"x": {"target": "a", "sslmode": "maybe"}}}', /sslmode/],
])('a faulty configuration: %s', async (text, message) => {
  const place = mkdtempSync(join(folder, 'config-'))
  writeFileSync(join(place, 'trivet.config.json'), text)
  await expect(loadConfig(place)).rejects.toMatchObject({ code: 'E_CONFIG', message: expect.stringMatching(message) })
})
