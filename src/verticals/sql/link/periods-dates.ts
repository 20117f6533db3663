import { dayOf, type Interval, isoWeek, monthOf, monthsFrom, yearOf } from './periods-calendar.ts'
import { relativeAt } from './periods-relative.ts'
import { type Atom, at, monthName, ordinal, type Reader, setOf, skip } from './periods-words.ts'

/** Words that make a four-digit number a year and a doubtful month a month. */
const leads = setOf(
  'in during of since until till before after from between through throughout to by for on and or starting beginning onward than both versus vs',
)
const monthLeads = setOf('in during of since until till before after from between through throughout last this next every each early late mid for')
const comparatives = setOf('earlier later newer older')
/** After one of these a number is a quantity or a name. */
const quantities = setOf(
  'than over above under below least most exactly about approximately top bottom limit number no id code room model equals equal exceeding exceeds number worth costing price size multiplied divided',
)
const measures = setOf(
  'm km cm mm meters metres kilometers kilometres miles feet ft g kg mg grams kilograms tons tonnes lb lbs pounds l ml liters litres dollars dollar usd euros euro eur gbp cents percent calories points pixels mah mb gb kb hours days weeks months years minutes seconds square cubic',
)
const counted = setOf('people users employees students attendees seats units pieces items votes copies rows records times inhabitants residents members')
const verbsAfterMay = setOf('be have has not also only i we you he she they it contain include need want do get')
const doubtful = setOf('may march mar jan apr jun jul aug sep sept oct nov dec feb')

/** A date, month, year or decade of the calendar: "5 May 2013", "May 2013", "13/5/2013", "2013", "the 1990s". */
export function dateAt(reader: Reader, start: number): Atom | undefined {
  const numeric = numericDate(reader, start)
  if (numeric !== undefined) return numeric
  const from = skip(reader, start, 'the')
  return dayMonth(reader, from) ?? monthDay(reader, start) ?? numericMonth(reader, start) ?? month(reader, from) ?? decade(reader, from) ?? yearAtom(reader, start)
}

type Clock = { readonly ms: number; readonly width: number }
const noClock: Clock = { ms: 0, width: 0 }

/** One word of digits: year first, day first, or month first where day first cannot be. */
function numericDate({ words }: Reader, start: number): Atom | undefined {
  const text = words[start]?.text ?? ''
  const match = /^(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})(?:[ T](\d\d):(\d\d)(?::(\d\d))?Z?)?$/.exec(text)
  if (match === null) return undefined
  const [a, b, c] = [Number(match[1]), Number(match[3]), Number(match[4])]
  const clock: Clock =
    match[5] === undefined
      ? noClock
      : { ms: ((Number(match[5]) * 60 + Number(match[6])) * 60 + Number(match[7] ?? 0)) * 1000, width: match[7] === undefined ? 60_000 : 1000 }
  if (clock.ms >= 86_400_000) return undefined
  if (match[1]!.length === 4) return numericAtom(start, clock, dayOf(a, b, c))
  const years = match[4]!.length
  // Two-digit years are easily version numbers: only with slashes or all digits given.
  const shortYear = years === 2 && (match[2] === '/' || (match[1]!.length === 2 && match[3]!.length === 2))
  if (match[1]!.length > 2 || (years !== 4 && !shortYear)) return undefined
  const year = years === 4 ? c : c < 70 ? 2000 + c : 1900 + c
  const dayFirst = dayOf(year, b, a)
  const monthFirst = match[2] === '.' ? undefined : dayOf(year, a, b)
  return numericAtom(start, clock, dayFirst ?? monthFirst, a === b || dayFirst === undefined ? undefined : monthFirst)
}

function numericAtom(start: number, clock: Clock, day: Interval | undefined, other?: Interval): Atom | undefined {
  if (day === undefined) return undefined
  const at = ({ low, high }: Interval): Interval => (clock === noClock ? { low, high } : { low: low + clock.ms, high: low + clock.ms + clock.width })
  return {
    ...at(day),
    to: start + 1,
    grain: clock === noClock ? 'day' : 'hour',
    relative: false,
    ...(other === undefined ? {} : { other: at(other) }),
  }
}

/** "5 May", "5th of May 2013", "the fifth of May", "5-May-2013". */
function dayMonth(reader: Reader, from: number): Atom | undefined {
  const day = dayNumber(reader, from)
  if (day === undefined || /^(top|first|last|least|most|than|bottom)$/.test(at(reader, from - 1))) return undefined
  const monthPosition = skip(reader, from + 1, 'of')
  // "second May" is no date, "second of May" is.
  if (monthPosition === from + 1 && !/^\d/.test(at(reader, from))) return undefined
  const month = monthName(at(reader, monthPosition))
  if (month === undefined || isVerb(reader, monthPosition)) return undefined
  return dayAtom(reader, monthPosition + 1, month, day)
}

/** "May 5", "May 5th, 2013"; a comma between month and number parts them. */
function monthDay(reader: Reader, from: number): Atom | undefined {
  const month = monthName(at(reader, from))
  if (month === undefined || isVerb(reader, from)) return undefined
  const dayPosition = skip(reader, from + 1, 'the')
  const day = dayNumber(reader, dayPosition)
  if (day === undefined || reader.words[dayPosition]!.gap > (dayPosition > from + 1 ? 1 : 2)) return undefined
  if (!/^\d/.test(at(reader, dayPosition)) || (dayPosition === from + 1 && reader.words[dayPosition]!.gap > 1 && !/\.$/.test(at(reader, from)) && !isShort(reader, from)))
    return undefined
  const found = dayAtom(reader, dayPosition + 1, month, day)
  return found?.inYear === undefined || isMonth(reader, from) ? found : undefined
}

/** "Sept. 5": the dot after a short name leaves a gap of two. */
const isShort = (reader: Reader, position: number): boolean => at(reader, position).length <= 4

/** A day of the month: "5", "5th", "fifth". */
export function dayNumber(reader: Reader, position: number): number | undefined {
  const word = reader.words[position]
  if (word === undefined || word.quoted) return undefined
  const day = /^\d{1,2}$/.test(word.text) ? Number(word.text) : ordinal(word.lower)
  return day !== undefined && day >= 1 && day <= 31 ? day : undefined
}

function dayAtom(reader: Reader, to: number, month: number, day: number): Atom | undefined {
  const said = yearAfter(reader, to)
  if (said !== undefined) {
    const found = dayOf(said.year, month, day)
    return found && { ...found, to: said.to, grain: 'day', relative: said.relative }
  }
  const inYear = (year: number): Interval | undefined => dayOf(year, month, day)
  const found = latest(reader, inYear)
  return found && { ...found, to, grain: 'day', relative: true, inYear }
}

/** The latest such stretch that does not begin after the present: what a date without year means. */
export function latest({ now }: Reader, inYear: (year: number) => Interval | undefined): Interval | undefined {
  const year = yearOf(now)
  for (let back = 0; back <= 8; back++) {
    const found = inYear(year - back)
    if (found !== undefined && found.low <= now) return found
  }
  return undefined
}

/** "2013-05" and, after a preposition or with a leading zero, "05/2013". */
function numericMonth(reader: Reader, from: number): Atom | undefined {
  const [first, second] = [reader.words[from], reader.words[from + 1]]
  if (first === undefined || second === undefined || second.gap !== 1 || first.quoted || at(reader, from + 2) === 'season') return undefined
  const yearFirst = /^[12]\d{3}$/.test(first.text) && /^(0[1-9]|1[0-2])$/.test(second.text)
  const monthFirst = /^[12]\d{3}$/.test(second.text) && (/^0[1-9]$/.test(first.text) || (/^([1-9]|1[0-2])$/.test(first.text) && monthLeads.has(at(reader, from - 1))))
  if (!yearFirst && !monthFirst) return undefined
  const [year, month] = yearFirst ? [first, second] : [second, first]
  return { ...monthsFrom(Number(year.text), Number(month.text), 1), to: from + 2, grain: 'month', relative: false }
}

/** "May 2013", "May of last year", "the month of May", "May". */
function month(reader: Reader, start: number): Atom | undefined {
  const from = skip(reader, start, 'month of', 'months of')
  const month = monthName(at(reader, from))
  if (month === undefined || isVerb(reader, from)) return undefined
  const said = yearAfter(reader, from + 1)
  if (said !== undefined) return { ...monthsFrom(said.year, month, 1), to: said.to, grain: 'month', relative: said.relative }
  if (!isMonth(reader, from)) return undefined
  const inYear = (year: number): Interval => monthsFrom(year, month, 1)
  const found = latest(reader, inYear)
  return found && { ...found, to: from + 1, grain: 'month', relative: false, month, inYear }
}

/** "in what way may we": an auxiliary, not the month. */
const isVerb = (reader: Reader, position: number): boolean =>
  at(reader, position) === 'may' && !(reader.words[position]?.capitalized === true && position > 0) && verbsAfterMay.has(at(reader, position + 1))

/** Whether a month's name without day and year is one: names that are also words or people need a sign. */
function isMonth(reader: Reader, position: number): boolean {
  const name = at(reader, position)
  const before = at(reader, position - 1)
  const { capitalized } = reader.words[position]!
  if (/^(named|called|name|names|is|mr|mrs|ms|miss)$/.test(before)) return false
  // "April Ludgate" is a person.
  const following = reader.words[position + 1]
  if (/^(april|may|june|august)$/.test(name) && capitalized && following?.capitalized === true && following.gap === 1 && monthName(following.lower) === undefined && !/^[qh]\d/.test(following.lower) && !monthLeads.has(before))
    return false
  if (!doubtful.has(name) || monthLeads.has(before)) return true
  // "January and May", "Jan-Mar", "January to March"
  if (reader.words[position]!.gap === 1 && monthName(before) !== undefined) return true
  if (/^(and|or|to|through|until|till|thru|the|versus|vs)$/.test(before) && monthName(at(reader, position - 2)) !== undefined) return true
  const after = skip(reader, position + 1, 'and', 'or', 'to', 'through', 'until')
  if (after > position + 1 && monthName(at(reader, after)) !== undefined) return true
  return name === 'may' && capitalized && position > 0
}

/** "2013", "of 2013", "in the year 2013", "of last year", after a month, day, quarter or week. */
export function yearAfter(reader: Reader, position: number): { readonly year: number; readonly to: number; readonly relative: boolean } | undefined {
  const from = skip(reader, position, 'of', 'in')
  const relative = relativeAt(reader, from)
  if (relative?.grain === 'year' && relative.other === undefined && relative.high - relative.low >= 365 * 86_400_000 && monthOf(relative.low) === 1)
    return { year: yearOf(relative.low), to: relative.to, relative: true }
  const said = yearAt(reader, from)
  if (said === undefined || (said.to === from + 1 && measures.has(at(reader, said.to)))) return undefined
  return { year: said.year, to: said.to, relative: false }
}

function yearAt(reader: Reader, position: number): { year: number; to: number; said: boolean } | undefined {
  const named = skip(reader, skip(reader, position, 'the'), 'year of', 'years of', 'calendar year', 'year', 'years')
  const word = reader.words[named]
  if (word === undefined || word.quoted || !/^[12]\d{3}$/.test(word.text)) return undefined
  const said = /^years?$|^of$/.test(at(reader, named - 1)) && named > position
  const year = Number(word.text)
  return year <= 2200 ? { year, to: named + 1, said } : undefined
}

/** A year of four digits, unless its neighbors make it a quantity. */
function yearAtom(reader: Reader, start: number): Atom | undefined {
  const found = yearAt(reader, start)
  if (found === undefined) return undefined
  const interval = { ...monthsFrom(found.year, 1, 12), to: found.to, grain: 'year', relative: false } as const
  if (found.said) return interval
  if (found.to !== start + 1) return undefined
  const [before, after] = [at(reader, start - 1), at(reader, found.to)]
  const led = leads.has(before) && (before !== 'than' || comparatives.has(at(reader, start - 2)))
  if (measures.has(after) || (/^(or|and)$/.test(after) && /^(more|less|fewer|above|below)$/.test(at(reader, found.to + 1)))) return undefined
  if (led) return { ...interval, bareYear: true }
  return counted.has(after) || quantities.has(before) || found.year < 1900 || found.year > 2100 ? undefined : { ...interval, bareYear: true }
}

const decadeNames: Readonly<Record<string, number>> = { twenties: 1920, thirties: 1930, forties: 1940, fifties: 1950, sixties: 1960, seventies: 1970, eighties: 1980, nineties: 1990 }

/** "1990s", "the 90s", "the nineties", "the 19th century". */
function decade(reader: Reader, from: number): Atom | undefined {
  const word = at(reader, from)
  const ages = /^(their|his|her|my|our)$/.test(at(reader, from - 1))
  const atom = (first: number, years: number, to: number): Atom => ({ ...monthsFrom(first, 1, years * 12), to, grain: 'year', relative: false })
  if (at(reader, from + 1) === 'century') {
    const century = ordinal(word)
    return century !== undefined && century >= 11 && century <= 22 ? atom((century - 1) * 100 + 1, 100, from + 2) : undefined
  }
  const article = at(reader, from - 1) === 'the'
  if (article && Object.hasOwn(decadeNames, word)) return atom(decadeNames[word]!, 10, from + 1)
  // "1980's" leaves the s behind.
  const apart = /^\d+$/.test(word) && at(reader, from + 1) === 's' && reader.words[from + 1]!.gap === 1
  const digits = /^(\d\d)?(\d)0s$/.exec(apart ? `${word}s` : word)
  if (digits === null || ages) return undefined
  const ten = Number(digits[2]) * 10
  const to = from + (apart ? 2 : 1)
  if (digits[1] === undefined) return article || ten >= 50 ? atom((ten >= 30 ? 1900 : 2000) + ten, 10, to) : undefined
  const first = Number(digits[1]) * 100 + ten
  if (first < 1000 || first > 2200) return undefined
  return atom(first, ten === 0 && first < 2000 ? 100 : 10, to)
}

/** ISO week "2024-W12" and "W12 2024" are read with the parts of years; here only the sum. */
export const weekOfYear = (week: number) => (year: number): Interval | undefined => isoWeek(year, week)
