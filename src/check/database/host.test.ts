import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workerUrl } from '../../core/worker-url.ts'
import { unchecked } from './checked.suite.ts'
import { openSqlite } from './open-sqlite.ts'

let folder = ''
let path = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trivet-host-'))
  path = join(folder, 'small.db')
  const db = new Libsql(path)
  db.exec('CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1), (2)')
  db.exec(
    "CREATE TABLE broken (id INTEGER, name TEXT); INSERT INTO broken VALUES (1, CAST(x'61ff62efbfbd63' AS TEXT)), (2, 'a' || char(0) || 'b')",
  )
  db.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'
const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
const until = async (holds: () => boolean, ms: number) => {
  for (let waited = 0; !holds() && waited < ms; waited += 50) await new Promise(resolve => setTimeout(resolve, 50))
  return holds()
}
const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

/** Runs a module text in a Node process of its own; `{open}` and `{path}` stand for the library and the database. */
function script(text: string) {
  const file = join(folder, 'script.mjs')
  writeFileSync(
    file,
    `import { openSqlite } from ${JSON.stringify(workerUrl('./open-sqlite', import.meta.url).href)}\nconst path = ${JSON.stringify(path)}\n${text}`,
  )
  return spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
}

test.each([false, true])('text that is not UTF-8 loses its invalid bytes (in place: %s)', async inPlace => {
  const db = openSqlite(path, 'small', { inPlace })
  const result = await db.query(unchecked('SELECT id, name FROM broken ORDER BY id', 'sqlite'))
  expect(result.rows).toEqual([
    [1, 'ab\uFFFDc'],
    [2, 'a\0b'],
  ])
  expect(result.columns.map(({ type }) => type)).toEqual(['integer', 'text'])
  expect((await db.query(unchecked('SELECT sum(x) FROM t', 'sqlite'))).rows).toEqual([[3]])
  await db.close()
})

test.each([false, true])('memory beyond the limit ends the query, not the database (in place: %s)', async inPlace => {
  const db = openSqlite(path, 'small', { inPlace })
  const big = 'SELECT length(group_concat(hex(zeroblob(1000000)))) FROM t a, t b, t c, t d, t e, t f, t g'
  const limits = { memoryBytes: 64 << 20 }
  await expect(db.query(unchecked(big, 'sqlite'), { limits })).rejects.toMatchObject({ code: 'E_SQL_TOO_LARGE' })
  expect((await db.query(unchecked('SELECT count(*) FROM t', 'sqlite'), { limits })).rows).toEqual([[2]])
  await db.close()
})

test('results that outgrow the memory limit end the process that collects them', async () => {
  const db = openSqlite(path, 'small', { inPlace: true })
  const big =
    'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 2000) SELECT zeroblob(1000000 + x) FROM c'
  const limits = { memoryBytes: 200 << 20, bytes: 2 ** 40 }
  await expect(db.query(unchecked(big, 'sqlite'), { limits })).rejects.toMatchObject({
    code: 'E_SQL_TOO_LARGE',
    message: expect.stringContaining('200 MB'),
  })
  expect((await db.query(unchecked('SELECT count(*) FROM t', 'sqlite'))).rows).toEqual([[2]])
  await db.close()
})

test.each([false, true])('SQLite is given nothing but queries (in place: %s)', async inPlace => {
  const db = openSqlite(path, 'small', { inPlace })
  const file = join(folder, 'attached.db')
  for (const sql of [
    'PRAGMA query_only = 0',
    `ATTACH '${file}' AS other`,
    `VACUUM INTO '${file}'`,
    'BEGIN IMMEDIATE',
    'EXPLAIN SELECT 1',
    'WITH x AS (SELECT 1) DELETE FROM t',
  ]) {
    await expect(db.query(unchecked(sql, 'sqlite')), sql).rejects.toMatchObject({ code: 'E_SQL_NOT_READ_ONLY' })
    if (!sql.startsWith('WITH'))
      await expect(db.plan(unchecked(sql, 'sqlite')), sql).rejects.toMatchObject({ code: 'E_SQL_NOT_READ_ONLY' })
  }
  expect(existsSync(file)).toBe(false)
  expect((await db.query(unchecked('SELECT count(*) FROM t', 'sqlite'))).rows).toEqual([[2]])
  await db.close()
})

test('a program that forgets to close ends all the same, and one that waits for a query does not end early', async () => {
  const child = script(`
    const open = [openSqlite(path, 'a'), openSqlite(path, 'b', { inPlace: true })]
    for (const db of open) console.log((await db.query({ sql: 'SELECT count(*) FROM t' })).rows[0][0])`)
  let out = ''
  child.stdout.on('data', data => {
    out += data
  })
  expect(await until(() => child.exitCode !== null, 5000)).toBe(true)
  expect([child.exitCode, out]).toEqual([0, '2\n2\n'])
})

test.skipIf(!existsSync('/proc/self/task'))(
  'engines die with a process that is killed while they are busy',
  async () => {
    const child = script(`
    const db = openSqlite(path, 'b', { inPlace: true })
    await db.schema()
    console.log('ready')
    await db.query({ sql: ${JSON.stringify(endless)} })`)
    await new Promise(resolve => child.stdout.once('data', resolve))
    const engines = childrenOf(child.pid!)
    expect(engines).toHaveLength(1)
    child.kill('SIGKILL')
    expect(await until(() => !engines.some(alive), 3000)).toBe(true)
  },
)

test.skipIf(!existsSync('/proc/self/task'))('close leaves no process, also while a query runs', async () => {
  const before = childrenOf(process.pid).length
  const db = openSqlite(path, 'small', { inPlace: true })
  const pending = db.query(unchecked(endless, 'sqlite')).catch(thrown => thrown.code)
  await until(() => childrenOf(process.pid).length > before, 2000)
  await db.close()
  expect(await pending).toBe('E_CANCELLED')
  expect(childrenOf(process.pid)).toHaveLength(before)
})
