import type { Candidate } from './candidate.ts'
import { addCost, type Cost } from './cost.ts'
import type { Event } from './event.ts'
import type { Json } from './json.ts'
import type { Oracle, Parts, Proposal, Proposer } from './parts.ts'
import type { Verdict } from './verdict.ts'

/**
 * The same parts, which first give back what a ledger already holds: the proposals of each proposer in their order,
 * the verdicts of each candidate in theirs. A run over them repeats the recorded one (search-select A4).
 */
export function resumeParts<I extends Json, O extends Json>(
  parts: Parts<I, O>,
  events: readonly Event<O>[],
): Parts<I, O> {
  const proposed = new Map<string, Proposal<O>[]>()
  const judged = new Map<string, Verdict[]>()
  for (const event of events) {
    if (event.type === 'proposed') push(proposed, event.candidate.proposer.name, toProposal(event.candidate))
    if (event.type === 'checked') push(judged, event.candidate, event.verdict)
  }
  const given = new Map<string, number>()
  const resumed = (oracle: Oracle<I, O>): Oracle<I, O> => resumeOracle(oracle, judged, given)
  const { oracle, patient } = parts
  return {
    ...parts,
    proposers: parts.proposers.map(proposer => resumeProposer(proposer, proposed.get(proposer.name) ?? [])),
    oracle: resumed(oracle),
    ...(patient === undefined ? {} : { patient: { ...patient, oracle: resumed(patient.oracle) } }),
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

const toProposal = <O extends Json>({ output, cost, logprob }: Candidate<O>): Proposal<O> =>
  logprob === undefined ? { output, cost } : { output, cost, logprob }

function resumeProposer<I extends Json, O extends Json>(
  proposer: Proposer<I, O>,
  recorded: readonly Proposal<O>[],
): Proposer<I, O> {
  const { name, params, estimate } = proposer
  return {
    name,
    params,
    estimate,
    propose: async function* (task, ctx, from) {
      yield* recorded.slice(from)
      yield* proposer.propose(task, ctx, Math.max(from, recorded.length))
    },
  }
}

/** `given` counts the verdicts that each candidate has got, from whichever oracle. */
function resumeOracle<I extends Json, O extends Json>(
  oracle: Oracle<I, O>,
  judged: ReadonlyMap<string, readonly Verdict[]>,
  given: Map<string, number>,
): Oracle<I, O> {
  const { name, strength, estimate } = oracle
  return {
    name,
    strength,
    estimate,
    check: async (task, candidate, ctx) => {
      const number = given.get(candidate.id) ?? 0
      given.set(candidate.id, number + 1)
      return judged.get(candidate.id)?.[number] ?? oracle.check(task, candidate, ctx)
    },
  }
}

/**
 * The names of the leases of a search. They follow from the candidate, so that a resumed run uses them again, and so
 * that a `proposed` or `checked`, which holds the cost, ends a lease whose `settled` an interruption swallowed.
 */
export const leaseOf = {
  proposal: (candidate: string): string => `${candidate}/propose`,
  /** The first check, the second that follows an `error`, and the last one with more room. */
  checks: (candidate: string): readonly [string, string, string] => [
    `${candidate}/check`,
    `${candidate}/check-again`,
    `${candidate}/check-longer`,
  ],
}

type Leased = Extract<Event, { type: 'leased' }>

/**
 * What interruptions cut off: `lost` are leases that were open when the run was resumed before, `open` those that are
 * open at the end of the ledger. Their work may have been done, without trace.
 */
function cutLeases(events: readonly Event[]): { lost: Leased[]; open: Leased[] } {
  const lost: Leased[] = []
  const open = new Map<string, Leased>()
  for (const event of events) {
    if (event.type === 'leased') open.set(event.lease, event)
    else if (event.type === 'settled') open.delete(event.lease)
    else if (event.type === 'proposed') open.delete(leaseOf.proposal(event.candidate.id))
    else if (event.type === 'checked') for (const lease of leaseOf.checks(event.candidate)) open.delete(lease)
    else if (event.type === 'resumed') {
      lost.push(...open.values())
      open.clear()
    }
  }
  return { lost, open: [...open.values()] }
}

/** The caps of the leases that the last interruption cut off; they are charged in full (search-select A3.6). */
export const lostCost = (events: readonly Event[]): Cost =>
  cutLeases(events).open.reduce((sum, { cost }) => addCost(sum, cost), {})

/** Tells of each event of a resumed run whether the ledger holds it already; each recorded event counts once. */
export function recordedBefore(events: readonly Event[]): (event: Event) => boolean {
  const { lost, open } = cutLeases(events)
  const cut = new Set<Event>([...lost, ...open])
  const counts = new Map<string, number>()
  for (const event of events) if (!cut.has(event)) counts.set(eventKey(event), (counts.get(eventKey(event)) ?? 0) + 1)
  return event => {
    const key = eventKey(event)
    const left = counts.get(key) ?? 0
    if (left > 0) counts.set(key, left - 1)
    return left > 0
  }
}

/** Equal for the same step of a run and its replay. */
function eventKey(event: Event): string {
  switch (event.type) {
    case 'proposed':
      return `proposed ${event.candidate.id}`
    case 'checked':
    case 'reused':
      return `${event.type} ${event.candidate}`
    case 'leased':
    case 'settled':
      return `${event.type} ${event.lease}`
    case 'note':
      return `note ${event.topic}`
    default:
      return event.type
  }
}
