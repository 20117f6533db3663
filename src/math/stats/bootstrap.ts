import type { Rng } from '../../core/rng.ts'
import { assertLevel, type Interval } from './interval.ts'

export type BootstrapOptions = { rng: Rng; level?: number; resamples?: number }

/**
 * Percentile bootstrap interval of a statistic (Efron 1979): the statistic of `resamples` samples drawn with
 * replacement. `resample(draw)` computes it from indices into the data, each in [0, n), drawn by `draw`.
 */
export function bootstrapBy(n: number, resample: (draw: () => number) => number, options: BootstrapOptions): Interval {
  const { rng, level = 0.95, resamples = 4000 } = options
  assertLevel(level)
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError('a bootstrap needs data')
  if (!Number.isSafeInteger(resamples) || resamples < 1) throw new RangeError('a bootstrap needs resamples')
  const values = Float64Array.from({ length: resamples }, () => resample(() => rng.integer(n))).sort()
  return { low: quantile(values, (1 - level) / 2), high: quantile(values, (1 + level) / 2) }
}

/** The percentile interval of the mean. */
export function bootstrapMean(values: readonly number[], options: BootstrapOptions): Interval & { mean: number } {
  const n = values.length
  const resample = (draw: () => number): number => {
    let sum = 0
    for (let i = 0; i < n; i++) sum += values[draw()]!
    return sum / n
  }
  const interval = bootstrapBy(n, resample, options)
  return { mean: values.reduce((sum, value) => sum + value, 0) / n, ...interval }
}

/** The quantile of ascending values by linear interpolation, 0 <= q <= 1. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) throw new RangeError('a quantile needs values')
  const at = q * (sorted.length - 1)
  const below = sorted[Math.floor(at)]!
  const above = sorted[Math.ceil(at)]!
  return above === below ? below : below + (above - below) * (at - Math.floor(at))
}
