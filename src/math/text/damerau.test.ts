import fc from 'fast-check'
import { expect, test } from 'vitest'
import { damerauDistance } from './damerau.ts'
import { editDistance } from './edit-distance.ts'

test.each([
  ['ibuprofin', 'ibuprofen', 1],
  ['swizerland', 'switzerland', 1],
  ['nordilcht', 'nordlicht', 1],
  ['teh', 'the', 1],
  ['ca', 'abc', 3],
  ['abcdef', 'badcfe', 3],
  ['', 'abc', 3],
])('%s to %s takes %d', (a, b, expected) => {
  expect(damerauDistance(a, b)).toBe(expected)
})

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })

test('symmetric, never above the distance without swaps nor below half of it, and the limit cuts only what exceeds it', () => {
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, limit) => {
      const distance = damerauDistance(a, b)
      expect(damerauDistance(b, a)).toBe(distance)
      expect(distance).toBeLessThanOrEqual(editDistance(a, b))
      expect(distance * 2).toBeGreaterThanOrEqual(editDistance(a, b))
      expect(damerauDistance(a, b, limit)).toBe(Math.min(distance, limit + 1))
    }),
  )
})

/** The definition, without a table. */
function defined(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const swapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)
  return Math.min(
    defined(a.slice(0, -1), b.slice(0, -1)) + (a.at(-1) === b.at(-1) ? 0 : 1),
    defined(a.slice(0, -1), b) + 1,
    defined(a, b.slice(0, -1)) + 1,
    swapped ? defined(a.slice(0, -2), b.slice(0, -2)) + 1 : Number.POSITIVE_INFINITY,
  )
}

test('equals the definition', () => {
  const short = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
  fc.assert(
    fc.property(short, short, (a, b) => {
      expect(damerauDistance(a, b)).toBe(defined(a, b))
    }),
  )
})
