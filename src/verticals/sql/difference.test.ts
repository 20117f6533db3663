import { expect, test } from 'vitest'
import type { Cell, ResultSet } from '../../check/database/database.ts'
import { differenceWords } from './difference.ts'

const result = (rows: Cell[][], width = rows[0]?.length ?? 1): ResultSet => ({
  columns: Array.from({ length: width }, (_, i) => ({ name: `c${i}`, type: 'other' as const })),
  rows,
  truncated: false,
  ms: 0,
})

test('differences of results in a sentence', () => {
  expect(differenceWords(result([[13]]), result([[60n]]))).toBe('(1) gives 13, (2) gives 60.')
  expect(differenceWords(result([['a']]), result([[null]]))).toBe("(1) gives 'a', (2) gives nothing.")
  expect(differenceWords(result([[1], [2], [2]]), result([[2], [3]]))).toBe(
    '(1) gives 3 rows, (2) gives 2 rows; 1 is the same.',
  )
  expect(differenceWords(result([[1], [2]]), result([[2], [1]]))).toBe(
    '(1) gives 2 rows, (2) gives 2 rows; they are the same in another order.',
  )
  expect(differenceWords(result([[1], [2]]), result([[3], [4]]))).toBe(
    '(1) gives 2 rows, (2) gives 2 rows; none is the same.',
  )
  expect(differenceWords(result([[1], [2]]), result([[1, 2]]))).toBe(
    '(1) gives 2 rows, (2) gives 1 row, of other columns.',
  )
  expect(differenceWords({ ...result([[1], [2]]), truncated: true }, result([[7]]))).toBe(
    '(1) gives more than 2 rows, (2) gives 1 row; none is the same.',
  )
})
