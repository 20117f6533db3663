import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clopperPearsonLower, clopperPearsonUpper } from './clopper-pearson.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { wilsonInterval } from './wilson.ts'

const counts = fc.integer({ min: 1, max: 2000 }).chain(n => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))

describe('normal', () => {
  it.each([
    [0.975, 1.959963984540054],
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [1e-10, -6.361340902404056],
    [0.02, -2.0537489106318225],
  ])('quantile of %d', (p, x) => {
    expect(normalQuantile(p)).toBeCloseTo(x, 12)
  })

  it('inverts the distribution function', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), x => {
        const p = normalCdf(x)
        fc.pre(p > 0 && p < 0.999_999_9)
        expect(normalQuantile(p)).toBeCloseTo(x, 6)
      }),
    )
  })
})

describe('wilsonInterval', () => {
  it('gives the published figures', () => {
    expect(wilsonInterval(8, 10).low).toBeCloseTo(0.4902, 4)
    expect(wilsonInterval(8, 10).high).toBeCloseTo(0.9433, 4)
    expect(wilsonInterval(0, 10)).toEqual({ low: 0, high: expect.closeTo(0.2775, 4) })
  })

  it('holds the share, lies in [0, 1], mirrors, and widens with the level', () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { low, high } = wilsonInterval(k, n)
        expect(0 <= low && low <= k / n && k / n <= high && high <= 1).toBe(true)
        expect(wilsonInterval(n - k, n).low).toBeCloseTo(1 - high, 12)
        const wider = wilsonInterval(k, n, 0.99)
        expect(wider.low <= low && high <= wider.high).toBe(true)
      }),
    )
  })

  it('refuses what is no share', () => {
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError)
    expect(() => wilsonInterval(0, 0)).toThrow(RangeError)
    expect(() => wilsonInterval(1, 2, 1)).toThrow(RangeError)
  })
})

describe('clopperPearsonLower', () => {
  it.each([
    [10, 10, 0.1 ** 0.1],
    [1, 10, 1 - 0.9 ** 0.1],
    [0, 10, 0],
  ])('%d of %d', (k, n, bound) => {
    expect(clopperPearsonLower(k, n)).toBeCloseTo(bound, 12)
  })

  it('solves the binomial tail', () => {
    // P(X >= k) at the bound, by the plain recurrence over all terms.
    fc.assert(
      fc.property(
        counts.filter(([k, n]) => k > 0 && n <= 200),
        ([k, n]) => {
          const p = clopperPearsonLower(k, n, 0.95)
          let term = (1 - p) ** n
          let tail = k === 0 ? term : 0
          for (let i = 1; i <= n; i++) {
            term *= ((n - i + 1) / i) * (p / (1 - p))
            if (i >= k) tail += term
          }
          expect(tail).toBeCloseTo(0.05, 8)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('is below the share, above zero, and more careful than Wilson only for its level', () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const low = clopperPearsonLower(k, n)
        expect(low).toBeLessThanOrEqual(k / n)
        expect(clopperPearsonLower(k, n, 0.99)).toBeLessThanOrEqual(low)
        expect(clopperPearsonUpper(k, n)).toBeGreaterThanOrEqual(k / n)
      }),
    )
  })
})
