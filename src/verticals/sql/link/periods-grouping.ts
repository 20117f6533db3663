import type { DateUnit } from '../../../lang/sql/ast.ts'
import { at, type Reader, skip, unitName, wordsOf } from './periods-words.ts'
import type { Span, Token } from './question.ts'

/** A date part by which the question groups. */
export type Grouping = {
  readonly unit: DateUnit
  readonly span: Span
  /** "in which month": the part itself is asked for, which groups only beside an aggregate. */
  readonly asked: boolean
}

const adverbs: ReadonlyMap<string, DateUnit> = new Map([
  ['hourly', 'hour'],
  ['daily', 'day'],
  ['weekly', 'week'],
  ['monthly', 'month'],
  ['quarterly', 'quarter'],
  ['yearly', 'year'],
  ['annually', 'year'],
  ['annual', 'year'],
])
const each = [
  'for each',
  'for every',
  'in each',
  'in every',
  'on each',
  'on every',
  'of each',
  'of every',
  'grouped by',
  'group by',
  'by each',
  'each',
  'every',
  'by the',
  'by',
  'per',
]
const across = ['over the', 'across the', 'across']
const asking = ['in which', 'in what', 'on which', 'on what', 'at which', 'at what', 'which', 'what']

/** Date parts by which the question groups: "by month", "per weekday", "monthly", "year over year", "which month". */
export function findGrouping(tokens: readonly Token[]): Grouping[] {
  const words = wordsOf(tokens)
  const reader: Reader = { words, now: 0, atoms: new Map() }
  const found: Grouping[] = []
  for (let from = 0; from < words.length; ) {
    const group = groupAt(reader, from) ?? continued(reader, from, found.at(-1))
    if (group === undefined) {
      from++
      continue
    }
    const { unit, to, asked } = group
    found.push({ unit, asked, span: { from: words[from]!.from, to: words[to - 1]!.to } })
    from = to
  }
  return found
}

type Group = { readonly unit: DateUnit; readonly to: number; readonly asked: boolean }

function groupAt(reader: Reader, from: number): Group | undefined {
  const adverb = adverbs.get(at(reader, from))
  // "Annual Meeting" is a name.
  const name = reader.words[from]!.capitalized && reader.words[from + 1]?.capitalized === true
  if (adverb !== undefined && !name) return { unit: adverb, to: from + 1, asked: false }
  const unit = unitAt(reader, from)
  if (unit !== undefined) {
    // "month by month", "month over month", "year on year", "month-wise"
    const joined = skip(reader, unit.to, 'by', 'over', 'on')
    const again = joined > unit.to ? unitAt(reader, joined) : undefined
    if (again?.unit === unit.unit) return { ...again, asked: false }
    const wise = skip(reader, unit.to, 'wise')
    if (wise > unit.to) return { unit: unit.unit, to: wise, asked: false }
  }
  const glued = /^(year|quarter|month|week|day|hour)wise$/.exec(at(reader, from))
  if (glued !== null) return { unit: unitName(glued[1]!)!, to: from + 1, asked: false }
  return (
    afterPhrase(reader, from, each, false) ??
    afterPhrase(reader, from, across, false) ??
    afterPhrase(reader, from, asking, true)
  )
}

function afterPhrase(reader: Reader, from: number, phrases: readonly string[], asked: boolean): Group | undefined {
  const start = skip(reader, from, ...phrases)
  if (start === from || isSorting(reader, from, start)) return undefined
  const unit = unitAt(reader, start)
  if (unit === undefined) return undefined
  // Across many units only in the plural, one at a time else.
  if (phrases === across && !/s$/.test(at(reader, start))) return undefined
  // "by the year 2010", "by week 12", "by the month of May"
  if (/^\d/.test(at(reader, unit.to)) && /^(year|week|quarter|day)$/.test(at(reader, unit.to - 1))) return undefined
  if (at(reader, unit.to) === 'of' && at(reader, start - 1) === 'the') return undefined
  return { ...unit, asked }
}

/** "sorted by year" orders. */
const isSorting = (reader: Reader, from: number, to: number): boolean =>
  /^(by|the)$/.test(at(reader, to - 1)) &&
  at(reader, from) !== 'grouped' &&
  at(reader, from) !== 'group' &&
  /^(sort|sorted|order|ordered|ordering|rank|ranked|ranking|arrange|arranged|ascending|descending|asc|desc)$/.test(
    at(reader, from - 1),
  )

/** "and month" after a grouping, or the end of "by country and month". */
function continued(reader: Reader, from: number, last: Grouping | undefined): Group | undefined {
  const start = skip(reader, from, 'and then', 'and by', 'and', 'then')
  if (start === from) return undefined
  const unit = unitAt(reader, start)
  if (unit === undefined || /s$/.test(at(reader, start)) || at(reader, unit.to) === 'of') return undefined
  const near = [2, 3, 4].some(
    back => /^(by|per)$/.test(at(reader, from - back)) && !isSorting(reader, from - back, from - back + 1),
  )
  const lastTo = last === undefined || last.asked ? -1 : last.span.to
  return near || lastTo === reader.words[from]!.from ? { ...unit, asked: false } : undefined
}

/** "month", "day of the week", "weekday", "date", "calendar week". */
function unitAt(reader: Reader, start: number): { readonly unit: DateUnit; readonly to: number } | undefined {
  const from = skip(reader, start, 'calendar', 'single', 'individual')
  const weekday = skip(
    reader,
    from,
    'day of the week',
    'days of the week',
    'day of week',
    'days of week',
    'weekday',
    'weekdays',
    'week day',
  )
  if (weekday > from) return { unit: 'weekday', to: weekday }
  const long = skip(
    reader,
    from,
    'hour of the day',
    'hour of day',
    'time of the day',
    'time of day',
    'hours of the day',
  )
  if (long > from) return { unit: 'hour', to: long }
  const date = skip(reader, from, 'date', 'dates')
  if (date > from) return { unit: 'day', to: date }
  const unit = unitName(at(reader, from))
  if (unit === undefined) return undefined
  const to =
    unit === 'month' || unit === 'week' || unit === 'quarter'
      ? skip(reader, from + 1, 'of the year', 'of year')
      : from + 1
  return { unit, to }
}
