import { quantile } from '../src/math/stats/bootstrap.ts'

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)

export const median = (values: readonly number[]): number => quantile(sorted(values), 0.5)

export const quantileOf = (values: readonly number[], q: number): number => quantile(sorted(values), q)

/** Least and most. */
export const spread = (values: readonly number[]): { low: number; high: number } => ({
  low: Math.min(...values),
  high: Math.max(...values),
})

/** `3.1 [2.9, 3.4]`: the median with the least and the most. */
export function withSpread(values: readonly number[], digits = 2): string {
  const { low, high } = spread(values)
  return `${median(values).toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`
}
