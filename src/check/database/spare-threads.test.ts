import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import initSqlJs from 'sql.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { unchecked } from './checked.suite.ts'
import { openSqlite } from './open-sqlite.ts'
import type { Remote, RemoteEvents } from './remote.ts'
import { SpareThreads } from './spare-threads.ts'

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trivet-threads-'))
  const { Database } = await initSqlJs()
  for (const name of ['a', 'b']) {
    const db = new Database()
    db.exec(`CREATE TABLE ${name} (x date); INSERT INTO ${name} VALUES ('2024-01-0${name === 'a' ? 1 : 2}')`)
    writeFileSync(join(folder, name), db.export())
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Counts what it is given and takes. */
class Counting extends SpareThreads {
  readonly taken: Remote[] = []
  readonly given: Remote[] = []

  override take(...args: Parameters<SpareThreads['take']>): Remote | undefined {
    const remote = super.take(...args)
    if (remote !== undefined) this.taken.push(remote)
    return remote
  }

  override give(...args: Parameters<SpareThreads['give']>): Promise<void> {
    this.given.push(args[0])
    return super.give(...args)
  }
}

const open = (name: string, threads: SpareThreads) => openSqlite(join(folder, name), name, { inPlace: false, threads })
const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c'

test('a thread goes from a database that was closed to the next one, which sees its own data', async () => {
  const threads = new Counting()
  for (const name of ['a', 'b', 'a']) {
    const db = open(name, threads)
    expect((await db.schema()).tables.map(table => table.name)).toEqual([name])
    const { rows, columns } = await db.query(unchecked(`SELECT x FROM ${name}`, 'sqlite'))
    expect([rows, columns[0]!.type]).toEqual([[[`2024-01-0${name === 'a' ? 1 : 2}`]], 'date'])
    await db.close()
    await expect(db.query(unchecked('SELECT 1', 'sqlite'))).rejects.toMatchObject({ code: 'E_CANCELLED' })
  }
  expect(threads.given).toHaveLength(3)
  expect(threads.taken).toEqual(threads.given.slice(0, 2))
  await threads.close()
  const late = open('a', threads)
  await late.schema()
  await late.close()
  expect(threads.take(512 << 20, { answered: () => {}, died: () => {} })).toBeUndefined()
})

test('a busy thread is ended, not passed on; one with another limit is not taken', async () => {
  const threads = new Counting()
  const busy = open('a', threads)
  await busy.schema()
  const pending = busy.query(unchecked(endless, 'sqlite')).catch(thrown => thrown.code)
  await new Promise(resolve => setTimeout(resolve, 50))
  await busy.close()
  expect(await pending).toBe('E_CANCELLED')
  expect(threads.given).toEqual([])

  const first = open('a', threads)
  await first.query(unchecked('SELECT 1', 'sqlite'), { limits: { memoryBytes: 128 << 20 } })
  await first.close()
  const second = open('b', threads)
  expect((await second.query(unchecked('SELECT count(*) FROM b', 'sqlite'))).rows).toEqual([[1]])
  expect(threads.taken).toEqual([])
  await second.close()
  await threads.close()
})

test('a spare thread that died is not handed out', async () => {
  const threads = new SpareThreads()
  let listener: RemoteEvents | undefined
  const idle = { post: () => {}, hold: () => {}, release: () => {}, kill: async () => {} }
  const remote: Remote = {
    ...idle,
    listen: events => {
      listener = events
    },
  }
  await threads.give(remote, 64 << 20)
  const events: RemoteEvents = { answered: () => {}, died: () => {} }
  expect(threads.take(64 << 20, events)).toBe(remote)
  expect(listener).toBe(events)
  await threads.give(remote, 64 << 20)
  listener!.died('crash', '')
  expect(threads.take(64 << 20, events)).toBeUndefined()
})
