import { expect, test } from 'vitest'
import { memoryLedger } from './ledger.ts'
import { collect, killedLedger, nothingDone, plantedContext, plantedParts, plantedTask } from './planted.suite.ts'
import { run } from './run.ts'
import { fromWire } from './wire.ts'

const task = plantedTask()
const options = { id: 'r1', version: '1' }

test('a whole run, resumed once, reads back as it was written', async () => {
  const killed = killedLedger(30)
  const parts = plantedParts(nothingDone(), undefined, { flaky: 3 })
  await collect(run(task, parts, plantedContext(), { ...options, ledger: killed })).catch(() => {})
  const ledger = memoryLedger([...killed.events()])
  await collect(run(task, parts, plantedContext(), { ...options, ledger }))
  for (const event of ledger.events()) {
    const wire: unknown = JSON.parse(JSON.stringify(event))
    expect(fromWire('event', wire)).toEqual(wire)
  }
})

test('each value carries its version', () => {
  expect(fromWire('task', { v: 1, ...task })).toEqual({ v: 1, ...task })
  expect(() => fromWire('task', task)).toThrow(/Not a task: .*[\s\S]*v/)
  expect(() => fromWire('task', { ...task, v: 2 })).toThrow(expect.objectContaining({ code: 'E_INPUT' }))
})

test('what a later version adds is dropped, what is wrong is named', () => {
  const verdict = { v: 1, outcome: 'pass', strength: 'tested', cost: { cpuMs: 1 } }
  expect(fromWire('verdict', { ...verdict, weight: 3 })).toEqual(verdict)
  const faults: [object, RegExp][] = [
    [{ outcome: 'maybe' }, /outcome/],
    [{ cost: { cpuMs: 0.5 } }, /cost\.cpuMs/],
    [{ cost: { joules: 1 } }, /joules/],
    [{ evidence: { bits: 1 } }, /evidence\.bits/],
    [{ reason: null }, /reason/],
  ]
  for (const [fault, named] of faults) expect(() => fromWire('verdict', { ...verdict, ...fault })).toThrow(named)
  expect(() => fromWire('event', { v: 1, seq: 0, type: 'unheard-of' })).toThrow(/type/)
  expect(() => fromWire('event', { v: 1, seq: -1, type: 'delta', text: '' })).toThrow(/seq/)
})
