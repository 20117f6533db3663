import type { Candidate } from './candidate.ts'
import type { Cost } from './cost.ts'
import type { Json } from './json.ts'
import type { Strength, Verdict } from './verdict.ts'

export const statuses = ['answered', 'clarify', 'abstained', 'refuted'] as const
export type Status = (typeof statuses)[number]

/** A score is a probability only when `calibrated`; otherwise `value` is a plain share and worded as such. */
export type Confidence = { readonly value: number; readonly calibrated: boolean; readonly basis: string }

export type Answer<O extends Json = Json> = {
  readonly status: Status
  /** The strongest claim that holds for the chosen candidate; 'none' when nothing was chosen or checked. */
  readonly assurance: Strength | 'none'
  readonly candidate?: Candidate<O>
  /** Candidates of the next best groups, best first. */
  readonly alternatives: readonly Candidate<O>[]
  /** For `clarify`: what to ask back. */
  readonly question?: string
  /** A person's approval; it never raises `assurance`. */
  readonly approval?: { readonly by: string; readonly at: string }
  readonly verdicts: readonly Verdict[]
  readonly confidence?: Confidence
  /** Kebab-case cause when not answered. */
  readonly reason?: string
  readonly spent: Cost
  readonly run: string
}
