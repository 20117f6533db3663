import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { notBuilt } from './core/built.suite.ts'
import { ask, openTrivet } from './sql.ts'
import { askContract } from './verticals/sql/contracts.suite.ts'

const missing = notBuilt()
const german = 'How many customers are from Germany?'
const home = mkdtempSync(join(tmpdir(), 'trivet-sql-'))
afterAll(() => rmSync(home, { recursive: true }))

describe.skipIf(missing !== undefined)('ask', () => {
  test('answers by the contract of the command line, without keeping anything', async () => {
    const answer = await ask(german, { db: 'sample:', env: { ...process.env, TRIVET_HOME: home } }).answer()
    expect(askContract.parse(answer)).toMatchObject({ status: 'answered', rows: [[13]] })
    expect(readdirSync(home)).toEqual([])
  })

  test('streams the events of the run, the answer last', async () => {
    const asking = ask(german, { db: 'sample:' })
    const types: string[] = []
    for await (const event of asking) types.push(event.type)
    expect(types[0]).toBe('started')
    expect(types).toContain('checked')
    expect(types.at(-1)).toBe('answer')
    expect((await asking.answer()).rows).toEqual([[13]])
    await expect(asking[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'E_INPUT' })
  })

  test('asks several questions of a database that is opened once; the same day and seed give the same answers', async () => {
    const shop = await openTrivet('sample:')
    try {
      expect(shop.schema.tables.map(({ key }) => key)).toContain('orders')
      const settings = { asOf: '2024-07-01', seed: 3 }
      const first = await shop.ask(german, settings).answer()
      const again = await ask(german, { db: shop, ...settings }).answer()
      expect({ ...again, spent: {}, run: '' }).toEqual({ ...first, spent: {}, run: '' })
      expect((await shop.ask('How many products are there?').answer()).rows).toEqual([[40]])
    } finally {
      await shop.close()
    }
  })

  test('errors come out of the answer and of the events; leaving the events early cancels', async () => {
    await expect(ask('', { db: 'sample:' }).answer()).rejects.toMatchObject({ code: 'E_QUESTION' })
    await expect(ask(german, { db: 'nowhere.sqlite' }).answer()).rejects.toMatchObject({ code: 'E_DB_MISSING' })
    const failing = ask(german, { db: 'nowhere.sqlite' })
    await expect(failing[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'E_DB_MISSING' })
    await expect(failing.answer()).rejects.toMatchObject({ code: 'E_DB_MISSING' })
    const left = ask(german, { db: 'sample:' })
    for await (const _ of left) break
    await expect(left.answer()).rejects.toMatchObject({ code: 'E_CANCELLED' })
  })

  test('a signal ends a question, a budget bounds it', async () => {
    const controller = new AbortController()
    const asking = ask(german, { db: 'sample:', signal: controller.signal })
    const events = (async () => {
      for await (const event of asking) if (event.type === 'checked') controller.abort()
    })()
    await expect(events).rejects.toMatchObject({ name: expect.stringMatching(/AbortError|TrivetError/) })
    const poor = await ask(german, { db: 'sample:', budget: { oracleCalls: 0 } }).answer()
    expect(poor).toMatchObject({ status: 'abstained', rows: [] })
  })
})
