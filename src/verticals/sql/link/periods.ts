import { dayMs, type Grain, type Interval, isoText } from './periods-calendar.ts'
import { agoBoundAt, type Preposition, postfixAt, prepositionAt } from './periods-prepositions.ts'
import { atomAt, momentAt, type Range, rangeAt } from './periods-ranges.ts'
import { theUnit } from './periods-relative.ts'
import { hoursAt, weekdaysAt } from './periods-times.ts'
import { type Atom, at, type Reader, wordsOf } from './periods-words.ts'
import type { Span, Token } from './question.ts'

/**
 * A stretch of time said in the question, with its preposition. `low` is inclusive, `high` exclusive: 'YYYY-MM-DD', or
 * 'YYYY-MM-DD HH:MM:SS' in both where the question gives a time. Either may be absent; both are where a recurrence
 * (months, weekdays, hours of any date) is meant.
 */
export type Period = Span & {
  readonly low?: string
  readonly high?: string
  readonly grain: Grain
  /** A month of every year, 1 to 12. */
  readonly monthOfYear?: number
  /** With `monthOfYear`: through this month, which may be smaller ("from November to February"). */
  readonly throughMonth?: number
  /** 0 is Sunday, ascending. */
  readonly weekdays?: readonly number[]
  /** [low, high) with fractions for minutes; low > high wraps around midnight. */
  readonly hours?: readonly [number, number]
  readonly words: string
  /** Depends on the present: "last week", "Q2" and "since May" without a year. */
  readonly relative: boolean
  /** Only its size makes the number a year: it may be any other value. */
  readonly bareYear?: boolean
  /** The other reading: month first in "5/6/2013", the rolling year in "the last year". */
  readonly ambiguous?: { readonly low?: string; readonly high?: string }
}

type Found = Omit<Period, keyof Span | 'words'> & { readonly to: number }

/** The dates and periods of a question, in order, without overlap. `now` in milliseconds; everything is in UTC. */
export function findPeriods(tokens: readonly Token[], now: number): Period[] {
  const words = wordsOf(tokens)
  const reader: Reader = { words, now, atoms: new Map() }
  const periods: Period[] = []
  let last = -1
  for (let from = 0; from < words.length; ) {
    const found = phraseAt(reader, from, last === from)
    if (found === undefined) {
      from++
      continue
    }
    const { to, ...period } = found
    const span = { from: words[from]!.from, to: words[to - 1]!.to }
    const text = words.slice(from, to).map(word => word.text)
    const joined = listed(periods.at(-1), { ...period, ...span, words: text.join(' ') }, tokens)
    const merged = merge(periods.at(-1), joined, tokens)
    if (merged === undefined) periods.push(joined)
    else periods[periods.length - 1] = merged
    from = to
    last = to
  }
  return periods
}

/** "in 2013, 2014 and 2015": the preposition makes years of them all. */
function listed(before: Period | undefined, period: Period, tokens: readonly Token[]): Period {
  if (before === undefined || before.grain !== 'year' || before.bareYear === true || period.bareYear !== true)
    return period
  if (tokens.slice(before.to, period.from).some(token => !/^(and|or)$/.test(token.lower))) return period
  const { bareYear: _, ...sure } = period
  return sure
}

/** "after 2010 and before 2015" is one period. */
function merge(before: Period | undefined, period: Period, tokens: readonly Token[]): Period | undefined {
  if (before?.low === undefined || before.high !== undefined || period.high === undefined || period.low !== undefined)
    return undefined
  const gap = tokens.slice(before.to, period.from)
  const joined = gap.length === 0 || (gap.length === 1 && /^(and|but)$/.test(gap[0]!.lower))
  if (!joined || before.low >= period.high || before.low.length !== period.high.length) return undefined
  return {
    ...before,
    high: period.high,
    to: period.to,
    words: [before.words, ...gap.map(token => token.text), period.words].join(' '),
    relative: before.relative || period.relative,
  }
}

/** The phrase that begins at `start`; `follows`: right behind another one. */
function phraseAt(reader: Reader, start: number, follows: boolean): Found | undefined {
  const range = rangeAt(reader, start)
  if (range !== undefined) return inside(range)
  const ago = agoBoundAt(reader, start)
  if (ago !== undefined && atomAt(reader, ago.to)?.point !== undefined) return bounded(reader, ago)
  const preposition = prepositionAt(reader, start)
  const led = preposition && bounded(reader, preposition)
  if (led !== undefined) return led
  const weekdays = weekdaysAt(reader, start)
  const atom = weekdays === undefined ? undefined : dated(reader, weekdays.to)
  if (weekdays !== undefined && atom !== undefined) return atom
  const alone = preposition === undefined ? bounded(reader, { mode: 'in', to: start, edge: false }) : undefined
  if (alone !== undefined) return alone
  const recurrence = weekdays ?? hoursAt(reader, start, follows)
  return recurrence && { ...recurrence, grain: 'weekdays' in recurrence ? 'day' : 'hour', relative: false }
}

/** "Monday, 6 May 2024": the weekday says nothing new. */
function dated(reader: Reader, from: number): Found | undefined {
  const named = /\d/.test((reader.words[from]?.lower ?? '') + at(reader, from + 1))
  const atom = named ? atomAt(reader, from) : undefined
  const day = atom?.grain === 'day' && atom.high - atom.low === dayMs
  const moment = day ? momentAt(reader, from) : undefined
  return moment && inside(moment)
}

function bounded(reader: Reader, { to: from, mode, edge }: Preposition): Found | undefined {
  const atom = momentAt(reader, from) ?? (edge ? theUnit(reader, from) : undefined)
  if (atom === undefined) return undefined
  const postfix = mode === 'in' || mode === 'from' ? postfixAt(reader, atom.to, mode) : undefined
  const open = postfix !== undefined && atomAt(reader, postfix.to) === undefined ? postfix : { mode, to: atom.to }
  const { other, point } = atom
  const ended = { ...atom, to: open.to }
  switch (open.mode) {
    case 'since':
      return within(ended, { low: point ?? atom.low }, other && { low: other.low })
    case 'after':
      return within(ended, { low: point ?? atom.high }, other && { low: other.high })
    case 'before':
      return within(ended, { high: point ?? atom.low }, other && { high: other.low })
    case 'until':
    case 'by':
      return within(ended, { high: atom.high }, other && { high: other.high })
    default:
      return inside(atom)
  }
}

function inside(range: Range): Found | undefined {
  const { to, low, high, month, throughMonth, other } = range
  if (month === undefined) return within(range, { low, high }, other)
  return {
    to,
    grain: 'month',
    monthOfYear: month,
    ...(throughMonth === undefined ? {} : { throughMonth }),
    relative: false,
  }
}

/** Bounds as text; none where a year has other than four digits. */
function within(atom: Atom, bounds: Partial<Interval>, other: Partial<Interval> | undefined): Found | undefined {
  const written = write(bounds, atom.grain === 'hour')
  const second = other && write(other, atom.grain === 'hour')
  if (written === undefined) return undefined
  return {
    to: atom.to,
    ...written,
    grain: atom.grain,
    relative: atom.relative || atom.inYear !== undefined,
    ...(atom.bareYear === true ? { bareYear: true } : {}),
    ...(second === undefined ? {} : { ambiguous: second }),
  }
}

function write({ low, high }: Partial<Interval>, withTime: boolean): { low?: string; high?: string } | undefined {
  const [first, last] = [low, high].map(ms => (ms === undefined ? undefined : isoText(ms, withTime)))
  if ((low !== undefined && first === undefined) || (high !== undefined && last === undefined)) return undefined
  return { ...(first === undefined ? {} : { low: first }), ...(last === undefined ? {} : { high: last }) }
}
