import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSqlite } from '../../check/database/open-sqlite.ts'
import { notBuilt } from '../../core/built.suite.ts'
import { systemClock } from '../../core/clock.ts'
import type { Recorded } from '../../core/event.ts'
import { type Ledger, memoryLedger } from '../../core/ledger.ts'
import { killedLedger } from '../../core/planted.suite.ts'
import { type AskSettings, type AskSource, ask, predict } from './ask.ts'
import { buildIndex } from './link/schema-index.ts'
import type { AskAnswer } from './present.ts'
import { toContext } from './runs.ts'
import { loadWeights } from './symbolic/weights.ts'
import type { SqlOutput } from './task.ts'

const missing = notBuilt()
const signal = new AbortController().signal
const states = ['open', 'paid', 'shipped']
const rows = 300_000
const question = 'How many orders are there in each status?'
const expected = states.map(state => [state, rows / states.length])
/** Too little for 300,000 rows, enough for a word about the engine. */
const hasty: AskSettings = { checking: { eachMs: 4, allMs: 8 } }

describe.skipIf(missing !== undefined)('a likeliest query that needs more time than there is to compare', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-ask-'))
  let source: AskSource
  beforeAll(async () => {
    const path = join(folder, 'orders.sqlite')
    const { default: Database } = await import('libsql')
    const db = new Database(path)
    db.exec(
      `CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT NOT NULL, note TEXT);
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
       INSERT INTO orders SELECT i, CASE i % 3 WHEN 0 THEN 'open' WHEN 1 THEN 'paid' ELSE 'shipped' END, 'note' FROM n`,
    )
    db.close()
    const database = openSqlite(path, 'orders')
    const { models, id } = await loadWeights()
    source = { database, index: await buildIndex(database, { signal }), models, weightsId: id }
  }, 30_000)
  afterAll(async () => {
    await source.database.close()
    rmSync(folder, { recursive: true })
  })

  const progress: string[] = []
  const asked = async (settings: AskSettings, ledger: Ledger = memoryLedger(), limits = {}) => {
    const ctx = toContext({ clock: systemClock, signal, limits, progress: text => progress.push(text) })
    const events: Recorded<SqlOutput>[] = []
    const run = ask(question, source, ctx, { ...settings, asOf: '2024-07-01', id: 'r', ledger, version: '1' })
    for (;;) {
      const next = await run.next()
      if (next.done === true) return { answer: next.value, events }
      events.push(next.value)
    }
  }
  const sorted = ({ rows: found }: AskAnswer) => [...found].sort((x, y) => (String(x[0]) < String(y[0]) ? -1 : 1))

  test('is run to its end, recorded, and what was cut off is named', async () => {
    const { answer, events } = await asked(hasty)
    expect(answer.status).toBe('answered')
    expect(sorted(answer)).toEqual(expected)
    const first = events.find(event => event.type === 'proposed')!.candidate
    const checks = events.filter(event => event.type === 'checked' && event.candidate === first.id)
    expect(checks).toMatchObject([
      { verdict: { outcome: 'unknown', reason: 'sql-timeout' } },
      { verdict: { outcome: 'pass' } },
    ])
    expect(events.filter(event => event.type === 'leased').at(-1)).toMatchObject({ lease: `${first.id}/check-longer` })
    expect(answer.sql).toBe(first.output.sql)
    expect(answer.unchecked).not.toContain(answer.sql)
    expect(answer.unchecked.length).toBeGreaterThan(0)
    expect(answer.confidence?.basis).toContain(`${answer.unchecked.length} reading`)
    expect(answer.confidence!.value).toBeLessThan(1)
    expect(progress).toContain('running the likeliest query')
  })

  test('is declined when the limit of a query or of the question does not allow it', async () => {
    for (const { answer } of [
      await asked({ ...hasty, limits: { wallMs: 3 } }),
      await asked(hasty, memoryLedger(), { oracleCalls: 1 }),
    ]) {
      expect(answer).toMatchObject({ status: 'abstained', reason: 'too-slow', rows: [], unmatched: [] })
      expect(answer.unchecked.length).toBeGreaterThan(0)
    }
  })

  test('is not run a third time by a resumed run, whose answer is the same', async () => {
    const whole = await asked(hasty)
    const killed = killedLedger(whole.events.findIndex(event => event.type === 'stopped'))
    await expect(asked(hasty, killed)).rejects.toThrow('killed')
    progress.length = 0
    const ledger = memoryLedger([...killed.events()])
    const { answer } = await asked(hasty, ledger)
    expect(progress).not.toContain('running the likeliest query')
    expect(answer).toMatchObject({ status: 'answered', sql: whole.answer.sql })
    expect(sorted(answer)).toEqual(expected)
  })

  test('is what evaluation sees too', async () => {
    const ctx = toContext({ clock: systemClock, signal })
    const { answered, candidates } = await predict(question, source, ctx, hasty)
    expect(answered).toBe(true)
    expect(candidates[0]?.sql).toMatch(/GROUP BY/)
  })
})
