import type { Cost } from './cost.ts'
import type { Json } from './json.ts'

/** Weakest first. A strength is never raised by aggregation. */
export const strengths = ['heuristic', 'tested', 'bounded', 'sound'] as const
export type Strength = (typeof strengths)[number]

/** `error` is the oracle's fault, never the candidate's. */
export const outcomes = ['pass', 'fail', 'unknown', 'error'] as const
export type Outcome = (typeof outcomes)[number]

/** What a method of `spend/` may see of a candidate (search-select A1). */
export type Evidence = {
  /** The probe set on which the observation was made. */
  readonly probes?: string
  /** Hash of the observed behavior; comparable within one probe set only. */
  readonly signature?: string
  /** One character a check: '1' passed, '0' failed, '?' not known. */
  readonly bits?: string
  /** Ids of these checks, in the same order. */
  readonly checks?: readonly string[]
  /** For people, and for the vertical's own ranker: rows, messages, counterexamples. */
  readonly detail?: Json
}

/** The id of the check by which an oracle says that a candidate gave something: '0' stands for an empty result. */
export const nonEmptyCheck = 'non-empty'

export type Verdict = {
  readonly outcome: Outcome
  readonly strength: Strength
  readonly score?: number
  readonly evidence?: Evidence
  /** Kebab-case cause of anything but a pass. */
  readonly reason?: string
  readonly cost: Cost
}

/** True when `strength` is at least `required`. */
export const isAtLeast = (strength: Strength, required: Strength): boolean =>
  strengths.indexOf(strength) >= strengths.indexOf(required)
