import type { ResultSet } from '../database.ts'

/** What a comparison of two results says; `why` is a stable word for reports. */
export type Comparison = {
  readonly ok: boolean
  readonly why: ComparisonReason
  /** Ways in which the official tool of the suite may judge otherwise. */
  readonly parity?: readonly string[]
}

export type ComparisonReason =
  | 'equal'
  | 'both-empty'
  /** Equal after leaving out columns of the prediction: its own class, never mixed with `equal`. */
  | 'extra-columns'
  | 'truncated'
  | 'row-count'
  | 'column-count'
  /** The prediction has a value that gold does not have. */
  | 'values'
  /** No assignment of columns makes the rows equal. */
  | 'rows'
  /** Equal, but rejected by the necessary test of the official tool. */
  | 'official-sort'

/** Why cut results are unequal, or cannot be compared; undefined when both are whole. */
export function cutReason(gold: ResultSet, prediction: ResultSet): 'truncated' | 'row-count' | undefined {
  if (!gold.truncated && prediction.truncated && prediction.rows.length > gold.rows.length) return 'row-count'
  return gold.truncated || prediction.truncated ? 'truncated' : undefined
}
