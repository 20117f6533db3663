import { expect, test } from 'vitest'
import type { Cost } from '../../core/cost.ts'
import { memoryLedger } from '../../core/ledger.ts'
import type { Oracle, Parts } from '../../core/parts.ts'
import {
  collect,
  type Done,
  killedLedger,
  nothingDone,
  type Planted,
  plantedContext,
  plantedOracle,
  plantedProposer,
  plantedSelector,
  plantedTask,
} from '../../core/planted.suite.ts'
import { run } from '../../core/run.ts'
import type { Verdict } from '../../core/verdict.ts'
import { search } from './best-of-n.ts'

const task = plantedTask()
const options = { id: 'run', version: '1' }
const verdictOf = (outcome: Verdict['outcome'], reason: string): Verdict => ({
  outcome,
  strength: 'heuristic',
  reason,
  cost: { oracleCalls: 1, wallMs: 10 },
})

/** Leaves all unknown for want of time but what `verdicts` says of the first proposals; the patient one knows. */
function parts(done: Done, verdicts: readonly Verdict[] = [], given: { reason?: string } = {}): Parts<Planted, number> {
  const hasty: Oracle<Planted, number> = {
    ...plantedOracle(done),
    check: async (_, { id }) => verdicts[Number(id.split('/').at(-1))] ?? verdictOf('unknown', 'timeout'),
  }
  const patient: Oracle<Planted, number> = {
    ...plantedOracle(done),
    name: 'patient',
    estimate: { oracleCalls: 1, wallMs: 500 },
    check: async (_, { id, output }, ctx) => {
      done.checked.push(`${id} ${ctx.budget.left().wallMs}`)
      return { ...verdictOf('pass', ''), evidence: { detail: { output } } }
    },
  }
  return {
    proposers: [plantedProposer('first', done)],
    oracle: hasty,
    patient: { oracle: patient, reason: given.reason ?? 'timeout' },
    search: search({ n: 4, parallel: 1 }),
    selector: plantedSelector,
    stops: [],
    conclude: (_, { kind }) => ({ status: kind === 'chosen' ? 'answered' : 'abstained' }),
  }
}

async function complete(made: Parts<Planted, number>, limits: Cost = {}) {
  const ledger = memoryLedger()
  return collect(run(task, made, plantedContext(limits), { ...options, ledger }))
}

test('what lacked nothing but time is checked again with more, before the search stops', async () => {
  const done = nothingDone()
  const events = await complete(parts(done))
  expect(done.checked).toEqual([`${task.id}/first/0 500`])
  expect(events.slice(-5)).toMatchObject([
    { type: 'leased', lease: `${task.id}/first/0/check-longer`, cost: { oracleCalls: 1, wallMs: 500 } },
    { type: 'checked', candidate: `${task.id}/first/0`, verdict: { outcome: 'pass' } },
    { type: 'settled', lease: `${task.id}/first/0/check-longer` },
    { type: 'stopped', by: 'n' },
    { type: 'answer', answer: { status: 'answered', assurance: 'heuristic', verdicts: [{ outcome: 'unknown' }, {}] } },
  ])
})

test('the first that is not refuted is looked at, whatever became of the others', async () => {
  const fail = verdictOf('fail', 'wrong')
  const pass = verdictOf('pass', '')
  const looked = async (verdicts: readonly Verdict[], given = {}): Promise<string[]> => {
    const done = nothingDone()
    await complete(parts(done, verdicts, given))
    return done.checked.map(check => check.split(/[/ ]/).at(-2)!)
  }
  expect(await looked([fail, fail])).toEqual(['2'])
  expect(await looked([fail, verdictOf('unknown', 'timeout'), pass])).toEqual(['1'])
  expect(await looked([pass])).toEqual([])
  expect(await looked([fail, fail, fail, fail])).toEqual([])
  expect(await looked([verdictOf('unknown', 'too-large')])).toEqual([])
  expect(await looked([], { reason: 'too-large' })).toEqual([])
})

test('it takes what is left of the time, and nothing where nothing is left', async () => {
  const done = nothingDone()
  await complete(parts(done), { wallMs: 200 })
  expect(done.checked).toEqual([`${task.id}/first/0 195`])
  const poor = nothingDone()
  const events = await complete(parts(poor), { oracleCalls: 4 })
  expect(poor.checked).toEqual([])
  expect(events.slice(-3)).toMatchObject([
    { type: 'refused' },
    { type: 'stopped', by: 'budget' },
    { type: 'answer', answer: { status: 'abstained' } },
  ])
})

test('killed after any event, the run resumes to the same answer and does not look a third time', async () => {
  const whole = await complete(parts(nothingDone()))
  for (let count = 1; count < whole.length; count++) {
    const done = nothingDone()
    const killed = killedLedger(count)
    await collect(run(task, parts(done), plantedContext(), { ...options, ledger: killed })).catch(() => {})
    const kept = [...killed.events()]
    const looks = kept.filter(event => event.type === 'checked').length === 5 ? 1 : 0
    done.checked.length = 0
    const ledger = memoryLedger(kept)
    const events = await collect(run(task, parts(done), plantedContext(), { ...options, ledger }))
    expect(done.checked).toHaveLength(1 - looks)
    const { answer } = events.at(-1) as Extract<(typeof events)[number], { type: 'answer' }>
    expect(answer).toMatchObject({ status: 'answered', verdicts: [{ outcome: 'unknown' }, { outcome: 'pass' }] })
    expect(ledger.events().filter(event => event.type === 'checked')).toHaveLength(5)
  }
})
