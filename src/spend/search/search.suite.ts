import { describe, expect, test } from 'vitest'
import { addCost, type Cost, unitNames } from '../../core/cost.ts'
import type { Event, Recorded } from '../../core/event.ts'
import { memoryLedger } from '../../core/ledger.ts'
import type { Search } from '../../core/parts.ts'
import {
  collect,
  type Done,
  killedLedger,
  nothingDone,
  type Planted,
  plantedContext,
  plantedParts,
  plantedTask,
} from '../../core/planted.suite.ts'
import { resumeParts } from '../../core/resume.ts'
import { run } from '../../core/run.ts'

const options = { id: 'run', version: '1' }
const task = plantedTask()

/** What every search must do, whatever it does. `search` must be able to look at 20 candidates. */
export function describeSearch(label: string, search: Search): void {
  describe(label, () => {
    test('finds the planted answer', async () => {
      const answer = answerOf(await complete(search))
      expect(answer).toMatchObject({
        status: 'answered',
        assurance: 'tested',
        candidate: { output: task.input.answer },
      })
    })

    test('tells of each lease before and after its work, and last why it stopped', async () => {
      const events = await complete(search)
      const open = new Set<string>()
      for (const event of events) {
        if (event.type === 'leased') open.add(event.lease)
        if (event.type === 'settled') expect(open.delete(event.lease)).toBe(true)
      }
      expect(open.size).toBe(0)
      expect(events.at(-2)?.type).toBe('stopped')
    })

    test('never overspends, says when the budget ended it, and answers from what there is', async () => {
      let refused = 0
      for (let oracleCalls = 0; oracleCalls <= 20; oracleCalls += 4)
        for (let cpuMs = 0; cpuMs <= 320; cpuMs += 80) {
          const limits = { oracleCalls, cpuMs, tokensOut: 60 }
          const done = nothingDone()
          const ctx = plantedContext(limits)
          const ledger = memoryLedger()
          for await (const event of run(task, plantedParts(done, search), ctx, { ...options, ledger })) {
            assertWithin(addCost(ctx.budget.spent(), { ...ctx.budget.open(), wallMs: 0 }), limits)
            if (event.type === 'refused') refused++
          }
          const events = ledger.events()
          const stopped = events.find(event => event.type === 'stopped')
          if (events.some(event => event.type === 'refused')) expect(stopped).toMatchObject({ by: 'budget' })
          const found = events.some(event => event.type === 'checked' && event.verdict.outcome === 'pass')
          expect(answerOf(events).status).toBe(found ? 'answered' : 'abstained')
          expect(ctx.budget.open()).toEqual({})
        }
      expect(refused).toBeGreaterThan(0)
    })

    test('an overrun is booked and told', async () => {
      const ctx = plantedContext({ tokensOut: 60 })
      const ledger = memoryLedger()
      const parts = plantedParts(nothingDone(), search, { cost: { tokensOut: 8 } })
      const events = await collect(run(task, parts, ctx, { ...options, ledger }))
      const overruns = events.filter(event => event.type === 'settled' && event.overrun !== undefined)
      expect(overruns.length).toBe(events.filter(event => event.type === 'proposed').length)
      expect(ctx.budget.spent().tokensOut).toBe(8 * overruns.length)
    })

    test('one seed tells one story, another seed another', async () => {
      const stories = await Promise.all([1, 1, 2].map(async seed => plain(await complete(search, { seed }))))
      expect(stories[1]).toEqual(stories[0])
      expect(stories[2]).not.toEqual(stories[0])
    })

    test('a replay tells the same and does nothing', async () => {
      const events = await complete(search)
      const done = nothingDone()
      const parts = resumeParts<Planted, number>(plantedParts(done, search), events as readonly Event<number>[])
      const again = await collect(run(task, parts, plantedContext(), { ...options, ledger: memoryLedger() }))
      expect(again).toEqual(events)
      expect(done).toEqual(nothingDone())
    })

    test('tries an error once more, then lists it', async () => {
      const done = nothingDone()
      const parts = plantedParts(done, search, { flaky: task.input.answer })
      const events = await collect(run(task, parts, plantedContext(), { ...options, ledger: memoryLedger() }))
      const id = answerOf(events).candidate!.id
      expect(done.checked.filter(checked => checked === id)).toHaveLength(2)
      expect(answerOf(events).verdicts.map(verdict => verdict.outcome)).toEqual(['error', 'pass'])
    })

    test('a part that fails costs all of its lease, and none stays open', async () => {
      const parts = plantedParts(nothingDone(), search)
      const fail = () => Promise.reject(new Error('broken'))
      const ctx = plantedContext()
      const broken = { ...parts, oracle: { ...parts.oracle, check: fail } }
      await expect(collect(run(task, broken, ctx, { ...options, ledger: memoryLedger() }))).rejects.toThrow('broken')
      expect(ctx.budget.open()).toEqual({})
      expect(ctx.budget.spent().oracleCalls).toBeGreaterThan(0)
    })

    test('killed after any event, it resumes to the same answer, and does nothing twice', async () => {
      const flaky = { flaky: task.input.answer }
      const whole = await complete(search, flaky)
      const kills = process.env.TRIVET_SLOW === '1' ? whole.length : 60
      for (let count = 0; count < Math.min(kills, whole.length); count++) {
        const done = nothingDone()
        const parts = plantedParts(done, search, flaky)
        const first = killedLedger(count)
        await expect(collect(run(task, parts, plantedContext(), { ...options, ledger: first }))).rejects.toThrow(
          'killed',
        )
        const kept = [...first.events()]
        done.errors.clear()
        for (const event of kept)
          if (event.type === 'checked' && event.verdict.outcome === 'error') done.errors.add(event.candidate)
        const second = memoryLedger(kept)
        await collect(run(task, parts, plantedContext(), { ...options, ledger: second }))
        assertResumed(whole, kept, [...second.events()], done)
      }
    })

    test('killed again and again, each interruption is charged', async () => {
      const whole = await complete(search)
      const done = nothingDone()
      const parts = plantedParts(done, search)
      let kept: readonly Recorded[] = []
      for (let kills = 0; ; kills++) {
        const ledger = killedLedger(kept.length + 7, kept)
        const attempt = await collect(run(task, parts, plantedContext(), { ...options, ledger })).catch(error => error)
        kept = [...ledger.events()]
        if (Array.isArray(attempt)) break
        expect(kills).toBeLessThan(100)
      }
      expect(kept.filter(event => event.type === 'resumed').length).toBeGreaterThan(3)
      assertResumed(whole, kept, kept, done)
    })

    test('an abort saves everything, and the run goes on later', async () => {
      const whole = await complete(search)
      for (const after of [1, 9, 25]) {
        const abort = new AbortController()
        const done = nothingDone()
        const ledger = memoryLedger()
        const ctx = plantedContext({}, { signal: abort.signal })
        let proposed = 0
        const aborted = async (): Promise<void> => {
          for await (const event of run(task, plantedParts(done, search), ctx, { ...options, ledger })) {
            if (event.seq !== after) continue
            abort.abort()
            proposed = done.proposed.length
          }
        }
        await expect(aborted()).rejects.toThrow(/abort/i)
        expect(done.proposed).toHaveLength(proposed)
        expect(ctx.budget.open()).toEqual({})
        const kept = [...ledger.events()]
        await collect(run(task, plantedParts(done, search), plantedContext(), { ...options, ledger }))
        assertResumed(whole, kept, [...ledger.events()], done)
      }
    })
  })
}

async function complete(search: Search, given: { seed?: number; flaky?: number } = {}): Promise<Recorded[]> {
  const { flaky, ...context } = given
  const parts = plantedParts(nothingDone(), search, flaky === undefined ? {} : { flaky })
  return collect(run(task, parts, plantedContext({}, context), { ...options, ledger: memoryLedger() }))
}

function answerOf(events: readonly Recorded[]): Extract<Event, { type: 'answer' }>['answer'] {
  const last = events.at(-1)
  if (last?.type !== 'answer') throw new Error('the run did not end with an answer')
  return last.answer
}

function assertWithin(spent: Cost, limits: Cost): void {
  for (const unit of unitNames) expect(spent[unit] ?? 0).toBeLessThanOrEqual(limits[unit] ?? Number.POSITIVE_INFINITY)
}

/** The events without their numbers and without what an answer has spent. */
const plain = (events: readonly Recorded[]): unknown[] =>
  events.map(({ seq, ...event }) =>
    event.type === 'answer' ? { ...event, answer: { ...event.answer, spent: {} } } : event,
  )

function assertResumed(
  whole: readonly Recorded[],
  kept: readonly Recorded[],
  resumed: readonly Recorded[],
  done: Done,
): void {
  const lost = resumed.flatMap(event => (event.type === 'resumed' ? [event.lost] : [])).reduce(addCost, {})
  // wall time belongs to a sitting, and the clock of these tests stands still
  expect(answerOf(resumed).spent).toEqual({ ...addCost(answerOf(whole).spent, lost), wallMs: 0 })
  expect(plain([answerEvent(resumed)])).toEqual(plain([answerEvent(whole)]))

  // the resumed story is the whole one, but for the leases that were cut off and taken again
  const last = new Map(resumed.map(event => [event.type === 'leased' ? event.lease : event, event]))
  const story = resumed.filter(
    event => event.type !== 'resumed' && (event.type !== 'leased' || last.get(event.lease) === event),
  )
  expect(new Set(plain(story).map(event => JSON.stringify(event)))).toEqual(
    new Set(plain(whole).map(event => JSON.stringify(event))),
  )

  // what stands in the ledger was not done again
  const verdicts = kept.flatMap(event => (event.type === 'checked' ? [event.candidate] : []))
  for (const candidate of new Set(verdicts)) {
    const recorded = resumed.filter(event => event.type === 'checked' && event.candidate === candidate).length
    const tried = done.checked.filter(other => other === candidate).length
    const cut = resumed.filter(event => event.type === 'leased' && event.lease.startsWith(`${candidate}/check`)).length
    expect(tried).toBeLessThanOrEqual(Math.max(recorded, cut))
  }
}

const answerEvent = (events: readonly Recorded[]): Recorded => events.at(-1)!
