import type { CheckedSql } from '../../../check/database/gate.ts'
import type { Shape } from './shape.ts'

/** A question with a query that answers it. */
export type EvalItem = {
  readonly id: string
  readonly question: string
  /** What `open` of the evaluation takes. */
  readonly db: string
  readonly gold: string
  /** Whether the order of rows is part of the answer; absent: as the gold query says. */
  readonly ordered?: boolean
  /** The day that relative dates in the question count from, ISO. */
  readonly asOf?: string
  /** A right answer may show further columns. */
  readonly extraColumns?: boolean
}

/** Queries for a question, best first. */
export type Prediction = {
  readonly candidates: readonly RankedSql[]
  /** False when it declines to answer, whatever it would have said; default true when there is a candidate. */
  readonly answered?: boolean
  /** How sure it is, on any scale; more is surer. */
  readonly confidence?: number
}

export type RankedSql = {
  readonly sql: string
  /** The query through the gate of its own tree; absent: `sql` is text and goes through the gate for text. */
  readonly check?: (options: { keepDistinct: boolean }) => CheckedSql
}

export const modes = ['spider-ex', 'intent'] as const
export type EvalMode = (typeof modes)[number]

/** What became of one item. One line of the record of an evaluation. */
export type Outcome = {
  readonly id: string
  readonly db: string
  readonly shape: Shape
  /**
   * `right` and `wrong` are of the first candidate; `failed`: it does not run; `silent`: there is none; `gold-failed`
   * and `error` (the engine's fault) are listed and not counted.
   */
  readonly verdict: 'right' | 'wrong' | 'failed' | 'silent' | 'gold-failed' | 'error'
  /** The reason of the comparison, or the code of the error. */
  readonly why: string
  /** For people: the message of an error. */
  readonly message?: string
  /** The place of the first right candidate, from 1. */
  readonly rightAt?: number
  /** The gold result has no rows. */
  readonly emptyGold: boolean
  readonly answered: boolean
  readonly confidence?: number
  readonly sql?: string
  /** Milliseconds until the prediction was there. */
  readonly predictMs: number
}
