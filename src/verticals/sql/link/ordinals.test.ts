import { expect, test } from 'vitest'
import { linkQuestion } from './match.ts'
import { smallIndex } from './small-index.suite.ts'

const index = smallIndex({
  department: { id: [1, 2, 3], name: ['A', 'B', 'C'], floor: [1, 2, 21], first_name: ['x', 'y', 'z'] },
})

test.each([
  ['departments on the 2nd floor', [2]],
  ['departments on the second floor', [2]],
  ['second floor and 1 more', [2, 1]],
  ['on the 21st floor', [21]],
  ['on the third floor', []],
  ['second highest floor', []],
  ['first name of the second department', []],
  ['the second', []],
])('%s', (question, expected) => {
  expect(linkQuestion(question, index).numbers.map(({ value }) => value)).toEqual(expected)
})
