import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import initSqlJs from 'sql.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../../check/database/database.ts'
import { openSqlite } from '../../../check/database/open-sqlite.ts'
import { systemClock } from '../../../core/clock.ts'
import { type EvalOptions, evaluate } from './evaluate.ts'
import type { EvalItem } from './item.ts'
import type { EvalReport } from './report.ts'

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-parallel-'))
  const { Database } = await initSqlJs()
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const db = new Database()
    db.exec(`create table t(x integer, name text); insert into t values (1, '${name}1'), (2, '${name}2')`)
    writeFileSync(join(folder, `${name}.sqlite`), db.export())
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

const names = 'select name from t'
const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n'
const item = (id: string, gold = names): EvalItem => ({ id, question: id, db: id[0]!, gold })

/** Ten items over three databases, by turns; the third has no answer, and gold of the sixth fails. */
const items = [...Array(10).keys()].map(i => item(`${'abc'[i % 3]}${i}`, i === 5 ? 'select nothing from t' : names))

type Ran = {
  predicted: string[]
  told: string[]
  open: Set<Database>
  mostOpen: number
  report?: EvalReport
  thrown?: unknown
}

/** Predicts the names, the later items sooner; `after` is awaited before an item's prediction is given. */
async function run(
  asked: readonly EvalItem[],
  options: Partial<EvalOptions> = {},
  after: (id: string) => Promise<unknown> | undefined = () => undefined,
): Promise<Ran> {
  const ran: Ran = { predicted: [], told: [], open: new Set(), mostOpen: 0 }
  const open = async (db: string): Promise<Database> => {
    const database = openSqlite(join(folder, `${db}.sqlite`), db)
    ran.open.add(database)
    ran.mostOpen = Math.max(ran.mostOpen, ran.open.size)
    const close = database.close.bind(database)
    database.close = () => {
      ran.open.delete(database)
      return close()
    }
    return database
  }
  const settings = { suite: 't', split: 'test', mode: 'spider-ex', predictor: 'test', parallel: 4 } as const
  const ctx = { clock: systemClock, signal: new AbortController().signal, progress: () => {} }
  try {
    ran.report = await evaluate(
      asked,
      async ({ id }) => {
        ran.predicted.push(id)
        await after(id)
        return { candidates: id === 'c2' ? [] : [{ sql: id === 'a3' ? 'select x from t' : names }] }
      },
      { ...settings, open, ctx, onOutcome: ({ id, verdict }) => void ran.told.push(`${id} ${verdict}`), ...options },
    )
  } catch (thrown) {
    ran.thrown = thrown
  }
  return ran
}

const expected = [
  'a0 right',
  'b1 right',
  'c2 silent',
  'a3 wrong',
  'b4 right',
  'c5 gold-failed',
  'a6 right',
  'b7 right',
  'c8 right',
  'a9 right',
]

it('works on several items at once and tells them in their order', async () => {
  let release = (): void => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  const ran = await run(items, {}, id => {
    if (id === 'a3') release()
    return id === 'a0' ? held : undefined
  })
  expect(ran.thrown).toBeUndefined()
  expect(ran.told).toEqual(expected)
  expect(ran.report).toMatchObject({ n: 9, ex: 7 / 9, errors: [{ id: 'c5', of: 'gold' }] })
  expect(ran.open.size).toBe(0)
  const alone = await run(items, { parallel: 1 })
  const { predictMs: _, ...report } = alone.report!
  expect(ran.report).toMatchObject(report)
})

it('goes on from a record of what was told in order', async () => {
  const record = join(folder, 'record.jsonl')
  const first = await run(items, { record }, async id => {
    if (id === 'b4') throw new Error('no network')
  })
  expect(first.thrown).toMatchObject({ message: expect.stringContaining('no network') })
  expect(first.told).toEqual(expected.slice(0, 4))
  expect(first.open.size).toBe(0)
  expect(readFileSync(record, 'utf8').trimEnd().split('\n')).toHaveLength(1 + 4)

  const second = await run(items, { record })
  expect(new Set(second.predicted)).toEqual(new Set(items.slice(4).map(({ id }) => id)))
  expect(second.told).toEqual(expected)
  expect(readFileSync(record, 'utf8').trimEnd().split('\n')).toHaveLength(1 + 10)
  const third = await run(items, { record })
  expect([third.predicted, third.told]).toEqual([[], expected])
})

it('ends the queries that run when it is cancelled, and keeps what was told', async () => {
  const record = join(folder, 'cancelled.jsonl')
  const controller = new AbortController()
  const ctx = { clock: systemClock, signal: controller.signal, progress: () => {} }
  const asked = [item('a0'), item('a1'), item('b2', endless), item('c3', endless), item('a4')]
  const start = systemClock.elapsed()
  const ran = await run(asked, { ctx, record, onOutcome: ({ id }) => id === 'a1' && controller.abort() })
  expect(ran.thrown).toMatchObject({ code: 'E_CANCELLED' })
  expect(systemClock.elapsed() - start).toBeLessThan(20_000)
  expect(ran.open.size).toBe(0)
  expect(readFileSync(record, 'utf8').trimEnd().split('\n')).toHaveLength(1 + 2)
})

it('ends the queries that run when an item before them throws', async () => {
  const ran = await run([item('a0'), item('b1', endless), item('c2', endless)], {}, async id => {
    if (id === 'a0') throw new Error('no network')
  })
  expect(ran.thrown).toMatchObject({ message: expect.stringContaining('no network') })
  expect([ran.told, ran.open.size]).toEqual([[], 0])
})

it('closes a database after its last item, and keeps a few others open', async () => {
  const grouped = ['a0', 'a1', 'b2', 'b3', 'c4', 'c5', 'd6', 'd7', 'e8', 'f9'].map(id => item(id))
  expect((await run(grouped, { parallel: 1 })).mostOpen).toBe(1)
  const byTurns = [...grouped, ...grouped.map(({ id }) => item(`${id}x`))]
  const ran = await run(byTurns, { parallel: 1 })
  expect([ran.mostOpen, ran.open.size, ran.report!.n]).toEqual([4, 0, 20])
})
