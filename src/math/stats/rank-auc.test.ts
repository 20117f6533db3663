import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { precisionAtCoverage, rankAuc, riskCoverageArea, type Scored } from './rank-auc.ts'

const items = fc.array(fc.record({ score: fc.integer({ min: 0, max: 6 }), right: fc.boolean() }), {
  minLength: 1,
  maxLength: 40,
})

describe('rankAuc', () => {
  it('is the share of pairs in order', () => {
    fc.assert(
      fc.property(items, list => {
        const right = list.filter(item => item.right)
        const wrong = list.filter(item => !item.right)
        fc.pre(right.length > 0 && wrong.length > 0)
        let sum = 0
        for (const a of right) for (const b of wrong) sum += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0
        expect(rankAuc(list)).toBeCloseTo(sum / (right.length * wrong.length), 12)
      }),
    )
  })

  it('knows no answer when all are of one kind', () => {
    expect(rankAuc([{ score: 1, right: true }])).toBeNaN()
  })
})

describe('precisionAtCoverage', () => {
  it('agrees with answering by threshold', () => {
    fc.assert(
      fc.property(items, list => {
        const points = precisionAtCoverage(list)
        for (const { coverage, precision, threshold } of points) {
          const answered = list.filter(item => item.score >= threshold)
          expect(coverage).toBeCloseTo(answered.length / list.length, 12)
          expect(precision).toBeCloseTo(answered.filter(item => item.right).length / answered.length, 12)
        }
        expect(points.at(-1)!.coverage).toBe(1)
        expect(points).toHaveLength(new Set(list.map(item => item.score)).size)
      }),
    )
  })
})

describe('riskCoverageArea', () => {
  const ranked = (...rights: boolean[]): Scored[] => rights.map((right, i) => ({ score: -i, right }))

  it('averages the risk over all coverages', () => {
    expect(riskCoverageArea(ranked(true, true))).toBe(0)
    expect(riskCoverageArea(ranked(true, false))).toBeCloseTo(0.25, 12)
    expect(riskCoverageArea(ranked(false, true))).toBeCloseTo(0.75, 12)
  })

  it('is the mean over the orders of ties', () => {
    const tie: Scored[] = [true, false].map(right => ({ score: 0, right }))
    expect(riskCoverageArea(tie)).toBeCloseTo(0.5, 12)
  })

  it('lies within [0, 1] and is least in the best order', () => {
    fc.assert(
      fc.property(items, list => {
        const area = riskCoverageArea(list)
        const best = riskCoverageArea(list.map(({ right }) => ({ right, score: right ? 1 : 0 })))
        expect(area >= best - 1e-12 && area <= 1).toBe(true)
      }),
    )
  })
})
