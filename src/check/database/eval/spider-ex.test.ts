import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell } from '../database.ts'
import { empty, equalByBruteForce, result, table, variant } from './results.suite.ts'
import { compareSpider } from './spider-ex.ts'

const unordered = { ordered: false }
const ordered = { ordered: true }
const equal = (gold: Cell[][], prediction: Cell[][], meta: { ordered: boolean } = unordered): boolean =>
  compareSpider(result(gold), result(prediction), meta).ok

describe('compareSpider', () => {
  it.each<[string, Cell[][], Cell[][], boolean, boolean]>([
    ['rows in another order', [[1], [2]], [[2], [1]], true, false],
    ['columns in another order', [[1, 'a']], [['a', 1]], true, true],
    [
      'one permutation for all rows',
      [
        [1, 2],
        [2, 1],
      ],
      [
        [2, 1],
        [2, 1],
      ],
      false,
      false,
    ],
    [
      'cells sorted by row agree, no permutation of columns does',
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [4, 3],
      ],
      false,
      false,
    ],
    [
      'columns agree as multisets, rows do not',
      [
        [1, 3],
        [2, 4],
      ],
      [
        [1, 4],
        [2, 3],
      ],
      false,
      false,
    ],
    ['duplicate columns', [[1, 1, 2]], [[2, 1, 1]], true, true],
    ['a duplicate of another column', [[1, 1, 2]], [[1, 2, 2]], false, false],
    ['duplicate rows count', [[1], [1], [2]], [[1], [2], [2]], false, false],
    ['more rows', [[1]], [[1], [1]], false, false],
    ['more columns', [[1]], [[1, 1]], false, false],
    ['integer and float', [[1, 10]], [[1.0, 10]], true, true],
    ['negative zero', [[0]], [[-0]], true, true],
    ['TRUE is 1', [[1]], [[true]], true, true],
    ['a big integer and the equal double', [[9007199254740994n]], [[9007199254740994]], true, true],
    ['a big integer beside the double', [[9007199254740993n]], [[9007199254740992]], false, false],
    ['no tolerance', [[0.3]], [[0.1 + 0.2]], false, false],
    ['text is not a number', [['1']], [[1]], false, false],
    ['case', [['a']], [['A']], false, false],
    ['blanks', [['a']], [['a ']], false, false],
    ['NULL is NULL', [[null, 1]], [[1, null]], true, true],
    ['NULL is not empty text', [[null]], [['']], false, false],
    ['blobs', [[new Uint8Array([97, 0])]], [[new Uint8Array([97, 0])]], true, true],
    ['a blob is not text', [['a']], [[new Uint8Array([97])]], false, false],
  ])('%s', (_, gold, prediction, asMultiset, asList) => {
    expect(equal(gold, prediction, unordered)).toBe(asMultiset)
    expect(equal(gold, prediction, ordered)).toBe(asList)
  })

  it('takes two empty results as equal whatever their columns, and no other', () => {
    expect(compareSpider(empty(1), empty(3), ordered)).toEqual({ ok: true, why: 'both-empty' })
    expect(compareSpider(empty(1), result([[1]]), unordered)).toEqual({ ok: false, why: 'row-count' })
  })

  it('says why', () => {
    expect(compareSpider(result([[1]]), result([[1, 2]]), unordered).why).toBe('column-count')
    expect(compareSpider(result([[1]]), result([[2]]), unordered).why).toBe('values')
    expect(compareSpider(result([[1], [2]]), result([[2], [1]]), ordered).why).toBe('rows')
    expect(compareSpider(result([[1]]), { ...result([[1]]), truncated: true }, unordered).why).toBe('truncated')
  })

  it('agrees with trying every permutation', () => {
    fc.assert(
      fc.property(
        table(5, 6).chain(rows => fc.tuple(fc.constant(rows), fc.oneof(variant(rows), table(5, 6)))),
        fc.boolean(),
        ([gold, prediction], meansOrder) => {
          const { ok } = compareSpider(result(gold), result(prediction), { ordered: meansOrder })
          expect(ok).toBe(equalByBruteForce(gold, prediction, meansOrder))
        },
      ),
      { numRuns: 2000, seed: 1 },
    )
  })

  it('decides many columns with equal values quickly', () => {
    const width = 40
    const rows = Array.from({ length: width }, (_, i) => Array.from({ length: width }, (_, j) => (i === j ? 1 : 0)))
    expect(
      equal(
        rows,
        [...rows].reverse().map(row => [...row].reverse()),
      ),
    ).toBe(true)
    const broken = rows.map((row, i) => (i === 0 ? rows[1]! : row))
    expect(equal(rows, broken)).toBe(false)
  })

  describe('official', () => {
    const official = { ordered: false, official: true }

    it('repeats the rejection of (1, 10) against (1.0, 10) where the storage is known', () => {
      const gold = result([[1, 10]], ['integer', 'integer'])
      const prediction = result([[1, 10]], ['real', 'integer'])
      expect(compareSpider(gold, prediction, official)).toEqual({ ok: false, why: 'official-sort' })
      expect(compareSpider(gold, prediction, unordered)).toEqual({ ok: true, why: 'equal' })
    })

    it('marks the item where the storage is not known and matters', () => {
      expect(compareSpider(result([[1, 10]]), result([[10, 1]]), official)).toEqual({
        ok: true,
        why: 'equal',
        parity: ['int-float-sort'],
      })
      expect(compareSpider(result([[1, 20]]), result([[20, 1]]), official)).toEqual({ ok: true, why: 'equal' })
    })

    it('accepts what prints alike', () => {
      const rows: Cell[][] = [[1.5, 'a', null, new Uint8Array([39]), 12n]]
      expect(compareSpider(result(rows), result(rows), { ordered: true, official: true }).ok).toBe(true)
    })
  })
})
