import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findGrouping } from './periods-grouping.ts'
import { tokenize } from './question.ts'

const brief = (question: string): string => {
  const tokens = tokenize(question)
  return findGrouping(tokens)
    .map(({ unit, span, asked }) => {
      const words = tokens.slice(span.from, span.to).map(token => token.lower)
      return `${unit}${asked ? '?' : ''} (${words.join(' ')})`
    })
    .join('; ')
}

test.each([
  ['revenue by month for 2023', 'month (by month)'],
  ['orders per year', 'year (per year)'],
  ['monthly sales', 'month (monthly)'],
  ['daily orders last week', 'day (daily)'],
  ['sales annually', 'year (annually)'],
  ['sales in each quarter of 2023', 'quarter (in each quarter)'],
  ['orders for each year', 'year (for each year)'],
  ['events every day', 'day (every day)'],
  ['sessions per weekday please', 'weekday (per weekday)'],
  ['orders by day of the week', 'weekday (by day of the week)'],
  ['temperature for each day of week', 'weekday (for each day of week)'],
  ['visits by hour', 'hour (by hour)'],
  ['visits by hour of the day', 'hour (by hour of the day)'],
  ['visits by date', 'day (by date)'],
  ['revenue by calendar week', 'week (by calendar week)'],
  ['revenue month by month', 'month (month by month)'],
  ['month-wise revenue', 'month (month wise)'],
  ['revenue yearwise', 'year (yearwise)'],
  ['year over year growth', 'year (year over year)'],
  ['sales over the years', 'year (over the years)'],
  ['sales by year and month', 'year (by year); month (and month)'],
  ['sales per country and month', 'month (and month)'],
  ['sales grouped by month', 'month (grouped by month)'],
  ['orders by month', 'month (by month)'],
  ['In which month did we sell most', 'month? (in which month)'],
  ['which day of the week is the busiest', 'weekday? (which day of the week)'],
  ['what year was the paper published', 'year? (what year)'],
  ['races ordered by year', ''],
  ['order by month', ''],
  ['sorted by the year', ''],
  ['by the year 2010', ''],
  ['every Monday', ''],
  ['every 2 weeks', ''],
  ['Annual Meeting events', ''],
  ['orders last month', ''],
  ['a year ago', ''],
  ['the years 2010 to 2012', ''],
  ['over the last year', ''],
  ['by the end of the month', ''],
  ['within a month', ''],
])('%s', (question, expected) => {
  expect(brief(question)).toBe(expected)
})

const pieces =
  'by per each every for in which what over the year years month week day weekday of hour date and order monthly wise 2010 , sales'.split(
    ' ',
  )

test('spans in order and inside the question', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 20 }), words => {
      const tokens = tokenize(words.join(' '))
      let end = 0
      for (const { span } of findGrouping(tokens)) {
        expect(span.from).toBeGreaterThanOrEqual(end)
        expect(span.to).toBeGreaterThan(span.from)
        end = span.to
      }
      expect(end).toBeLessThanOrEqual(tokens.length)
    }),
    { numRuns: 500, seed: 7 },
  )
})
