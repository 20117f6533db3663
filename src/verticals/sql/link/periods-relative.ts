import {
  dayMs,
  dayStart,
  type Grain,
  hourMs,
  type Interval,
  monthOf,
  monthsFrom,
  shift,
  unitAround,
  weekdayOf,
  yearOf,
} from './periods-calendar.ts'
import { type Atom, at, monthName, type Reader, setOf, skip, unitName, weekdayName } from './periods-words.ts'

/** Hours of the parts of a day; the night wraps around midnight. */
export const dayParts: Readonly<Record<string, readonly [number, number]>> = {
  morning: [6, 12],
  afternoon: [12, 18],
  evening: [18, 22],
  night: [22, 6],
}
const backward = setOf('last past previous prior trailing')
const forward = setOf('next coming upcoming')
const current = setOf('this current')
const compared = setOf('to over versus vs than with')
const days: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 }
const largestCount: Readonly<Record<Grain, number>> = {
  hour: 100_000,
  day: 40_000,
  week: 5_000,
  month: 1_200,
  quarter: 400,
  year: 500,
}

/** "yesterday", "last quarter", "past 7 days", "two weeks ago", "year to date", "next Friday", "last May". */
export function relativeAt(reader: Reader, start: number): Atom | undefined {
  const from = skip(reader, start, 'the')
  return namedDay(reader, from) ?? toDate(reader, from) ?? ago(reader, from) ?? around(reader, from, from > start)
}

/** "the year", where the present one is meant: "since the start of the year". */
export function theUnit(reader: Reader, start: number): Atom | undefined {
  const from = skip(reader, start, 'the')
  const unit = unitName(at(reader, from))
  if (from === start || unit === undefined || unit === 'hour' || /^(of|\d.*)$/.test(at(reader, from + 1)))
    return undefined
  return atom(unitAround(reader.now, unit), from + 1, unit)
}

const atom = (interval: Interval, to: number, grain: Grain): Atom => ({ ...interval, to, grain, relative: true })

function namedDay(reader: Reader, from: number): Atom | undefined {
  const { now } = reader
  const far = skip(reader, from, 'day before yesterday', 'day after tomorrow')
  if (far > from) return atom(unitAround(now, 'day', at(reader, far - 1) === 'yesterday' ? -2 : 2), far, 'day')
  const by = Object.hasOwn(days, at(reader, from)) ? days[at(reader, from)] : undefined
  return by === undefined ? undefined : atom(unitAround(now, 'day', by), from + 1, 'day')
}

/** From the start of a unit through today. */
function toDate(reader: Reader, from: number): Atom | undefined {
  const { now } = reader
  const short = ({ ytd: 'year', qtd: 'quarter', mtd: 'month', wtd: 'week' } as const)[at(reader, from)]
  const afterFar = skip(reader, from, 'so far this')
  const unit = short ?? unitName(at(reader, afterFar > from ? afterFar : skip(reader, from, 'this')))
  if (unit === undefined || unit === 'hour' || unit === 'day') return undefined
  let to = from + 1
  if (short === undefined) {
    if (afterFar > from) to = afterFar + 1
    else {
      const after = skip(reader, from, 'this') + 1
      to = skip(reader, after, 'to date', ...(after > from + 1 ? ['so far'] : []))
      if (to === after) return undefined
    }
  }
  return atom({ low: unitAround(now, unit).low, high: dayStart(now) + dayMs }, to, unit)
}

/** A number of units before or after the present, bounded so that dates stay dates. */
function countAt(reader: Reader, position: number, unit: Grain | undefined): number | undefined {
  const count = reader.words[position]?.number
  return count !== undefined && unit !== undefined && count >= 1 && count <= largestCount[unit] ? count : undefined
}

/** A decade counts as ten years. */
function countedUnit(reader: Reader, position: number): { unit: Grain; times: number } | undefined {
  if (/^decades?$/.test(at(reader, position))) return { unit: 'year', times: 10 }
  const unit = unitName(at(reader, position))
  return unit === undefined ? undefined : { unit, times: 1 }
}

function ago(reader: Reader, from: number): Atom | undefined {
  const { now } = reader
  const counted = countedUnit(reader, from + 1)
  if (counted === undefined || at(reader, from + 2) !== 'ago') return undefined
  const one = at(reader, from) === 'a' || at(reader, from) === 'an'
  const count = one ? 1 : countAt(reader, from, counted.unit)
  if (count === undefined) return undefined
  const { unit } = counted
  const by = -count * counted.times
  const point = shift(unit === 'hour' ? now : dayStart(now), unit, by)
  return { ...atom(unitAround(point, unit), from + 3, unit), point }
}

/** "this|last|next" and a unit, a count of units, a weekday, a month or a part of today. */
function around(reader: Reader, from: number, article: boolean): Atom | undefined {
  const { now } = reader
  const word = at(reader, from)
  const side = backward.has(word) ? -1 : forward.has(word) ? 1 : current.has(word) ? 0 : undefined
  if (side === undefined) return undefined
  // "the change to the previous month" speaks of each month's predecessor, not of one.
  const before = at(reader, at(reader, from - 1) === 'the' ? from - 2 : from - 1)
  if ((word === 'previous' || word === 'prior') && compared.has(before)) return undefined
  const next = at(reader, from + 1)
  const counted = countedUnit(reader, from + 2)
  const count = countAt(reader, from + 1, counted?.unit)
  if (count !== undefined && counted !== undefined && side !== 0)
    return several(now, word, side, count * counted.times, counted.unit, from + 3)
  const unit = countedUnit(reader, from + 1)
  if (unit !== undefined) return isPart(reader, from) ? undefined : single(now, word, side, unit, from + 2, article)
  const weekday = weekdayName(next)
  if (weekday !== undefined && /day$/.test(next) && at(reader, from + 2) !== 'of')
    return atom(weekdayNear(now, weekday, side), from + 2, 'day')
  if (next === 'weekend' && at(reader, from + 2) !== 'of') {
    const { low, high } = unitAround(now, 'week', side)
    return atom({ low: low + 5 * dayMs, high }, from + 2, 'day')
  }
  const month = monthName(next)
  if (month !== undefined) return atom(monthNear(now, month, side), from + 2, 'month')
  const part = word === 'this' && Object.hasOwn(dayParts, next) && next !== 'night' ? dayParts[next] : undefined
  if (part !== undefined) {
    const low = dayStart(now)
    return atom({ low: low + part[0] * hourMs, high: low + part[1] * hourMs }, from + 2, 'hour')
  }
  return undefined
}

/** "first year and last year", "the last year of the series": the last of many, not the one before this. */
const isPart = (reader: Reader, from: number): boolean =>
  (at(reader, from) !== 'this' && at(reader, from) !== 'current' && at(reader, from + 2) === 'of') ||
  (/^(and|or)$/.test(at(reader, from - 1)) && (at(reader, from - 2) === 'first' || at(reader, from - 3) === 'first')) ||
  (/^(and|or)$/.test(at(reader, from + 2)) && at(reader, from + 3) === 'first')

function single(
  now: number,
  word: string,
  side: number,
  { unit, times }: { unit: Grain; times: number },
  to: number,
  article: boolean,
): Atom | undefined {
  if (times > 1) return side < 0 ? several(now, 'past', side, times, unit, to) : undefined
  if (word === 'past' || (unit === 'hour' && side !== 0)) return several(now, word, side, 1, unit, to)
  if (unit === 'day') return side === 0 && word === 'current' ? atom(unitAround(now, 'day'), to, 'day') : undefined
  const calendar = atom(unitAround(now, unit, side), to, unit)
  return word === 'last' && article ? { ...calendar, other: rolling(now, -1, 1, unit) } : calendar
}

/** Several units roll with the present; several quarters are whole ones unless "past" says otherwise. */
function several(now: number, word: string, side: number, count: number, unit: Grain, to: number): Atom {
  const rolled = rolling(now, side, count, unit)
  if (unit === 'hour' || unit === 'day') return atom(rolled, to, unit)
  const edge = unitAround(now, unit)
  const whole =
    side < 0
      ? { low: unitAround(now, unit, -count).low, high: edge.low }
      : { low: edge.high, high: unitAround(now, unit, count).high }
  return unit === 'quarter' && word !== 'past'
    ? { ...atom(whole, to, unit), other: rolled }
    : { ...atom(rolled, to, unit), other: whole }
}

/** Back to the same day `count` units ago, today included; to the second for hours. */
function rolling(now: number, side: number, count: number, unit: Grain): Interval {
  const second = Math.floor(now / 1000) * 1000
  const today = unit === 'hour' ? second : dayStart(now)
  const after = today + (unit === 'hour' ? 1000 : dayMs)
  const moved = shift(today, unit, side * count)
  return side < 0 ? { low: moved, high: after } : { low: today, high: moved + (after - today) }
}

/** The nearest such day strictly before or after today, or the one of this week. */
function weekdayNear(now: number, weekday: number, side: number): Interval {
  const today = dayStart(now)
  const ahead = (weekday - weekdayOf(now) + 7) % 7 || 7
  const back = (weekdayOf(now) - weekday + 7) % 7 || 7
  const inWeek = unitAround(now, 'week').low + ((weekday + 6) % 7) * dayMs
  const low = side > 0 ? today + ahead * dayMs : side < 0 ? today - back * dayMs : inWeek
  return { low, high: low + dayMs }
}

/** The nearest such month strictly before or after the present one, or the one of this year. */
function monthNear(now: number, month: number, side: number): Interval {
  const year = yearOf(now)
  const away = month - monthOf(now)
  return monthsFrom(side < 0 && away >= 0 ? year - 1 : side > 0 && away <= 0 ? year + 1 : year, month, 1)
}
