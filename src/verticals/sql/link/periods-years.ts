import { type Interval, monthOf, monthsFrom, yearOf } from './periods-calendar.ts'
import { relativeAt } from './periods-relative.ts'
import { type Atom, at, monthName, ordinal, type Reader, setOf, skip } from './periods-words.ts'

/** A four-digit number after one of these is a year. */
const strongLeads = setOf('in during since until till before after from through throughout starting beginning')
const comparatives = setOf('earlier later newer older')
/** After one of these a number is a quantity or a name. */
const quantities = setOf(
  'than over above under below least most exactly about approximately top bottom limit number no id code room model equals equal exceeding exceeds worth costing price size multiplied divided',
)
const measures = setOf(
  'm km cm mm meters metres kilometers kilometres miles feet ft g kg mg grams kilograms tons tonnes lb lbs pounds l ml liters litres dollars dollar usd euros euro eur gbp cents percent calories points pixels mah mb gb kb hours days weeks months years minutes seconds square cubic',
)
const counted = setOf(
  'people users employees students attendees seats units pieces items votes copies rows records times inhabitants residents members',
)

const changes = setOf(
  'increase increased increases increasing decrease decreased reduced reduce raise raised grew grow grown fell rose changed change multiplied divided multiply divide',
)

type Year = { readonly year: number; readonly to: number }

/** "2013", "of 2013", "in the year 2013", "of last year", after a month, day, quarter or week. */
export function yearAfter(reader: Reader, position: number): (Year & { readonly relative: boolean }) | undefined {
  const from = skip(reader, position, 'of', 'in')
  const relative = relativeAt(reader, from)
  if (relative?.grain === 'year' && isCalendarYear(relative))
    return { year: yearOf(relative.low), to: relative.to, relative: true }
  const said = yearNumber(reader, from)
  if (said === undefined || measures.has(at(reader, said.to))) return undefined
  return { year: said.year, to: said.to, relative: false }
}

const isCalendarYear = ({ low, high }: Interval): boolean =>
  low === monthsFrom(yearOf(low), 1, 12).low && high === monthsFrom(yearOf(low), 1, 12).high && monthOf(low) === 1

function yearNumber(reader: Reader, position: number): (Year & { readonly said: boolean }) | undefined {
  const article = skip(reader, position, 'the')
  const from = skip(reader, article, 'year of', 'years of', 'calendar year', 'year', 'years')
  const word = reader.words[from]
  if (word === undefined || word.quoted || !/^(1\d|2[01])\d\d$/.test(word.text)) return undefined
  return { year: Number(word.text), to: from + 1, said: from > article }
}

/** A year of four digits, unless its neighbors make it a quantity. */
export function yearAlone(reader: Reader, start: number): Atom | undefined {
  const found = yearNumber(reader, start)
  if (found === undefined) return undefined
  const { year, to, said } = found
  const atom: Atom = { ...monthsFrom(year, 1, 12), to, grain: 'year', relative: false }
  if (said) return atom
  const lead = /^(both|either)$/.test(at(reader, start - 1)) ? start - 2 : start - 1
  const [before, after] = [at(reader, lead), at(reader, to)]
  if (measures.has(after) || (before === 'by' && isChange(reader, start))) return undefined
  // "in 1500 cities"
  const plural = reader.words[to]?.gap === 1 && /[^s]s$/.test(after)
  if (year < 1900 && year % 100 === 0 && plural) return undefined
  if (/^(or|and)$/.test(after) && /^(more|less|fewer|above|below|over|under)$/.test(at(reader, to + 1)))
    return undefined
  const other = otherEnd(reader, lead, to)
  if (other !== undefined && isQuantity(year, other)) return undefined
  // "a balance of 2000", "orders of 2013"
  if (/^(of|for|on)$/.test(before) && year % 100 !== 0 && year >= 1900 && year <= 2100) return atom
  if (strongLeads.has(before) || (before === 'than' && comparatives.has(at(reader, start - 2)))) return atom
  if (before === 'to' && at(reader, start - 2) === 'prior') return atom
  const plausible = before === 'between' || other !== undefined || (year >= 1900 && year <= 2100)
  return plausible && !counted.has(after) && !quantities.has(before) ? { ...atom, bareYear: true } : undefined
}

/** "increase the price by 2000" */
const isChange = (reader: Reader, start: number): boolean =>
  [2, 3, 4, 5, 6].some(back => changes.has(at(reader, start - back)))

/** The number at the other end of "between X and Y" or "X to Y". */
function otherEnd(reader: Reader, lead: number, to: number): number | undefined {
  const joins = /^(and|or|to|until|through)$/
  if (joins.test(at(reader, lead))) return reader.words[lead - 1]?.number
  const opens = /^(between|from)$/.test(at(reader, lead)) && joins.test(at(reader, to))
  return opens && monthName(at(reader, to + 2)) === undefined ? reader.words[to + 1]?.number : undefined
}

/** "between 1000 and 2000", "from 600 to 2000", "between 2000 and 20000" count something. */
const isQuantity = (year: number, end: number): boolean =>
  end < 1000 || end > 2200 || (Math.min(end, year) < 1900 && end % 100 === 0 && year % 100 === 0)

const decadeNames: ReadonlyMap<string, number> = new Map(
  'twenties thirties forties fifties sixties seventies eighties nineties'
    .split(' ')
    .map((name, index) => [name, 1920 + 10 * index] as const),
)

/** "1990s", "the 90s", "the nineties", "the 19th century"; two digits below 50 need "the": "customers in 20s". */
export function decadeAt(reader: Reader, from: number): Atom | undefined {
  const word = at(reader, from)
  const before = at(reader, from - 1)
  const years = (first: number, count: number, to: number): Atom => ({
    ...monthsFrom(first, 1, count * 12),
    to,
    grain: 'year',
    relative: false,
  })
  if (at(reader, from + 1) === 'century') {
    const century = ordinal(word)
    if (century === undefined || century < 11 || century > 22) return undefined
    return years((century - 1) * 100 + 1, 100, from + 2)
  }
  const named = decadeNames.get(word)
  if (named !== undefined) return before === 'the' ? years(named, 10, from + 1) : undefined
  // "1980's" leaves the s behind.
  const apart = /^\d+$/.test(word) && at(reader, from + 1) === 's' && reader.words[from + 1]!.gap === 1
  const digits = /^(1\d|2[01])?(\d)0s$/.exec(apart ? `${word}s` : word)
  if (digits === null || /^(their|his|her|my|our)$/.test(before)) return undefined
  const ten = Number(digits[2]) * 10
  const to = from + (apart ? 2 : 1)
  if (digits[1] === undefined) {
    return before === 'the' || ten >= 50 ? years((ten >= 30 ? 1900 : 2000) + ten, 10, to) : undefined
  }
  const first = Number(digits[1]) * 100 + ten
  return years(first, ten === 0 && first < 2000 ? 100 : 10, to)
}
