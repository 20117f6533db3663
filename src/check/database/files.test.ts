import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unchecked } from './checked.suite.ts'
import { listing } from './database.suite.ts'
import type { Database } from './database.ts'
import { connectDuckdb } from './duckdb.ts'
import { dataFilesOf, openFiles } from './files.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'trivet-files-'))
})
afterAll(() => rmSync(root, { recursive: true }))

/** Opens files of these contents, in a folder of their own, for the work. */
async function withFiles(
  files: Record<string, string | Uint8Array>,
  work: (db: Database, folder: string) => Promise<void>,
): Promise<void> {
  const folder = join(mkdtempSync(join(root, 'data-')), 'year=2024')
  mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const before = listing(folder)
  const db = openFiles(dataFilesOf(folder), 'data', { env: { TRIVET_HOME: join(root, 'home') } })
  try {
    await work(db, folder)
  } finally {
    await db.close()
    expect(listing(folder)).toEqual(before)
  }
}
const rows = async (db: Database, sql: string) => (await db.query(unchecked(sql, 'duckdb'))).rows
const shape = async (db: Database) =>
  Object.fromEntries(
    (await db.schema()).tables.map(({ name, columns }) => [name, columns.map(c => `${c.name} ${c.type}`)]),
  )

test('CSV as strangers bring it', () =>
  withFiles(
    {
      'semi.csv': 'id;name;amount\n1;ä;1.5\n2;b;2\n',
      'tabs.tsv': 'a\tb\n1\tx\n',
      'latin.csv': Buffer.from('name,n\ncaf\xe9,1\n', 'latin1'),
      'utf16.csv': Buffer.from('\uFEFFname,n\ncafé,1\n', 'utf16le'),
      'bom.csv': '\uFEFFid,x\n1,2\n',
      'ragged.csv': 'a,b,c\n1,2,3\n4,5\n',
      "it's.csv": `id,"it's ""q""",Straße 😀\n1,x,y\n`,
      'packed.csv.gz': gzipSync('a,b\n1,2\n'),
      'late.csv': `n\n${'1\n'.repeat(30_000)}none\n`,
      'headed.csv': 'a,b\n',
      'nothing.csv': '',
      'notes.txt': 'no data',
    },
    async db => {
      expect(await shape(db)).toEqual({
        semi: ['id integer', 'name text', 'amount real'],
        tabs: ['a integer', 'b text'],
        latin: ['name text', 'n integer'],
        utf16: ['name text', 'n integer'],
        bom: ['id integer', 'x integer'],
        ragged: ['a integer', 'b integer', 'c integer'],
        "it's": ['id integer', `it's "q" text`, 'Straße 😀 text'],
        packed: ['a integer', 'b integer'],
        late: ['n text'],
        headed: ['a text', 'b text'],
      })
      expect(await rows(db, 'SELECT name FROM latin UNION ALL SELECT name FROM utf16')).toEqual([['café'], ['café']])
      expect(await rows(db, 'SELECT * FROM ragged')).toEqual([
        [1, 2, 3],
        [4, 5, null],
      ])
      expect(await rows(db, `SELECT "it's ""q""" FROM "it's"`)).toEqual([['x']])
      expect(await rows(db, 'SELECT count(*) FROM late')).toEqual([[30_001]])
      expect(await rows(db, 'SELECT * FROM packed')).toEqual([[1, 2]])
    },
  ))

test('JSON: lists, lines, nested values as JSON text', () =>
  withFiles(
    {
      'list.json': '[{"a":1,"b":{"c":[1,9007199254740993]},"d":"2020-01-01"},{"a":2,"b":null,"e":"x"}]',
      'lines.jsonl': '{"a":1,"b c":"é"}\n{"a":2.5}\n',
    },
    async db => {
      expect(await shape(db)).toEqual({
        list: ['a integer', 'b json', 'd date', 'e text'],
        lines: ['a real', 'b c text'],
      })
      expect(await rows(db, 'SELECT b, d FROM list ORDER BY a')).toEqual([
        ['{"c":[1,"9007199254740993"]}', '2020-01-01'],
        [null, null],
      ])
    },
  ))

test('Parquet, and two files of one name', async () => {
  const made = join(root, 'p.parquet')
  const connection = await connectDuckdb(':memory:', 'READ_WRITE')
  await connection.run(`COPY (SELECT 1 AS a, 'x' AS b, DATE '2020-01-01' AS c) TO '${made}'`)
  connection.closeSync()
  await withFiles({ 'p.parquet': readFileSync(made), 'p.csv': 'z\n1\n' }, async db => {
    expect(await shape(db)).toEqual({ p: ['z integer'], p_parquet: ['a integer', 'b text', 'c date'] })
    expect(await rows(db, 'SELECT * FROM p_parquet')).toEqual([[1, 'x', '2020-01-01']])
  })
})

test.each([
  ['bad.parquet', 'PAR1junkjunkjunkPAR1'],
  ['short.parquet', 'PA'],
  ['bad.json', '{"a":'],
])('a broken file is named: %s', (name, content) =>
  withFiles({ [name]: content, 'good.csv': 'a\n1\n' }, async db => {
    await expect(db.schema()).rejects.toMatchObject({ code: 'E_DB_FORMAT', message: expect.stringContaining(name) })
  }),
)

test('10,000 columns', () =>
  withFiles(
    {
      'wide.csv': [...'ab']
        .map(row => `${Array.from({ length: 10_000 }, (_, n) => `${row}${n}`).join(',')}\n`)
        .join(''),
    },
    async db => {
      expect((await db.schema()).tables[0]!.columns).toHaveLength(10_000)
      expect(await rows(db, 'SELECT a9999 FROM wide')).toEqual([['b9999']])
    },
  ))

test('nothing else is read, nothing is written, nothing is changed', () =>
  withFiles({ 'a.csv': 'x\n1\n' }, async (db, folder) => {
    const [path, other] = [join(folder, 'a.csv'), join(root, 'other.csv')]
    writeFileSync(other, 'secret\n1\n')
    for (const sql of [
      `SELECT * FROM read_csv('${other}')`,
      `SELECT * FROM '${other}'`,
      `SELECT * FROM read_text('/etc/hostname')`,
      `SELECT * FROM glob('${root}/*')`,
      `COPY (SELECT 2) TO '${path}' (USE_TMP_FILE false)`,
      `COPY a TO '${join(folder, 'b.csv')}'`,
      `ATTACH '${join(root, 'x.duckdb')}'`,
      'INSTALL httpfs',
      'LOAD httpfs',
      'CREATE TEMP TABLE t (x INTEGER)',
      "SET memory_limit = '90GB'",
      'SELECT 1; SELECT 2',
      'EXPLAIN ANALYZE SELECT 1',
    ])
      await expect(rows(db, sql), sql).rejects.toMatchObject({ name: 'TrivetError' })
    expect(await rows(db, 'SELECT * FROM a')).toEqual([[1]])
  }))

test('the views are kept by the state of the files, whole or not at all, and closed to others', async () => {
  const cache = join(root, 'home', 'cache', 'files')
  const before = readdirSync(cache).length
  await withFiles({ 'a.csv': 'x\n1\n' }, async (db, folder) => {
    await db.schema()
    expect(readdirSync(cache)).toHaveLength(before + 1)
    writeFileSync(join(folder, 'a.csv'), 'x,y\n1,2\n')
    const again = openFiles(dataFilesOf(folder), 'data', { env: { TRIVET_HOME: join(root, 'home') } })
    expect(await shape(again)).toEqual({ a: ['x integer', 'y integer'] })
    await again.close()
    writeFileSync(join(folder, 'a.csv'), 'x\n1\n')
  })
  expect(readdirSync(cache).filter(name => !/^[0-9a-f]{32}\.duckdb$/.test(name))).toEqual([])
  expect(statSync(cache).mode & 0o077).toBe(0)
})

test('a damaged cache is made again, a closed one is named', async () => {
  const folder = mkdtempSync(join(root, 'data-'))
  writeFileSync(join(folder, 'a.csv'), 'x\n1\n')
  const env = { TRIVET_HOME: join(root, 'other-home') }
  const look = async () => {
    const db = openFiles(dataFilesOf(folder), 'data', { env })
    try {
      return await shape(db)
    } finally {
      await db.close()
    }
  }
  await look()
  const cache = join(root, 'other-home', 'cache', 'files')
  writeFileSync(join(cache, readdirSync(cache)[0]!), 'damaged')
  expect(await look()).toEqual({ a: ['x integer'] })
  env.TRIVET_HOME = join(folder, 'a.csv')
  await expect(look()).rejects.toMatchObject({ code: 'E_LEDGER_WRITE' })
})
