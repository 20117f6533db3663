import { expect, it } from 'vitest'
import { smallShop } from './link/small-index.suite.ts'
import { proposeQueries } from './symbolic/propose.ts'
import { readingsOf } from './symbolic/reading.ts'
import { loadWeights } from './symbolic/weights.ts'
import { unmatchedWords } from './unmatched.ts'

const index = smallShop()
const { models } = await loadWeights()
const of = (question: string) => {
  const readings = readingsOf(question, index, { now: Date.parse('2024-07-01'), manner: 'ask' })
  return unmatchedWords(proposeQueries(readings, models, 1)[0]!)
}

it('tells which words a query leaves out', () => {
  expect(of('How many customers are from Germany?')).toMatchObject({ words: [], anchored: true })
  expect(of('How many customers from Germany like jazz?').words).toEqual(['like', 'jazz'])
})

it('is not anchored by dates and shares alone', () => {
  expect(of('Will it rain next week?').anchored).toBe(false)
  expect(of('purchases in 2023').anchored).toBe(true)
})

it('takes a table for said though its name shapes queries elsewhere', () => {
  expect(of('lines of purchases in 2023').anchored).toBe(true)
})
