import { describe, expect, test } from 'vitest'
import type { Cell } from '../../../check/database/database.ts'
import type { ColumnType } from '../../../lang/sql/schema.ts'
import type { ValueColumn } from './value-column.ts'
import { buildValueIndex } from './value-index.ts'

const column = (
  id: number,
  words: readonly string[],
  values: readonly Cell[],
  type: ColumnType = 'text',
  storage?: 'native' | 'iso',
): ValueColumn => ({
  id,
  words,
  display: false,
  idLike: false,
  column: { type },
  profile: { values, numeric: false, complete: true, ...(storage === undefined ? {} : { storage }) },
})

const values = (matches: readonly { readonly value: string }[]): string[] => matches.map(({ value }) => value)

test('of too many codes to read them all a part is indexed, of names whatever was read', () => {
  const codes = Array.from({ length: 10_001 }, (_, i) => `LOT-${i}`)
  const partly = (id: number, words: readonly string[]): ValueColumn => {
    const { profile, ...rest } = column(id, words, codes)
    return { ...rest, profile: { ...profile, complete: false } }
  }
  const found = (columns: readonly ValueColumn[], text: string) =>
    buildValueIndex(columns)
      .exact(text)
      .map(match => match.column)
  const columns = [partly(0, ['batch']), partly(1, ['customer', 'name']), column(2, ['batch'], codes)]
  expect(found(columns, 'lot 999')).toEqual([0, 1, 2])
  expect(found(columns, 'lot 10000')).toEqual([1, 2])
})

describe('what is indexed', () => {
  const index = buildValueIndex([
    column(0, ['price'], ['12.50', '9'], 'decimal'),
    column(1, ['day'], ['2024-05-01'], 'date', 'native'),
    column(2, ['day'], ['2024-05-02', '2024-05-03'], 'text', 'iso'),
    column(3, ['note'], ['y'.repeat(80), 'z'.repeat(81), '', ' - ', 7, null, true]),
    column(4, ['flag'], ['Y', 'N']),
    column(5, ['sex'], ['F']),
    column(6, ['year'], ['2009'], 'integer'),
    column(7, ['size'], ['unknown'], 'integer'),
    column(8, ['status'], ['OPEN', 'Open', 'open', 'o.p.e.n', 'Open!']),
    column(9, ['word'], ['constructor', '__proto__', 'toString']),
  ])
  test.each([
    ['12 50', []],
    ['2024 05 01', []],
    ['2024 05 02', ['2024-05-02']],
    ['y'.repeat(80), ['y'.repeat(80)]],
    ['z'.repeat(81), []],
    ['', []],
    ['y', []],
    ['f', ['F']],
    ['2009', []],
    ['unknown', ['unknown']],
    ['open', ['OPEN', 'Open', 'open']],
    ['constructor', ['constructor']],
    ['proto', ['__proto__']],
    ['tostring', ['toString']],
    ['valueof', []],
  ])('%j', (text, expected) => {
    expect(values(index.exact(text))).toEqual(expected)
  })
  test('moments are not misspelled', () => {
    expect(index.near(['2024', '05', '04'])).toEqual([])
  })
})

describe('near', () => {
  const index = buildValueIndex([
    column(0, ['name'], ['Berlin', 'Merlin', 'Berlino', 'Lukas Petersen', 'Lukas Peters', 'Room 101', 'Switzerland']),
  ])
  test.each([
    [['berlim'], ['Berlin']],
    [['berlni'], ['Berlin']],
    [['berln'], ['Berlin']],
    [['berlin'], ['Berlino']],
    [['verlin'], []],
    [['lukas', 'peterson'], ['Lukas Petersen']],
    [['lukas', 'petrs'], ['Lukas Peters']],
    [['lucas', 'peterson'], ['Lukas Petersen']],
    [['room', '102'], []],
    [['swizterlnd'], ['Switzerland']],
    [['swtzrlnd'], []],
    [['nothing'], []],
    [[''], []],
  ])('%j', (words, expected) => {
    expect(values(index.near(words))).toEqual(expected)
  })
})

describe('partial', () => {
  const crowd = Array.from({ length: 9 }, (_, i) => `Common ${String.fromCharCode(65 + i)}`)
  const index = buildValueIndex([
    column(0, ['company', 'name'], ['Acme GmbH', 'Acme Tools Inc', 'The Acme of it all now', ...crowd]),
    column(1, ['type'], ['Collectible card game']),
    column(2, ['title'], ['Zipper came off']),
  ])
  test.each([
    [['acme'], false, ['Acme GmbH', 'Acme Tools Inc']],
    [['tools', 'acme'], false, []],
    [['acme', 'inc'], false, ['Acme Tools Inc']],
    [['acme', 'gmbh'], false, []],
    [['common'], false, []],
    [['collectible'], false, []],
    [['collectible', 'game'], false, ['Collectible card game']],
    [['came'], false, []],
    [['zipper'], false, ['Zipper came off']],
    [['colectible', 'game'], true, ['Collectible card game']],
    [['collectible', 'game'], true, []],
  ])('%j, misspelled %j', (words, misspelled, expected) => {
    expect(values(index.partial(words, misspelled))).toEqual(expected)
  })
})
