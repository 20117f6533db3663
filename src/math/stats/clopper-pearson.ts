import { assertCounts, assertLevel } from './interval.ts'

/**
 * The one-sided lower bound of Clopper and Pearson (1934): with probability >= level the true share is not below it.
 * Exact, so never too optimistic (search-select A7).
 */
export function clopperPearsonLower(successes: number, n: number, level = 0.9): number {
  assertCounts(successes, n)
  assertLevel(level)
  if (successes === 0) return 0
  // The share at which so many successes or more would be seen with probability 1 - level; the tail grows with it.
  let low = 0
  let high = 1
  while (high - low > 1e-15 * high) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (upperTail(successes, n, middle) < 1 - level) low = middle
    else high = middle
  }
  return low
}

/** The one-sided upper bound: with probability >= level the true share is not above it. */
export const clopperPearsonUpper = (successes: number, n: number, level = 0.9): number =>
  1 - clopperPearsonLower(n - successes, n, level)

/** P(X >= k) for X ~ Binomial(n, p) with k >= 1, summed from its largest term outward. */
function upperTail(k: number, n: number, p: number): number {
  if (p <= 0) return 0
  if (p >= 1) return 1
  if (k <= n * p) return 1 - upperTail(n - k + 1, n, 1 - p)
  let logTerm = k * Math.log(p) + (n - k) * Math.log1p(-p)
  for (let i = 1; i <= k; i++) logTerm += Math.log((n - k + i) / i)
  let sum = 1
  let term = 1
  for (let i = k; i < n; i++) {
    term *= ((n - i) / (i + 1)) * (p / (1 - p))
    sum += term
    if (term < 1e-18 * sum) break
  }
  return Math.exp(logTerm) * sum
}
