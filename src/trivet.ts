/** `trivet`: the types that everything meets in, the one loop, and its record. Verticals have entry points of their own. */
export type { Answer, Confidence, Status } from './core/answer.ts'
export { type Budget, type Lease, type Limits, openBudget } from './core/budget.ts'
export type { Candidate } from './core/candidate.ts'
export { type Clock, fixedClock, systemClock } from './core/clock.ts'
export { type Context, type ResourceKind, type Resources, tableResources } from './core/context.ts'
export { addCost, type Cost, type Unit } from './core/cost.ts'
export { catalogue, type ErrorCode, exitCodes, TrivetError, toTrivetError } from './core/errors.ts'
export type { Event, Recorded } from './core/event.ts'
export { type Json, toCanonicalJson } from './core/json.ts'
export { type Ledger, memoryLedger, openLedger, readLedger } from './core/ledger.ts'
export type {
  Conclusion,
  Oracle,
  Parts,
  Proposal,
  Proposer,
  Ranked,
  Search,
  Selection,
  Selector,
  Stop,
} from './core/parts.ts'
export { type Rng, seedRng } from './core/rng.ts'
export { run } from './core/run.ts'
export { type DatabaseRef, defineTask, type Task } from './core/task.ts'
export { type Evidence, isAtLeast, type Outcome, type Strength, type Verdict } from './core/verdict.ts'
export { packageVersion } from './core/version.ts'
