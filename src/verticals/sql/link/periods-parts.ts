import {
  dayMs,
  type Grain,
  type Interval,
  isoWeek,
  monthOf,
  monthsFrom,
  shift,
  unitAround,
  weekdayOf,
  yearOf,
} from './periods-calendar.ts'
import { dateAt } from './periods-dates.ts'
import { relativeAt, theUnit } from './periods-relative.ts'
import { type Atom, at, ordinal, type Reader, skip, unitName, weekdayName } from './periods-words.ts'
import { yearAfter } from './periods-years.ts'

/** A numbered part of a year or of another period: "Q2 2023", "first half of 2023", "week 12", "last two weeks of June". */
export function partAt(reader: Reader, start: number, depth = 0): Atom | undefined {
  const from = skip(reader, start, 'the')
  return (
    numberedPart(reader, from) ??
    yearFirst(reader, from) ??
    ordinalPart(reader, from, depth) ??
    weekAround(reader, from)
  )
}

type InYear = (year: number) => Interval | undefined

const quarterOf =
  (n: number) =>
  (year: number): Interval =>
    monthsFrom(year, 3 * n - 2, 3)
const halfOf =
  (n: number) =>
  (year: number): Interval =>
    monthsFrom(year, 6 * n - 5, 6)
const weekOf =
  (n: number) =>
  (year: number): Interval | undefined =>
    isoWeek(year, n)

/** "Q2", "H1", "W12" in one word; halves and weeks only with a year, as they also name other things. */
function codeOf(word: string): { readonly grain: Grain; readonly loose: boolean; readonly inYear: InYear } | undefined {
  const match = /^(q[1-4]|h[12]|w\d\d|kw\d\d|cw\d\d)$/.exec(word)
  if (match === null) return undefined
  const n = Number(word.replace(/\D/g, ''))
  if (word[0] === 'q') return { grain: 'quarter', loose: true, inYear: quarterOf(n) }
  return word[0] === 'h'
    ? { grain: 'month', loose: false, inYear: halfOf(n) }
    : { grain: 'week', loose: false, inYear: weekOf(n) }
}

/** "Q2 2023", "quarter 2 of 2023", "week 12", "second quarter of last year". */
function numberedPart(reader: Reader, from: number): Atom | undefined {
  const code = codeOf(at(reader, from))
  if (code !== undefined) return inSaidYear(reader, from + 1, code.grain, code.inYear, code.loose)
  const named = skip(reader, from, 'calendar')
  const unit = at(reader, named)
  const n = reader.words[named + 1]?.number
  if (n !== undefined && unit === 'quarter' && n >= 1 && n <= 4)
    return inSaidYear(reader, named + 2, 'quarter', quarterOf(n), true)
  if (n !== undefined && unit === 'week' && n >= 1 && n <= 53)
    return inSaidYear(reader, named + 2, 'week', weekOf(n), true)
  const nth = ordinal(at(reader, from)) ?? (/^(last|final)$/.test(at(reader, from)) ? 0 : undefined)
  if (nth === undefined || at(reader, from + 1) !== 'quarter' || nth > 4) return undefined
  // The last quarter is one of a year only where a year follows: else it is the one before this.
  return inSaidYear(reader, from + 2, 'quarter', quarterOf(nth || 4), nth > 0)
}

function inSaidYear(reader: Reader, to: number, grain: Grain, inYear: InYear, loose: boolean): Atom | undefined {
  const said = yearAfter(reader, to)
  if (said !== undefined) {
    const found = inYear(said.year)
    return found && { ...found, to: said.to, grain, relative: said.relative }
  }
  if (!loose || at(reader, to) === 'of') return undefined
  const found = inYear(yearOf(reader.now))
  return found && { ...found, to, grain, relative: true, inYear }
}

/** "2023-Q2", "2023 Q2", "2024-W12", in one word or two. */
function yearFirst(reader: Reader, from: number): Atom | undefined {
  const joined = /^((?:1\d|2[01])\d\d)([a-z]+\d+)?$/.exec(at(reader, from))
  if (joined === null) return undefined
  const code = codeOf(joined[2] ?? at(reader, from + 1))
  const found = code?.inYear(Number(joined[1]))
  return code && found && { ...found, to: from + (joined[2] === undefined ? 2 : 1), grain: code.grain, relative: false }
}

/** "first week of May 2024", "last two weeks of June", "second half of last year", "first Monday of May 2024". */
function ordinalPart(reader: Reader, from: number, depth: number): Atom | undefined {
  const last = /^(last|final)$/.test(at(reader, from))
  const nth = last ? 1 : ordinal(at(reader, from))
  if (nth === undefined || nth < 1) return undefined
  const count = nth === 1 ? reader.words[from + 1]?.number : undefined
  const unitPosition = from + (count === undefined ? 1 : 2)
  const word = at(reader, unitPosition)
  const weekday = /day$/.test(word) ? weekdayName(word) : undefined
  const unit = word === 'half' ? 'half' : weekday === undefined ? unitName(word) : 'day'
  if (
    unit === undefined ||
    unit === 'hour' ||
    (count !== undefined && (count > 366 || unit === 'half' || weekday !== undefined))
  )
    return undefined
  const container = containerAt(reader, unitPosition + 1, depth)
  if (container === undefined) return undefined
  const cut = (whole: Interval): Interval | undefined => {
    if (weekday !== undefined) return nthWeekday(whole, weekday, last ? -1 : nth)
    return unit === 'half' ? halfIn(whole, last ? 2 : nth) : unitsIn(whole, unit, nth, count ?? 1, last)
  }
  const found = cut(container)
  const { inYear } = container
  if (found === undefined) return undefined
  return {
    ...found,
    to: container.to,
    grain: unit === 'half' ? 'month' : unit,
    relative: container.relative || inYear !== undefined,
    ...(inYear === undefined
      ? {}
      : {
          inYear: year => {
            const whole = inYear(year)
            return whole && cut(whole)
          },
        }),
  }
}

/** The period after "of" or "in", longer than a week; parts of parts of parts end somewhere. */
function containerAt(reader: Reader, position: number, depth: number): Atom | undefined {
  const from = skip(reader, position, 'of', 'in')
  const present = from > position ? theUnit(reader, from) : undefined
  if (present !== undefined) return present
  const found =
    (depth < 3 ? partAt(reader, from, depth + 1) : undefined) ??
    relativeAt(reader, from) ??
    (from > position ? dateAt(reader, from) : undefined)
  if (found !== undefined) return /^(month|quarter|year)$/.test(found.grain) ? found : undefined
  const said = yearAfter(reader, position)
  return said && { ...monthsFrom(said.year, 1, 12), to: said.to, grain: 'year', relative: said.relative }
}

/** Weeks are counted in sevens from the first day, so that the first week of May is 1 to 7 May. */
function unitsIn(whole: Interval, unit: Grain, nth: number, count: number, last: boolean): Interval | undefined {
  const low = last ? shift(whole.high, unit, -count) : shift(whole.low, unit, nth - 1)
  const high = last ? whole.high : shift(low, unit, count)
  const inside = low >= whole.low && low < whole.high && high - low < whole.high - whole.low
  return inside ? { low, high: Math.min(high, whole.high) } : undefined
}

function halfIn(whole: Interval, nth: number): Interval | undefined {
  const months = Math.round((whole.high - whole.low) / (30.4 * dayMs))
  if (nth > 2 || (months !== 1 && months !== 12)) return undefined
  if (months === 12) return monthsFrom(yearOf(whole.low), monthOf(whole.low) + 6 * (nth - 1), 6)
  const middle = whole.low + 15 * dayMs
  return nth === 1 ? { low: whole.low, high: middle } : { low: middle, high: whole.high }
}

function nthWeekday(whole: Interval, weekday: number, nth: number): Interval | undefined {
  const first = whole.low + ((weekday - weekdayOf(whole.low) + 7) % 7) * dayMs
  const end = whole.high - dayMs
  const final = end - ((weekdayOf(end) - weekday + 7) % 7) * dayMs
  const low = nth < 0 ? final : first + (nth - 1) * 7 * dayMs
  return low < whole.high ? { low, high: low + dayMs } : undefined
}

/** "week of 6 May 2024": its Monday to Sunday; "week starting 6 May 2024": seven days from there. */
function weekAround(reader: Reader, from: number): Atom | undefined {
  if (at(reader, from) !== 'week') return undefined
  const to = skip(
    reader,
    from + 1,
    'of',
    'starting on',
    'starting',
    'beginning on',
    'beginning',
    'ending on',
    'ending',
    'from',
  )
  if (to === from + 1) return undefined
  const day = dateAt(reader, to) ?? relativeAt(reader, to)
  if (day === undefined || day.grain !== 'day' || day.high - day.low !== dayMs) return undefined
  const around = ({ low, high }: Interval): Interval => {
    if (at(reader, from + 1) === 'of') return unitAround(low, 'week')
    return at(reader, from + 1) === 'ending' ? { low: high - 7 * dayMs, high } : { low, high: low + 7 * dayMs }
  }
  const { inYear } = day
  return {
    ...around(day),
    to: day.to,
    grain: 'week',
    relative: day.relative,
    ...(inYear === undefined
      ? {}
      : {
          inYear: year => {
            const found = inYear(year)
            return found && around(found)
          },
        }),
  }
}
