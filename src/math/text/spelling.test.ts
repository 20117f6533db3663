import fc from 'fast-check'
import { expect, test } from 'vitest'
import { damerauDistance } from './damerau.ts'
import { buildSpelling } from './spelling.ts'

const dictionary = ['textil', 'petersen', 'peters', 'ibuprofen', 'switzerland', 'rome', 'roma', 'constructor']
const near = (word: string): string[] =>
  buildSpelling(dictionary, 5)
    .near(word)
    .map(({ at, distance }) => `${dictionary[at]!} ${distance}`)

test.each([
  ['textl', ['textil 1']],
  ['peterson', ['petersen 1']],
  ['petersen', []],
  ['ibuprofin', ['ibuprofen 1']],
  ['ibuprfoin', ['ibuprofen 2']],
  ['swizerland', ['switzerland 1']],
  ['zwitzerlnd', ['switzerland 2']],
  ['rom', []],
  ['construtcor', ['constructor 1']],
  ['', []],
])('%s', (word, expected) => {
  expect(near(word)).toEqual(expected)
})

/** Random words over few letters, so that many are close. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 3, maxLength: 12 })

test('finds all words within the limit that comparing with every word finds', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 40 }), word, (words, asked) => {
      const limit = asked.length < 5 ? 0 : asked.length < 9 ? 1 : 2
      const expected = words
        .map((other, at) => ({ at, distance: damerauDistance(asked, other) }))
        .filter(({ distance }) => distance > 0 && distance <= limit)
        .sort((x, y) => x.distance - y.distance || x.at - y.at)
      expect(buildSpelling(words, 5).near(asked)).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})
