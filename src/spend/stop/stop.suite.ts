import { describe, expect, test } from 'vitest'
import type { Event } from '../../core/event.ts'
import { memoryLedger } from '../../core/ledger.ts'
import type { Stop } from '../../core/parts.ts'
import {
  collect,
  killedLedger,
  nothingDone,
  plantedContext,
  plantedParts,
  plantedTask,
} from '../../core/planted.suite.ts'
import { run } from '../../core/run.ts'
import { search } from '../search/best-of-n.ts'

const task = plantedTask()
const options = { id: 'r', version: '1' }
const parts = (stops: readonly Stop[]) => ({ ...plantedParts(nothingDone(), search({ n: 20, parallel: 1 })), stops })

/** What every stop must do. `stop` must end a search of 20 planted numbers early, by what the events tell. */
export function describeStop(label: string, stop: Stop): void {
  describe(label, () => {
    test('lets a search begin, ends it early, and says why', async () => {
      const events = await collect(run(task, parts([stop]), plantedContext(), { ...options, ledger: memoryLedger() }))
      const checked = events.filter(event => event.type === 'checked').length
      expect(checked).toBeGreaterThan(0)
      expect(checked).toBeLessThan(20)
      expect(events.find(event => event.type === 'stopped')).toMatchObject({
        by: stop.name,
        why: expect.stringMatching(/./),
      })
    })

    test('observing changes no state that was given', () => {
      const cost = { wallMs: 3, cpuMs: 2, oracleCalls: 1 }
      const event: Event = { type: 'checked', candidate: 'c', verdict: { outcome: 'pass', strength: 'tested', cost } }
      const state = stop.start(task)
      const before = JSON.stringify(state)
      const once = stop.observe(state, event)
      expect(stop.observe(state, event)).toEqual(once)
      expect(JSON.stringify(state)).toBe(before)
      expect(JSON.parse(JSON.stringify(once))).toEqual(once)
    })

    test('a resumed search ends at the same place', async () => {
      const whole = await collect(run(task, parts([stop]), plantedContext(), { ...options, ledger: memoryLedger() }))
      for (let count = 1; count < whole.length; count += 3) {
        const killed = killedLedger(count)
        await collect(run(task, parts([stop]), plantedContext(), { ...options, ledger: killed })).catch(() => {})
        const ledger = memoryLedger([...killed.events()])
        await collect(run(task, parts([stop]), plantedContext(), { ...options, ledger }))
        const told = (events: readonly Event[]) =>
          events.filter(event => event.type === 'checked' || event.type === 'stopped')
        expect(told(ledger.events()).map(({ type }) => type)).toEqual(told(whole).map(({ type }) => type))
      }
    })
  })
}
