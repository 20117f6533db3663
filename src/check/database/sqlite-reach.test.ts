import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unchecked } from './checked.suite.ts'
import type { Database } from './database.ts'
import { openSqlite } from './open-sqlite.ts'

let folder = ''
let database: Database
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trivet-reach-'))
  const path = join(folder, 'x.db')
  const db = new Libsql(path)
  db.exec(`CREATE TABLE edit (readfile TEXT, "fsdir(" TEXT); INSERT INTO edit VALUES ('writefile(x)', 'y');
    CREATE VIEW spy AS SELECT readfile('x.db') AS content`)
  db.close()
  database = openSqlite(path, 'x', { inPlace: true })
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})
const query = (sql: string) => database.query(unchecked(sql, 'sqlite'))

test.each([
  "SELECT writefile('FOLDER/loot', 'x')",
  "WITH c AS (SELECT \"WriteFile\"/**/('FOLDER/loot', 'x') AS x) SELECT x FROM c",
  "SELECT [readfile] ('FOLDER/x.db')",
  "SELECT readfile FROM edit ORDER BY length(`readfile`('FOLDER/x.db'))",
  "SELECT name FROM fsdir('FOLDER')",
  "SELECT f.name FROM 'fsdir' AS f WHERE f.path = 'FOLDER'",
  "SELECT sha3_query('SELECT writefile(''FOLDER/loot'', 1)')",
  "SELECT sqlite3mc_config('cipher', 'aes256cbc')",
])('refused by the driver itself: %s', async text => {
  const sql = text.replaceAll('FOLDER', folder)
  await expect(query(sql)).rejects.toMatchObject({ code: 'E_SQL_FORBIDDEN' })
  expect(readdirSync(folder)).toEqual(['x.db'])
})

test('a view cannot read a file', async () => {
  await expect(query('SELECT * FROM spy')).rejects.toMatchObject({ message: expect.stringContaining('unsafe use') })
})

test('names and texts that look like such functions are read', async () => {
  expect((await query('SELECT readfile, "fsdir(" FROM edit')).rows).toEqual([['writefile(x)', 'y']])
  expect((await query("SELECT 1 FROM edit WHERE readfile = 'writefile(x)'")).rows).toEqual([[1]])
})
