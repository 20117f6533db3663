import fc from 'fast-check'
import type { ColumnType } from '../../../lang/sql/schema.ts'
import type { Cell, ResultSet } from '../database.ts'

/** A result for tests; column names and types matter only where a test says so. */
export const result = (rows: Cell[][], types: ColumnType[] = (rows[0] ?? ['x']).map(() => 'other')): ResultSet => ({
  columns: types.map((type, j) => ({ name: `c${j}`, type })),
  rows,
  truncated: false,
  ms: 0,
})

/** An empty result of so many columns. */
export const empty = (width: number): ResultSet =>
  result(
    [],
    Array.from({ length: width }, () => 'other' as const),
  )

export function permutations(n: number): number[][] {
  if (n === 0) return [[]]
  return permutations(n - 1).flatMap(shorter =>
    Array.from({ length: n }, (_, at) => [...shorter.slice(0, at), n - 1, ...shorter.slice(at)]),
  )
}

/** Plain reference: tries every permutation of columns. */
export function equalByBruteForce(a: Cell[][], b: Cell[][], ordered: boolean): boolean {
  if (a.length !== b.length) return false
  if (a.length === 0) return true
  const width = a[0]!.length
  if (b[0]!.length !== width) return false
  const text = (rows: Cell[][]): string => {
    const lines = rows.map(row => JSON.stringify(row))
    return JSON.stringify(ordered ? lines : lines.sort())
  }
  const wanted = text(a)
  return permutations(width).some(order => text(b.map(row => order.map(j => row[j]!))) === wanted)
}

/** Small tables over few values, so that ties, duplicates and near misses are frequent. */
export const table = (maxWidth: number, maxRows: number): fc.Arbitrary<Cell[][]> =>
  fc.tuple(fc.integer({ min: 1, max: maxWidth }), fc.integer({ min: 1, max: maxRows })).chain(([width, rows]) =>
    fc.array(fc.array(fc.constantFrom<Cell>(0, 1, 2, 'a', null), { minLength: width, maxLength: width }), {
      minLength: rows,
      maxLength: rows,
    }),
  )

/** The table with rows and columns in another order, and perhaps one cell changed. */
export const variant = (rows: Cell[][]): fc.Arbitrary<Cell[][]> =>
  fc
    .tuple(
      fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
      fc.shuffledSubarray(
        rows[0]!.map((_, j) => j),
        { minLength: rows[0]!.length, maxLength: rows[0]!.length },
      ),
      fc.option(fc.tuple(fc.nat(rows.length - 1), fc.nat(rows[0]!.length - 1)), { freq: 2 }),
      fc.option(fc.tuple(fc.nat(rows.length - 1), fc.nat(rows.length - 1), fc.nat(rows[0]!.length - 1)), { freq: 2 }),
      fc.boolean(),
    )
    .map(([shuffled, order, change, swap, keepRows]) => {
      const out = (keepRows ? rows : shuffled).map(row => order.map(j => row[j]!))
      if (change !== null) out[change[0]]![change[1]] = 2
      if (swap !== null) {
        // Keeps the values of the column: only the joined rows can tell.
        const [i, k, j] = swap
        const held = out[i]![j]!
        out[i]![j] = out[k]![j]!
        out[k]![j] = held
      }
      return out
    })
