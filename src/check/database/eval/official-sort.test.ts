import { expect, it } from 'vitest'
import { printFloat } from './official-sort.ts'

// Expected texts are repr() of Python 3.11.
it.each([
  [1, '1.0'],
  [-0, '-0.0'],
  [0.5, '0.5'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [1.5e22, '1.5e+22'],
  [0.0001, '0.0001'],
  [0.00012345, '0.00012345'],
  [0.00001, '1e-05'],
  [-1.25e-7, '-1.25e-07'],
  [Number.NaN, 'nan'],
  [Number.NEGATIVE_INFINITY, '-inf'],
])('prints %d as Python does', (value, text) => {
  expect(printFloat(value)).toBe(text)
})
