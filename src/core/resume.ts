import type { Candidate } from './candidate.ts'
import { addCost, type Cost } from './cost.ts'
import type { Event } from './event.ts'
import type { Json } from './json.ts'
import type { Oracle, Parts, Proposer } from './parts.ts'
import type { Verdict } from './verdict.ts'

/** The same parts, which first give back what the ledger already holds. */
export function resumeParts<I extends Json, O extends Json>(
  parts: Parts<I, O>,
  events: readonly Event<O>[],
): Parts<I, O> {
  if (events.length === 0) return parts
  const proposed = new Map<string, Candidate<O>[]>()
  const judged = new Map<string, Verdict>()
  for (const event of events) {
    if (event.type === 'proposed')
      proposed.set(event.candidate.proposer.name, [
        ...(proposed.get(event.candidate.proposer.name) ?? []),
        event.candidate,
      ])
    if (event.type === 'checked') judged.set(event.candidate, event.verdict)
  }
  return {
    ...parts,
    proposers: parts.proposers.map(proposer => resumeProposer(proposer, proposed.get(proposer.name) ?? [])),
    oracle: resumeOracle(parts.oracle, judged),
  }
}

function resumeProposer<I extends Json, O extends Json>(
  proposer: Proposer<I, O>,
  recorded: readonly Candidate<O>[],
): Proposer<I, O> {
  return {
    ...proposer,
    propose: async function* (task, ctx, from) {
      for (const { output, cost, logprob } of recorded.slice(from))
        yield logprob === undefined ? { output, cost } : { output, cost, logprob }
      yield* proposer.propose(task, ctx, Math.max(from, recorded.length))
    },
  }
}

function resumeOracle<I extends Json, O extends Json>(
  oracle: Oracle<I, O>,
  judged: ReadonlyMap<string, Verdict>,
): Oracle<I, O> {
  return {
    ...oracle,
    check: async (task, candidate, ctx) => judged.get(candidate.id) ?? oracle.check(task, candidate, ctx),
  }
}

/**
 * What may have been spent without trace: the caps of leases that were never settled (search-select A3.6). Settled
 * costs are not counted, because a resumed run settles its replayed steps again, at the recorded cost.
 */
export function orphanedCost(events: readonly Event[]): Cost {
  const open = new Map<string, Cost>()
  for (const event of events) {
    if (event.type === 'leased') open.set(event.lease, event.cost)
    if (event.type === 'settled') open.delete(event.lease)
  }
  return [...open.values()].reduce(addCost, {})
}
