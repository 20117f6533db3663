import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seedRng } from '../../core/rng.ts'
import { bootstrapMean, quantile } from './bootstrap.ts'
import { pairedDifference } from './paired.ts'

const options = (seed: number, resamples = 400) => ({ rng: seedRng(seed), resamples })
const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 60 })

describe('bootstrapMean', () => {
  it('holds the mean, stays within the data, and repeats with its seed', () => {
    fc.assert(
      fc.property(values, fc.integer(), (data, seed) => {
        const { mean, low, high } = bootstrapMean(data, options(seed))
        expect(low).toBeGreaterThanOrEqual(Math.min(...data) - 1e-9)
        expect(high).toBeLessThanOrEqual(Math.max(...data) + 1e-9)
        expect(low <= high && mean >= Math.min(...data) - 1e-9).toBe(true)
        expect(bootstrapMean(data, options(seed))).toEqual({ mean, low, high })
      }),
      { numRuns: 50 },
    )
  })

  it('covers the true mean about as often as it says', () => {
    const rng = seedRng(5)
    let covered = 0
    for (let trial = 0; trial < 200; trial++) {
      const data = Array.from({ length: 80 }, () => rng.uniform())
      const { low, high } = bootstrapMean(data, { rng: rng.fork(`${trial}`), resamples: 300 })
      if (low <= 0.5 && 0.5 <= high) covered++
    }
    expect(covered / 200).toBeGreaterThan(0.9)
    expect(covered / 200).toBeLessThan(0.99)
  })

  it('refuses to work without data', () => {
    expect(() => bootstrapMean([], options(1))).toThrow(RangeError)
  })
})

it('quantile interpolates', () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5)
  expect(quantile([1, 2, 3], 1)).toBe(3)
  expect(quantile([7], 0.3)).toBe(7)
})

describe('pairedDifference', () => {
  it('counts wins, ties and losses and leaves out errors pairwise', () => {
    const result = pairedDifference([1, 1, 0, 0, undefined, 1], [0, 1, 1, 0, 1, undefined], options(1))
    expect(result).toMatchObject({ n: 4, difference: 0, wins: 1, ties: 2, losses: 1, better: false })
  })

  it('turns around with its sides', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), { minLength: 1 }),
        pairs => {
          const a = pairs.map(([x]) => x)
          const b = pairs.map(([, y]) => y)
          const ab = pairedDifference(a, b, options(2))
          const ba = pairedDifference(b, a, options(2))
          expect(ab.difference).toBeCloseTo(-ba.difference, 12)
          expect([ab.wins, ab.losses]).toEqual([ba.losses, ba.wins])
          expect(ab.low).toBeCloseTo(-ba.high, 9)
          expect(ab.low - 1e-12 <= ab.high).toBe(true)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('finds a clear gain, and none where there is none', () => {
    const rng = seedRng(9)
    const base = Array.from({ length: 300 }, () => (rng.uniform() < 0.4 ? 1 : 0))
    const gain = base.map(value => (rng.uniform() < 0.3 ? 1 : value))
    expect(pairedDifference(gain, base, options(3)).better).toBe(true)
    expect(pairedDifference(base, base, options(3))).toMatchObject({ difference: 0, low: 0, high: 0, better: false })
  })

  it('does not let copies of one task feign precision', () => {
    const rng = seedRng(4)
    const tasks = Array.from({ length: 20 }, () => rng.uniform() - 0.5)
    const copies = tasks.flatMap(value => Array.from({ length: 30 }, () => value))
    const clusters = tasks.flatMap((_, i) => Array.from({ length: 30 }, () => `task ${i}`))
    const zero = copies.map(() => 0)
    const width = (clustered: boolean): number => {
      const { low, high } = pairedDifference(copies, zero, { ...options(6), ...(clustered ? { clusters } : {}) })
      return high - low
    }
    expect(width(true)).toBeGreaterThan(3 * width(false))
  })
})
