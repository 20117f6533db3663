import type { Answer } from './answer.ts'
import type { Candidate } from './candidate.ts'
import type { Context } from './context.ts'
import type { Cost } from './cost.ts'
import type { Event } from './event.ts'
import type { Json } from './json.ts'
import type { Task } from './task.ts'
import type { Strength, Verdict } from './verdict.ts'

/** Makes candidates. Proposals are numbered from 0; a resumed run asks for those from number `from` on. */
export interface Proposer<I extends Json, O extends Json> {
  readonly name: string
  readonly params: Json
  /** What one proposal may cost at most: reserved before, settled by the proposal's cost. */
  readonly estimate: Cost
  propose(task: Task<I>, ctx: Context, from: number): AsyncIterable<Proposal<O>>
}

/** What a proposer yields; the search gives it its id. */
export type Proposal<O extends Json> = Pick<Candidate<O>, 'output' | 'cost' | 'logprob'>

/** Judges a candidate. Never throws for what the candidate does; its own failures are outcome `error`. */
export interface Oracle<I extends Json, O extends Json> {
  readonly name: string
  readonly strength: Strength
  /** What one check may cost at most: reserved before, settled by the verdict's cost. */
  readonly estimate: Cost
  check(task: Task<I>, candidate: Candidate<O>, ctx: Context): Promise<Verdict>
}

/** Chooses among judged candidates: pure, invariant to their order, abstains when there is no evidence. */
export interface Selector<O extends Json> {
  readonly name: string
  readonly params: Json
  select(candidates: readonly Candidate<O>[], verdicts: ReadonlyMap<string, readonly Verdict[]>): Selection
}

export type Ranked = { readonly candidate: string; readonly score: number }
export type Selection =
  | {
      readonly kind: 'chosen'
      readonly candidate: string
      readonly score: number
      readonly margin: number
      readonly ranking: readonly Ranked[]
    }
  | {
      readonly kind: 'abstain'
      readonly reason: 'no-evidence' | 'tie' | 'low-confidence'
      readonly ranking: readonly Ranked[]
    }

/** Decides after each event whether to go on. `observe` is pure. */
export interface Stop<S extends Json = Json> {
  readonly name: string
  readonly params: Json
  start(task: Task): S
  observe(state: S, event: Event): S
  decide(state: S, left: Cost): 'go' | { readonly stop: string }
}

/**
 * Drives proposers and oracle: what next, and is it enough. Each `leased` comes before its work, each `proposed` or
 * `checked` before the `settled` of its lease; the last event is `stopped`. When a reservation is refused the search
 * ends, it does not throw. It throws E_CANCELLED or an AbortError when the signal is aborted.
 */
export interface Search {
  readonly name: string
  readonly params: Json
  run<I extends Json, O extends Json>(task: Task<I>, parts: Parts<I, O>, ctx: Context): AsyncIterable<Event<O>>
}

/** What a vertical says of the outcome; the rest of the answer follows from the run. */
export type Conclusion = Pick<Answer, 'status' | 'question' | 'reason' | 'confidence'> & {
  /** Ids, best first. */
  readonly alternatives?: readonly string[]
}

/** One strategy: who proposes, who judges, how it is searched, chosen and concluded. */
export type Parts<I extends Json, O extends Json> = {
  readonly proposers: readonly Proposer<I, O>[]
  readonly oracle: Oracle<I, O>
  /** Judges the likeliest candidate once more, with more room, where `oracle` left it unknown for this reason. */
  readonly patient?: { readonly oracle: Oracle<I, O>; readonly reason: string }
  readonly search: Search
  readonly selector: Selector<O>
  readonly stops: readonly Stop[]
  conclude(
    task: Task<I>,
    selection: Selection,
    candidates: readonly Candidate<O>[],
    verdicts: ReadonlyMap<string, readonly Verdict[]>,
  ): Conclusion
}
