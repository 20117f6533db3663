import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ColumnType } from '../../../lang/sql/schema.ts'
import type { Cell } from '../database.ts'
import { compareIntent } from './intent.ts'
import { empty, equalByBruteForce, result, table, variant } from './results.suite.ts'

const unordered = { ordered: false }
const ok = (gold: Cell[][], prediction: Cell[][], meta = unordered): boolean =>
  compareIntent(result(gold), result(prediction), meta).ok

describe('compareIntent', () => {
  it.each<[string, Cell[][], Cell[][], boolean]>([
    [
      'rows and columns in another order',
      [
        [1, 'a'],
        [2, 'b'],
      ],
      [
        ['b', 2],
        ['a', 1],
      ],
      true,
    ],
    ['duplicate rows count', [[1], [1], [2]], [[1], [2], [2]], false],
    ['noise of sums', [[0.3]], [[0.1 + 0.2]], true],
    ['a whole number and a sum', [[12345678]], [[12345678.000000002]], true],
    ['within 1e-6', [[100.0]], [[100.00009]], true],
    ['beyond 1e-6', [[100.5]], [[100.6]], false],
    ['beyond 1e-6, small', [[1e-9]], [[1.1e-9]], false],
    ['whole numbers are exact', [[5000001]], [[5000002]], false],
    ['whole numbers of two types', [[5000001n]], [[5000001]], true],
    ['gold values stay apart', [[1.0000001], [1.0000002]], [[1.0000001], [1.0000001]], false],
    ['blanks around text', [[' a ']], [['a']], true],
    ['case counts', [['A']], [['a']], false],
    ['text is not a number', [['1']], [[1]], false],
    ['NULL', [[null, 1]], [[1, null]], true],
    ['blobs', [[new Uint8Array([1])]], [[new Uint8Array([1])]], true],
    ['other blobs', [[new Uint8Array([1])]], [[new Uint8Array([2])]], false],
    ['true is 1', [[true]], [[1]], true],
  ])('%s', (_, gold, prediction, expected) => {
    expect(ok(gold, prediction)).toBe(expected)
  })

  it('compares the text of decimal columns as numbers', () => {
    const one = (cell: Cell, type: ColumnType) => result([[cell]], [type])
    expect(compareIntent(one('2.50', 'decimal'), one(2.5, 'real'), unordered).ok).toBe(true)
    expect(compareIntent(one('12.000', 'decimal'), one(12n, 'integer'), unordered).ok).toBe(true)
    expect(compareIntent(one('2.50', 'text'), one(2.5, 'real'), unordered).ok).toBe(false)
    expect(compareIntent(one('NaN', 'decimal'), one('NaN', 'decimal'), unordered).ok).toBe(true)
    const long = '123456789012345678901'
    expect(compareIntent(one(long, 'decimal'), one(BigInt(long), 'integer'), unordered).ok).toBe(true)
    expect(compareIntent(one(long, 'decimal'), one(BigInt(long) + 1n, 'integer'), unordered).ok).toBe(false)
  })

  it('compares order between groups of equal sort keys only', () => {
    const gold: Cell[][] = [['a'], ['b'], ['c']]
    const tied = { ordered: true, sortKeys: [[2], [1], [1]] }
    expect(ok(gold, [['a'], ['c'], ['b']], tied)).toBe(true)
    expect(ok(gold, [['b'], ['a'], ['c']], tied)).toBe(false)
    expect(ok(gold, [['a'], ['c'], ['b']], { ordered: true })).toBe(false)
    expect(ok(gold, gold, { ordered: true })).toBe(true)
    expect(ok(gold, [['c'], ['b'], ['a']], unordered)).toBe(true)
  })

  it('permutes columns within ordered groups by one permutation', () => {
    const meta = { ordered: true, sortKeys: [[1], [2]] }
    expect(
      ok(
        [
          [1, 2],
          [3, 4],
        ],
        [
          [2, 1],
          [4, 3],
        ],
        meta,
      ),
    ).toBe(true)
    expect(
      ok(
        [
          [1, 2],
          [3, 4],
        ],
        [
          [2, 1],
          [3, 4],
        ],
        meta,
      ),
    ).toBe(false)
  })

  it('accepts further columns only on demand, and says so', () => {
    const gold = result([['a'], ['b']])
    const wider = result([
      ['b', 0.5],
      ['a', 7],
    ])
    expect(compareIntent(gold, wider, unordered)).toEqual({ ok: false, why: 'column-count' })
    expect(compareIntent(gold, wider, { ordered: false, allowExtra: true })).toEqual({ ok: true, why: 'extra-columns' })
    expect(compareIntent(wider, gold, { ordered: false, allowExtra: true }).ok).toBe(false)
    expect(
      compareIntent(
        gold,
        result([
          ['b', 1],
          ['b', 1],
        ]),
        { ordered: false, allowExtra: true },
      ).ok,
    ).toBe(false)
    expect(compareIntent(gold, gold, { ordered: false, allowExtra: true }).why).toBe('equal')
  })

  it('compares empty results by their width', () => {
    expect(compareIntent(empty(2), empty(2), unordered)).toEqual({ ok: true, why: 'both-empty' })
    expect(compareIntent(empty(1), empty(2), unordered).ok).toBe(false)
  })

  it('agrees with trying every permutation where no tolerance is in play', () => {
    fc.assert(
      fc.property(
        table(4, 5).chain(rows => fc.tuple(fc.constant(rows), variant(rows))),
        fc.boolean(),
        ([gold, prediction], ordered) => {
          expect(ok(gold, prediction, { ordered })).toBe(equalByBruteForce(gold, prediction, ordered))
        },
      ),
      { numRuns: 1000, seed: 2 },
    )
  })
})
