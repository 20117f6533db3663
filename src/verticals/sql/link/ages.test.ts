import { describe, expect, it } from 'vitest'
import { printExpr } from '../../../lang/sql/print.ts'
import { withComputed } from './formulas.ts'
import { linkQuestion } from './match.ts'
import type { SchemaIndex } from './schema-index.ts'
import { smallIndex } from './small-index.suite.ts'

const clinic = smallIndex({
  patient: {
    id: [1, 2, 3],
    name: ['Ada Berg', 'Bo Lind', 'Cy Moss'],
    dob: ['19.10.1950', '01.07.1949', '29.02.2012'],
    registered: ['01.01.2020', '01.01.2021', '01.01.2022'],
    city: ['Bonn', 'Bonn', 'Graz'],
  },
  visit: { id: [1, 2], patient_id: [1, 2], fee: [10, 20] },
})
const options = { now: Date.parse('2024-07-01'), manner: 'ask' } as const

function read(question: string, index: SchemaIndex = clinic): string[] {
  const { linked, index: own } = withComputed(linkQuestion(question, index), index, options)
  const printer = { dialect: index.schema.dialect, schema: index.schema, qualified: false } as const
  const day = (text: string): string => text.replace(/^\((\d{8}) - .*$/, 'age on $1')
  const words = (at: readonly number[]): string => at.map(one => linked.tokens[one]!.lower).join(' ')
  const computed = own.columns.slice(index.columns.length).map(({ id, expr }) => {
    return `${day(printExpr(expr!, printer))}: ${words(linked.columns[id]!.at)}`
  })
  const stated = linked.conditions.map(({ condition, from, to }) => {
    if (condition === undefined) return `taken: ${words(linked.tokens.map((_, i) => i).slice(from, to))}`
    if (condition.kind === 'between' && condition.low.kind === 'literal' && condition.high.kind === 'literal')
      return `${day(printExpr(condition.arg, printer))} from ${condition.low.value} to ${condition.high.value}`
    if (condition.kind !== 'compare' || condition.right.kind !== 'literal') return condition.kind
    return `${day(printExpr(condition.left, printer))} ${condition.op} ${condition.right.value}`
  })
  return [...computed, ...stated]
}

describe('ages', () => {
  it.each([
    ['How many of our patients were 75 or older on 1 July 2023?', ['age on 20230701 >= 75']],
    ['patients under 18', ['age on 20240701 < 18']],
    ['patients who are not over 60', ['age on 20240701 <= 60']],
    ['patients older than 60', ['age on 20240701 > 60']],
    ['number of over 65s', ['age on 20240701 > 65']],
    ['which patients are over 80?', ['age on 20240701 > 80']],
    ['number of patients over the age of 65', ['age on 20240701 > 65']],
    ['patients aged 18 to 25 by city', ['age on 20240701 from 18 to 25']],
    ['patients between 30 and 40 years old', ['age on 20240701 from 30 to 40']],
    ['patients in their thirties', ['age on 20240701 from 30 to 39']],
    ['average age of patients', ['age on 20240701: age']],
    ['how old is Ada Berg', ['age on 20240701: old']],
    ['oldest patient', ['age on 20240701: oldest']],
    ['mean age of patients on 1 January 2024', ['age on 20240101: age', 'taken: on 1 january 2024']],
    [
      'As of 1 January 2023, how many patients were younger than 10?',
      ['taken: as of 1 january 2023', 'age on 20230101 < 10'],
    ],
  ])('%s', (question, heard) => {
    expect(read(question)).toEqual(heard)
  })

  it('are not what other numbers and superlatives are about', () => {
    for (const question of [
      'visits over 100',
      'oldest visit',
      'patients with more than 60 visits',
      'patients born before 1950',
      'patients registered in the last 30 days',
      'patients with over 60 visits',
      'average fee of patients on 1 January 2024',
    ])
      expect(read(question), question).toEqual([])
  })

  it('are the difference of years where only the year of birth is stored', () => {
    const index = smallIndex({ customer: { id: [1, 2], name: ['A', 'B'], birthYr: [1970, null] } })
    expect(read('customers older than 60', index)).toEqual(['2024 - birthYr > 60'])
    expect(read('average age of customers', index)).toEqual(['2024 - birthYr: age'])
  })

  it('are none without a birth, nor where ages are stored', () => {
    const none = smallIndex({ student: { id: [1, 2], name: ['A', 'B'], height: [170, 180] } })
    const stored = smallIndex({
      student: { id: [1, 2], name: ['A', 'B'], age: [20, 30], birth_date: ['2001-01-01', '1990-01-01'] },
    })
    for (const index of [none, stored])
      for (const question of ['students older than 20', 'the oldest student', 'average age of students'])
        expect(read(question, index), question).toEqual([])
  })
})
