import { openBudget } from './budget.ts'
import { fixedClock } from './clock.ts'
import type { Context } from './context.ts'
import { tableResources } from './context.ts'
import type { Cost } from './cost.ts'
import type { Event, Recorded } from './event.ts'
import type { Json } from './json.ts'
import type { Ledger } from './ledger.ts'
import { memoryLedger } from './ledger.ts'
import type { Oracle, Parts, Proposer, Search, Selector } from './parts.ts'
import { leaseOf } from './resume.ts'
import { seedRng } from './rng.ts'
import { defineTask, type Task } from './task.ts'

/** A problem with a known answer, for tests of the loop and of searches: find the number that was planted. */
export type Planted = { readonly answer: number; readonly below: number }

export const plantedTask = (answer = 7, below = 10): Task<Planted> => defineTask('planted', { answer, below })

/** What was really done, in order, across all runs that share the record. */
export type Done = { readonly proposed: string[]; readonly checked: string[]; readonly errors: Set<string> }

export const nothingDone = (): Done => ({ proposed: [], checked: [], errors: new Set() })

/** Proposes the numbers below the task's limit in an order of its own; number k depends on its label alone. */
export function plantedProposer(name: string, done: Done, options: { cost?: Cost } = {}): Proposer<Planted, number> {
  const cost = options.cost ?? { tokensOut: 3 }
  return {
    name,
    params: {},
    estimate: { tokensOut: 5 },
    propose: async function* (task, ctx, from) {
      const order = ctx.rng.fork(`${task.id}/${name}`).shuffle([...Array(task.input.below).keys()])
      for (const [number, output] of order.entries()) {
        if (number < from) continue
        done.proposed.push(`${name}/${number}`)
        yield { output, cost, logprob: -1 - number }
      }
    },
  }
}

/** Passes the planted number and nothing else. The `flaky` number first gives an error, unless `done` knows of one. */
export function plantedOracle(done: Done, options: { flaky?: number } = {}): Oracle<Planted, number> {
  return {
    name: 'planted',
    strength: 'tested',
    estimate: { oracleCalls: 1, cpuMs: 20, wallMs: 10 },
    check: async (task, { id, output }, ctx) => {
      ctx.signal.throwIfAborted()
      // the later numbers end first, so that an order of arrival would show
      await new Promise(resolve => setTimeout(resolve, (task.input.below - output) % 3))
      done.checked.push(id)
      const cost = { oracleCalls: 1, cpuMs: 10 + output, wallMs: 10 }
      if (output === options.flaky && !done.errors.has(id)) {
        done.errors.add(id)
        return { outcome: 'error', strength: 'heuristic', reason: 'engine-died', cost }
      }
      const isRight = output === task.input.answer
      return isRight
        ? { outcome: 'pass', strength: 'tested', cost, evidence: { detail: { output } } }
        : { outcome: 'fail', strength: 'tested', reason: 'wrong', cost }
    },
  }
}

/** The passed candidate with the least id. */
export const plantedSelector: Selector<number> = {
  name: 'passed',
  params: {},
  select: (candidates, verdicts) => {
    const passed = candidates
      .map(candidate => candidate.id)
      .filter(id => verdicts.get(id)?.some(verdict => verdict.outcome === 'pass'))
      .sort()
    const ranking = passed.map(candidate => ({ candidate, score: 1 }))
    return passed[0] === undefined
      ? { kind: 'abstain', reason: 'no-evidence', ranking }
      : { kind: 'chosen', candidate: passed[0], score: 1, margin: 1, ranking }
  },
}

/** One proposal after the other, for tests of the loop that are about no search in particular. */
export const plainSearch: Search = {
  name: 'plain',
  params: {},
  run: async function* <I extends Json, O extends Json>(
    task: Task<I>,
    { proposers, oracle }: Parts<I, O>,
    ctx: Context,
  ): AsyncGenerator<Event<O>> {
    for (const { name, params, propose } of proposers) {
      let number = 0
      for await (const proposal of propose(task, ctx, 0)) {
        ctx.signal.throwIfAborted()
        const candidate = {
          id: `${task.id}/${name}/${number++}`,
          task: task.id,
          proposer: { name, params },
          ...proposal,
        }
        yield { type: 'proposed', candidate }
        const [lease] = leaseOf.checks(candidate.id)
        const held = ctx.budget.reserve(oracle.estimate, lease)
        yield { type: 'leased', lease, cost: oracle.estimate }
        const verdict = await oracle.check(task, candidate, ctx)
        held.settle(verdict.cost)
        yield { type: 'checked', candidate: candidate.id, verdict }
        yield { type: 'settled', lease, cost: verdict.cost }
      }
    }
    yield { type: 'stopped', by: 'exhausted', why: 'no more proposals' }
  },
}

export function plantedParts(
  done: Done,
  search: Search = plainSearch,
  options: { flaky?: number; cost?: Cost } = {},
): Parts<Planted, number> {
  return {
    proposers: [plantedProposer('first', done, options), plantedProposer('second', done, options)],
    oracle: plantedOracle(done, options),
    search,
    selector: plantedSelector,
    stops: [],
    conclude: (_, selection) =>
      selection.kind === 'chosen' ? { status: 'answered' } : { status: 'abstained', reason: selection.reason },
  }
}

export function plantedContext(limits: Cost = {}, options: { seed?: number; signal?: AbortSignal } = {}): Context {
  const clock = fixedClock(1_600_000_000_000)
  return {
    budget: openBudget(limits, clock),
    rng: seedRng(options.seed ?? 1),
    clock,
    signal: options.signal ?? new AbortController().signal,
    resources: tableResources({}),
    progress: () => {},
  }
}

/** A process killed when it has written `count` events: the next one is not written and ends everything. */
export function killedLedger(count: number, before: readonly Recorded[] = []): Ledger {
  const inner = memoryLedger(before)
  return {
    ...inner,
    append: event => {
      if (inner.events().length === count) throw new Error('killed')
      return inner.append(event)
    },
  }
}

/** All events of an iteration. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
