import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TrivetError } from './errors.ts'
import type { Recorded } from './event.ts'
import { memoryLedger, openLedger, readLedger } from './ledger.ts'
import type { Parts, Search } from './parts.ts'
import {
  collect,
  killedLedger,
  nothingDone,
  type Planted,
  plainSearch,
  plantedContext,
  plantedParts,
  plantedTask,
} from './planted.suite.ts'
import { run } from './run.ts'
import type { Verdict } from './verdict.ts'

const task = plantedTask()
const options = { id: 'r1', version: '1' }

test('the events are in the ledger before they are seen, from the start to the answer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-run-'))
  const path = join(folder, 'r1.jsonl')
  const ledger = openLedger(path)
  let last: Recorded | undefined
  for await (const event of run(task, plantedParts(nothingDone()), plantedContext(), { ...options, ledger })) {
    last = event
    expect(readLedger(path).at(-1)).toEqual(event)
  }
  ledger.close()
  expect(readLedger(path)[0]).toMatchObject({ type: 'started', run: 'r1', version: '1', task })
  expect(last).toMatchObject({ type: 'answer', answer: { status: 'answered', assurance: 'tested', run: 'r1' } })
  rmSync(folder, { recursive: true })
})

test('a finished run is not run again', async () => {
  const ledger = memoryLedger()
  const events = await collect(run(task, plantedParts(nothingDone()), plantedContext(), { ...options, ledger }))
  const done = nothingDone()
  const again = await collect(run(task, plantedParts(done), plantedContext(), { ...options, ledger }))
  expect(again).toEqual([events.at(-1)])
  expect(done).toEqual(nothingDone())
})

test('a search that had stopped stays stopped, at the same cost', async () => {
  const whole = await collect(
    run(task, plantedParts(nothingDone()), plantedContext(), { ...options, ledger: memoryLedger() }),
  )
  const ledger = memoryLedger(whole.slice(0, -1))
  const search: Search = { ...plainSearch, run: () => expect.unreachable('searched again') }
  const events = await collect(run(task, plantedParts(nothingDone(), search), plantedContext(), { ...options, ledger }))
  expect(events.map(event => event.type)).toEqual(['resumed', 'answer'])
  expect(events.at(-1)).toEqual({ ...whole.at(-1), seq: whole.length })
})

describe('a ledger of another run is refused', () => {
  const parts = plantedParts(nothingDone())
  const refused = async (other: { task?: typeof task; parts?: Parts<Planted, number>; version?: string }) => {
    const killed = killedLedger(9)
    await expect(collect(run(task, parts, plantedContext(), { ...options, ledger: killed }))).rejects.toThrow('killed')
    const ledger = memoryLedger([...killed.events()])
    const { version = '1' } = other
    const resumed = run(other.task ?? task, other.parts ?? parts, plantedContext(), { id: 'r1', ledger, version })
    const error = await collect(resumed).then(
      () => undefined,
      error => error,
    )
    expect(ledger.events()).toEqual(killed.events())
    return error
  }
  const mismatch = (what: RegExp) =>
    expect.objectContaining({ code: 'E_LEDGER_MISMATCH', message: expect.stringMatching(what) })

  test('another task', async () =>
    expect(await refused({ task: plantedTask(8) })).toEqual(mismatch(/with task \w+, now/)))
  test('another version', async () => expect(await refused({ version: '2' })).toEqual(mismatch(/version 1, now 2/)))
  test('other parameters', async () => {
    const search = { ...plainSearch, params: { n: 2 } }
    expect(await refused({ parts: { ...parts, search } })).toEqual(mismatch(/with parts \w+, now/))
  })
  test('a ledger without a start', async () => {
    const ledger = memoryLedger([{ v: 1, seq: 0, type: 'delta', text: '' }])
    await expect(collect(run(task, parts, plantedContext(), { ...options, ledger }))).rejects.toThrow(TrivetError)
  })
  test('two proposers of one name', async () => {
    const twins = { ...parts, proposers: [...parts.proposers, ...parts.proposers] }
    const events = run(task, twins, plantedContext(), { ...options, ledger: memoryLedger() })
    await expect(collect(events)).rejects.toThrow(/one name/)
  })
})

test('an error of a part leaves the ledger fit to go on', async () => {
  const done = nothingDone()
  const parts = plantedParts(done)
  const broken = { ...parts, oracle: { ...parts.oracle, check: () => Promise.reject(new Error('broken')) } }
  const ledger = memoryLedger()
  await expect(collect(run(task, broken, plantedContext(), { ...options, ledger }))).rejects.toThrow('broken')
  const events = await collect(run(task, parts, plantedContext(), { ...options, ledger }))
  expect(events[0]).toMatchObject({ type: 'resumed', lost: { oracleCalls: 1, cpuMs: 20, wallMs: 10 } })
  expect(events.at(-1)).toMatchObject({ type: 'answer', answer: { status: 'answered' } })
})

test('the assurance is the strongest pass, and none when a verdict failed', async () => {
  const cost = {}
  const heuristic: Verdict = { outcome: 'pass', strength: 'heuristic', cost }
  const sound: Verdict = { outcome: 'pass', strength: 'sound', cost }
  const fail: Verdict = { outcome: 'fail', strength: 'tested', cost }
  const error: Verdict = { outcome: 'error', strength: 'sound', cost }
  const assuranceOf = async (...verdicts: Verdict[]): Promise<string> => {
    const search: Search = {
      ...plainSearch,
      run: async function* (task, _, ctx) {
        ctx.signal.throwIfAborted()
        const candidate = { id: 'c', task: task.id, output: 1, proposer: { name: 'first', params: {} }, cost }
        yield { type: 'proposed', candidate: candidate as never }
        for (const verdict of verdicts) yield { type: 'checked', candidate: 'c', verdict }
        yield { type: 'stopped', by: 'n', why: '' }
      },
    }
    const events = await collect(
      run(task, plantedParts(nothingDone(), search), plantedContext(), { ...options, ledger: memoryLedger() }),
    )
    const last = events.at(-1)!
    return last.type === 'answer' ? last.answer.assurance : 'no answer'
  }
  expect(await assuranceOf(heuristic, sound)).toBe('sound')
  expect(await assuranceOf(error, heuristic)).toBe('heuristic')
  expect(await assuranceOf(sound, fail)).toBe('none')
})
