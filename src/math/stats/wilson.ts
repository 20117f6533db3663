import { assertCounts, assertLevel, type Interval } from './interval.ts'
import { normalQuantile } from './normal.ts'

/** Wilson's score interval of a share (Wilson 1927): holds its level well also for small n and shares near 0 or 1. */
export function wilsonInterval(successes: number, n: number, level = 0.95): Interval {
  assertCounts(successes, n)
  assertLevel(level)
  const z = normalQuantile(0.5 + level / 2)
  const share = successes / n
  const scale = 1 + (z * z) / n
  const center = (share + (z * z) / (2 * n)) / scale
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / scale
  return {
    low: successes === 0 ? 0 : Math.max(0, center - half),
    high: successes === n ? 1 : Math.min(1, center + half),
  }
}
