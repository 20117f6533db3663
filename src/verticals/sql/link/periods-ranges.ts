import { dayMs, dayOf, dayStart, type Interval, minuteMs, monthOf, yearOf } from './periods-calendar.ts'
import { dateAt, dayNumber } from './periods-dates.ts'
import { partAt } from './periods-parts.ts'
import { prepositionAt } from './periods-prepositions.ts'
import { relativeAt, theUnit } from './periods-relative.ts'
import { clockAt } from './periods-times.ts'
import { type Atom, afterJoin, at, type Reader, skip } from './periods-words.ts'
import { yearAfter } from './periods-years.ts'

/** Members of a list that share a year. */
const longestList = 12

/** Both ends; months of any year keep their numbers. */
export type Range = Atom & { readonly throughMonth?: number }

/** One stretch of time; without a year it takes that of the list it stands in: "January and February 2023". */
export function atomAt(reader: Reader, start: number): Atom | undefined {
  const known = reader.atoms.get(start)
  if (known !== undefined) return known ?? undefined
  const found = listedAt(reader, start, longestList)
  reader.atoms.set(start, found ?? null)
  return found
}

function listedAt(reader: Reader, start: number, left: number): Atom | undefined {
  const atom =
    partAt(reader, start) ?? relativeAt(reader, start) ?? dateAt(reader, start) ?? dayBefore(reader, start, left)
  if (atom?.inYear === undefined || left === 0) return atom
  const joined = skip(reader, atom.to, 'and', 'or', 'as well as', 'versus', 'vs')
  if (joined === atom.to && reader.words[joined]?.gap !== 2) return atom
  const next = listedAt(reader, skip(reader, skip(reader, joined, 'and', 'or'), 'in', 'on'), left - 1)
  if (next === undefined || next.inYear !== undefined || next.grain !== atom.grain || next.point !== undefined)
    return atom
  const found = atom.inYear(yearOf(next.low))
  return found === undefined ? atom : { ...found, to: atom.to, grain: atom.grain, relative: next.relative }
}

/** A stretch of time, or the hour of a day: "5 May 2013 at 6 pm". */
export function momentAt(reader: Reader, start: number): Atom | undefined {
  const atom = atomAt(reader, start)
  if (atom?.grain !== 'day' || atom.high - atom.low !== dayMs) return atom
  const clock = clockAt(reader, skip(reader, atom.to, 'at'))
  if (clock === undefined) return atom
  return {
    low: atom.low + clock.low * minuteMs,
    high: atom.low + clock.high * minuteMs,
    to: clock.to,
    grain: 'hour',
    relative: atom.relative || atom.inYear !== undefined,
  }
}

/** The first number of "on 3 and 5 May 2023". */
function dayBefore(reader: Reader, start: number, left: number): Atom | undefined {
  const day = /^(on|the|and|or)$/.test(at(reader, start - 1)) ? dayNumber(reader, start) : undefined
  const joined = skip(reader, start + 1, 'and', 'or')
  if (day === undefined || left === 0 || (joined === start + 1 && reader.words[joined]?.gap !== 2)) return undefined
  const next = dayNumber(reader, joined) === undefined ? undefined : listedAt(reader, joined, left - 1)
  if (next?.grain !== 'day') return undefined
  const found = dayOf(yearOf(next.low), monthOf(next.low), day)
  return found && { ...found, to: start + 1, grain: 'day', relative: next.relative }
}

const openings = ['between', 'from']
const spans = [
  'the time between',
  'the time from',
  'the period between',
  'the period from',
  'the years between',
  'the years from',
  'the months from',
  'the months between',
  'the range',
]
const joins = ['to', 'up to', 'until', 'up until', 'till', 'through', 'thru']

/** "between 2010 and 2012", "from 3 May to 9 May 2023", "January to March 2023", "2010-2012", "since 2010 until 2012". */
export function rangeAt(reader: Reader, start: number): Range | undefined {
  const opened = prepositionAt(reader, start)
  const led = opened !== undefined && /^(in|from|since)$/.test(opened.mode) && !opened.edge ? opened.to : start
  const from = skip(reader, skip(reader, led, ...spans), ...openings)
  const between = at(reader, from - 1) === 'between' && from > start
  const allowed = between ? ['and', 'to'] : joins
  return dayNumbers(reader, from, allowed) ?? twoEnds(reader, from, allowed, from > start && !between)
}

function twoEnds(reader: Reader, from: number, allowed: readonly string[], led: boolean): Range | undefined {
  const left = momentAt(reader, from)
  const joined = left && afterJoin(reader, left.to, allowed)
  if (left === undefined || joined === undefined) return undefined
  const right = dayInMonth(reader, left, joined) ?? endAt(reader, joined)
  if (right === undefined) return undefined
  const yearless = [left, right].filter(end => end.inYear !== undefined).length
  const present = [left, right].some(end => end.relative && end.inYear === undefined)
  // What stands side by side is a range only between like ends: not "in 2023 last month".
  if (joined === left.to && (left.grain !== right.grain || present)) return undefined
  const { low, high } = aligned(left, right)
  const months = left.month !== undefined && right.month !== undefined
  if (low >= high && !months) return undefined
  return {
    low: left.point ?? low,
    high,
    to: right.to,
    grain: left.grain === 'hour' ? 'hour' : right.grain,
    relative: present || yearless === 2,
    ...(left.bareYear === true && (right.bareYear === true || !led) ? { bareYear: true } : {}),
    ...(months ? { month: left.month } : {}),
    ...(months && left.month !== right.month ? { throughMonth: right.month } : {}),
  }
}

/** The end without a year takes the year of the other, or the one beside it where the ends would cross. */
function aligned(left: Atom, right: Atom): Interval {
  if (right.inYear !== undefined && left.inYear === undefined) {
    const year = yearOf(left.low)
    const same = right.inYear(year)
    const end = same !== undefined && same.high > left.low ? same : right.inYear(year + 1)
    return { low: left.low, high: end?.high ?? right.high }
  }
  if (left.inYear === undefined)
    return left.low < right.high ? { low: left.low, high: right.high } : { low: right.low, high: left.high }
  const year = yearOf(right.low)
  const same = left.inYear(year)
  const begin = same !== undefined && same.low < right.high ? same : left.inYear(year - 1)
  return { low: begin?.low ?? left.low, high: right.high }
}

/** The end of a range: a stretch of time, the end or start of one, or the present. */
function endAt(reader: Reader, from: number): Atom | undefined {
  const atom = momentAt(reader, from)
  if (atom !== undefined) return atom
  const now = skip(reader, from, 'now', 'date', 'present', 'the present')
  if (now > from) {
    const low = dayStart(reader.now)
    return { low, high: low + dayMs, to: now, grain: 'day', relative: true }
  }
  const end = skip(reader, from, 'the end of', 'end of')
  return end > from ? (atomAt(reader, end) ?? theUnit(reader, end)) : undefined
}

/** "3-9 May 2023", "between 3 and 9 May". */
function dayNumbers(reader: Reader, start: number, allowed: readonly string[]): Range | undefined {
  const from = skip(reader, start, 'the')
  const day = dayNumber(reader, from)
  const joined = day === undefined ? undefined : afterJoin(reader, from + 1, allowed)
  if (day === undefined || joined === undefined || dayNumber(reader, skip(reader, joined, 'the')) === undefined)
    return undefined
  const right = atomAt(reader, joined)
  if (right?.grain !== 'day' || right.high - right.low !== dayMs) return undefined
  const left = dayOf(yearOf(right.low), monthOf(right.low), day)
  return left !== undefined && left.low < right.low
    ? { low: left.low, high: right.high, to: right.to, grain: 'day', relative: right.relative }
    : undefined
}

/** The second number of "May 3-9, 2023". */
function dayInMonth(reader: Reader, left: Atom, from: number): Atom | undefined {
  const day = left.grain === 'day' && left.inYear !== undefined ? dayNumber(reader, from) : undefined
  if (
    day === undefined ||
    left.to < 1 ||
    dayNumber(reader, left.to - 1) === undefined ||
    dateAt(reader, from) !== undefined
  )
    return undefined
  const said = yearAfter(reader, from + 1)
  const inYear = (year: number): Interval | undefined => dayOf(year, monthOf(left.low), day)
  const found = inYear(said?.year ?? yearOf(left.low))
  if (found === undefined) return undefined
  return {
    ...found,
    to: said?.to ?? from + 1,
    grain: 'day',
    relative: said?.relative ?? true,
    ...(said === undefined ? { inYear } : {}),
  }
}
