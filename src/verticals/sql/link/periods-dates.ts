import { dayOf, type Interval, monthsFrom, yearOf } from './periods-calendar.ts'
import { type Atom, at, monthName, ordinal, type Reader, setOf, skip } from './periods-words.ts'
import { decadeAt, yearAfter, yearAlone } from './periods-years.ts'

const monthLeads = setOf(
  'in during of since until till before after from between through throughout last this next every each early late mid for',
)
const people = setOf('april may june august')
const monthJoins = ['and', 'or', 'to', 'through', 'until', 'till', 'thru', 'the', 'versus', 'vs']
const verbsAfterMay = setOf('be have has not also only i we you he she they it contain include need want do get')
const doubtful = setOf('may march mar jan apr jun jul aug sep sept oct nov dec feb')

/** A date, month, year or decade of the calendar: "5 May 2013", "May 2013", "13/5/2013", "2013", "the 1990s". */
export function dateAt(reader: Reader, start: number): Atom | undefined {
  const numeric = numericDate(reader, start)
  if (numeric !== undefined) return numeric
  const from = skip(reader, start, 'the')
  return (
    dayMonth(reader, from) ??
    monthDay(reader, start) ??
    numericMonth(reader, start) ??
    month(reader, from) ??
    decadeAt(reader, from) ??
    yearAlone(reader, start)
  )
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
      : {
          ms: ((Number(match[5]) * 60 + Number(match[6])) * 60 + Number(match[7] ?? 0)) * 1000,
          width: match[7] === undefined ? 60_000 : 1000,
        }
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
  const at = ({ low, high }: Interval): Interval =>
    clock === noClock ? { low, high } : { low: low + clock.ms, high: low + clock.ms + clock.width }
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
  if (day === undefined || /^(top|first|last|least|most|bottom)$/.test(at(reader, from - 1))) return undefined
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
  if (day === undefined || !/^\d/.test(at(reader, dayPosition))) return undefined
  // "In May, 10 customers" has a comma, "Sept. 5" a dot.
  const widest = dayPosition > from + 1 || isShort(at(reader, from)) ? 2 : 1
  if (reader.words[dayPosition]!.gap > widest) return undefined
  const found = dayAtom(reader, dayPosition + 1, month, day)
  return found?.inYear === undefined || reader.words[from]!.capitalized || isMonth(reader, from) ? found : undefined
}

const isShort = (name: string): boolean => doubtful.has(name) && name !== 'may' && name !== 'march'

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
  if (
    first === undefined ||
    second === undefined ||
    second.gap !== 1 ||
    first.quoted ||
    at(reader, from + 2) === 'season'
  )
    return undefined
  const yearFirst = /^[12]\d{3}$/.test(first.text) && /^(0[1-9]|1[0-2])$/.test(second.text)
  const monthFirst =
    /^[12]\d{3}$/.test(second.text) &&
    (/^0[1-9]$/.test(first.text) || (/^([1-9]|1[0-2])$/.test(first.text) && monthLeads.has(at(reader, from - 1))))
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
  if (said !== undefined)
    return { ...monthsFrom(said.year, month, 1), to: said.to, grain: 'month', relative: said.relative }
  if (!isMonth(reader, from)) return undefined
  const inYear = (year: number): Interval => monthsFrom(year, month, 1)
  const found = latest(reader, inYear)
  return found && { ...found, to: from + 1, grain: 'month', relative: false, month, inYear }
}

/** "in what way may we": an auxiliary, not the month. */
const isVerb = (reader: Reader, position: number): boolean =>
  at(reader, position) === 'may' &&
  !(reader.words[position]?.capitalized === true && position > 0) &&
  verbsAfterMay.has(at(reader, position + 1))

/** Whether a month's name without day and year is one: names that are also words or people need a sign. */
function isMonth(reader: Reader, position: number): boolean {
  const name = at(reader, position)
  const before = at(reader, position - 1)
  const word = reader.words[position]!
  const following = reader.words[position + 1]
  const led = monthLeads.has(before)
  if (/^(named|called|name|names|is|mr|mrs|ms|miss)$/.test(before)) return false
  if (people.has(name) && before === 'by') return false
  // "April Ludgate" is a person.
  const surname = following?.capitalized === true && following.gap === 1 && !/^(q\d|h\d)/.test(following.lower)
  if (people.has(name) && word.capitalized && surname && !led && monthName(following.lower) === undefined) return false
  if (!doubtful.has(name) || led || (name === 'may' && word.capitalized && position > 0)) return true
  // "January and May", "Jan-Mar", "January to March"
  const [left, right] = [skip(reader, position + 1, ...monthJoins), position - (monthJoins.includes(before) ? 2 : 1)]
  const beside = (other: number, gap: number): boolean =>
    monthName(at(reader, other)) !== undefined && (gap === 1 || gap === 3)
  return beside(left, reader.words[left]?.gap ?? 0) || beside(right, word.gap)
}
