import { expect, test } from 'vitest'
import { tokenize } from './question.ts'

const texts = (question: string): string[] => tokenize(question).map(token => token.text)

test('a comma ends a number unless three digits follow', () => {
  expect(texts('May 5, 2013 and May 5,2013')).toEqual(['May', '5', '2013', 'and', 'May', '5', '2013'])
  expect(tokenize('over 2,013 or 1,234,567.5 in 2010,2011').flatMap(token => token.number ?? [])).toEqual([
    2013, 1234567.5, 2010, 2011,
  ])
})

test('a time of day is one word', () => {
  expect(texts('from 8:30 to 18:00:15 on 2024-05-01 10:30')).toEqual([
    'from',
    '8:30',
    'to',
    '18:00:15',
    'on',
    '2024-05-01 10:30',
  ])
})
