import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell } from '../database.ts'
import { resultKey } from './result-key.ts'
import { empty, equalByBruteForce, permutations, result, table, variant } from './results.suite.ts'

const key = (rows: Cell[][], ordered = false): string => resultKey(result(rows), { ordered })

describe('resultKey', () => {
  it('is equal exactly for results that some permutation makes equal', () => {
    fc.assert(
      fc.property(
        table(4, 6).chain(rows => fc.tuple(fc.constant(rows), fc.oneof(variant(rows), table(4, 6)))),
        fc.boolean(),
        ([one, other], ordered) => {
          expect(key(one, ordered) === key(other, ordered)).toBe(equalByBruteForce(one, other, ordered))
        },
      ),
      { numRuns: 3000, seed: 3 },
    )
  })

  it('is the same under every permutation of columns that look alike', () => {
    // Incidence of a hexagon and of two triangles: refinement alone tells none of their columns apart.
    const edges = [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 0],
      [6, 7],
      [7, 8],
      [8, 6],
      [9, 10],
      [10, 11],
      [11, 9],
    ]
    const rows = edges.map(edge => Array.from({ length: 12 }, (_, j) => (edge.includes(j) ? 1 : 0)))
    const shuffled = fc.shuffledSubarray([...rows[0]!.keys()], { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(shuffled, order => key(rows.map(row => order.map(j => row[j]!)).reverse()) === key(rows)),
      { numRuns: 50, seed: 4 },
    )
    const square: Cell[][] = [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ]
    expect(new Set(permutations(4).map(order => key(square.map(row => order.map(j => row[j]!))))).size).toBe(1)
  })

  it('tells a hexagon from two triangles', () => {
    const incidence = (edges: number[][]): Cell[][] =>
      edges.map(edge => Array.from({ length: 6 }, (_, j) => (edge.includes(j) ? 1 : 0)))
    const hexagon = incidence([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 0],
    ])
    const triangles = incidence([
      [0, 1],
      [1, 2],
      [2, 0],
      [3, 4],
      [4, 5],
      [5, 3],
    ])
    expect(key(hexagon)).not.toBe(key(triangles))
  })

  it('counts the order of rows only when told', () => {
    expect(key([[1], [2]])).toBe(key([[2], [1]]))
    expect(key([[1], [2]], true)).not.toBe(key([[2], [1]], true))
    expect(key([[1, 2]], true)).toBe(key([[2, 1]], false))
  })

  it.each<[string, Cell, Cell, boolean]>([
    ['types of numbers', 1, 1n, true],
    ['booleans', true, 1, true],
    ['negative zero', 0, -0, true],
    ['noise', 0.3, 0.1 + 0.2, true],
    ['1e-6 relative', 2.0000001234, 2.0000001, true],
    ['beyond', 2.00001, 2.00002, false],
    ['large whole numbers', 12345678, 12345679, false],
    ['big integers', 9007199254740993n, 9007199254740992n, false],
    ['a sum that is whole but for noise', 12345678.000000002, 12345678, true],
    ['NULL and text', null, 'null', false],
    ['NULL and empty text', null, '', false],
    ['number and text', 1, '1', false],
    ['blob and text', new Uint8Array([97]), 'a', false],
    ['blobs', new Uint8Array([97]), new Uint8Array([97]), true],
  ])('%s', (_, a, b, same) => {
    expect(key([[a]]) === key([[b]])).toBe(same)
  })

  it('reads decimal columns as numbers', () => {
    const decimal = resultKey(result([['2.50']], ['decimal']), { ordered: false })
    expect(decimal).toBe(key([[2.5]]))
    expect(resultKey(result([['2.50']], ['text']), { ordered: false })).not.toBe(decimal)
  })

  it('cannot be confused by separators in text', () => {
    expect(key([['a;t1:b', 'c']])).not.toBe(key([['a', 'b;t1:c']]))
    expect(key([['|'], ['']])).not.toBe(key([[''], ['||']]))
  })

  it('gives all empty results one key', () => {
    expect(resultKey(empty(1), { ordered: true })).toBe(resultKey(empty(3), { ordered: false }))
    expect(key([[null]])).not.toBe(resultKey(empty(1), { ordered: false }))
  })
})
