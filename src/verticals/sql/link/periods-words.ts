import type { Grain, Interval } from './periods-calendar.ts'
import type { Token } from './question.ts'

/** A word as dates are written: tokens without a gap are one word ("1990s", "2nd", "6pm"). */
export type Word = {
  readonly text: string
  /** Normalized, without blanks and dots: "p.m." is "pm". */
  readonly lower: string
  /** First token and the one after the last. */
  readonly from: number
  readonly to: number
  /** Characters between the word before and this one. */
  readonly gap: number
  readonly quoted: boolean
  readonly capitalized: boolean
  /** A whole number in digits or letters, without an ordinal ending. */
  readonly number?: number
}

/** A stretch of time said without preposition. Positions are indexes into the words. */
export type Atom = Interval & {
  readonly to: number
  readonly grain: Grain
  /** Depends on the present. */
  readonly relative: boolean
  /** A number alone, read as a year for its size. */
  readonly bareYear?: boolean
  /** A month of any year; low and high are the latest one. */
  readonly month?: number
  /** No year was said: the same stretch in a year. */
  readonly inYear?: (year: number) => Interval | undefined
  /** "3 months ago": the moment itself, within [low, high). */
  readonly point?: number
  /** The other reading. */
  readonly other?: Interval
}

export type Reader = {
  readonly words: readonly Word[]
  readonly now: number
  /** What was read at a position; null for nothing. */
  readonly atoms: Map<number, Atom | null>
}

/** The question's words; every token belongs to one. */
export function wordsOf(tokens: readonly Token[]): Word[] {
  const words: Word[] = []
  for (let from = 0; from < tokens.length; ) {
    let to = from + 1
    let text = tokens[from]!.text
    let lower = tokens[from]!.lower
    while (to < tokens.length && /\d$/.test(text) && tokens[to]!.start === tokens[to - 1]!.end) {
      text += tokens[to]!.text
      lower += tokens[to]!.lower
      to++
    }
    const first = tokens[from]!
    const number = to === from + 1 && Number.isInteger(first.number) ? first.number : undefined
    words.push({
      text: text.replace(/,$/, ''),
      lower: lower.replaceAll(' ', ''),
      from,
      to,
      gap: from === 0 ? 0 : first.start - tokens[from - 1]!.end + (/,$/.test(tokens[from - 1]!.text) ? 1 : 0),
      quoted: first.quoted,
      capitalized: first.capitalized,
      ...(number === undefined ? {} : { number }),
    })
    from = to
  }
  return words
}

const list = (text: string): readonly string[] => text.split(' ')
/** A set of blank-separated words. */
export const setOf = (text: string): ReadonlySet<string> => new Set(list(text))
const numbered = (rows: string): ReadonlyMap<string, number> =>
  new Map(rows.split(', ').flatMap((row, at) => list(row).map(word => [word, at] as const)))

const monthNames = numbered(
  'january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, september sep sept, october oct, november nov, december dec',
)
const weekdayNames = numbered(
  'sunday sundays sun, monday mondays mon, tuesday tuesdays tue tues, wednesday wednesdays wed, thursday thursdays thu thur thurs, friday fridays fri, saturday saturdays sat',
)
const ordinalNames = numbered(
  'zeroth, first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, eleventh, twelfth',
)
const unitNames: ReadonlyMap<string, Grain> = new Map(
  (['hour', 'day', 'week', 'month', 'quarter', 'year'] as const).flatMap(unit => [
    [unit, unit] as const,
    [`${unit}s`, unit] as const,
  ]),
)

/** The word at `at`, '' beyond the question's ends and inside quotation marks. */
export function at({ words }: Reader, position: number): string {
  const word = words[position]
  return word === undefined || word.quoted ? '' : word.lower
}
/** January is 1. */
export const monthName = (word: string): number | undefined => {
  const found = monthNames.get(word)
  return found === undefined ? undefined : found + 1
}
/** Sunday is 0. */
export const weekdayName = (word: string): number | undefined => weekdayNames.get(word)
export const unitName = (word: string): Grain | undefined => unitNames.get(word)
/** "third", "3rd". */
export function ordinal(word: string): number | undefined {
  const digits = /^(\d{1,3})(?:st|nd|rd|th)$/.exec(word)
  return digits === null ? ordinalNames.get(word) : Number(digits[1])
}

/** Past the first of the phrases that stands at `position`; `position` itself when none does. */
export function skip(reader: Reader, position: number, ...phrases: readonly string[]): number {
  const first = at(reader, position)
  if (first === '') return position
  for (const phrase of phrases) {
    if (phrase === first) return position + 1
    if (!phrase.startsWith(first) || phrase[first.length] !== ' ') continue
    const parts = phrase.split(' ')
    if (parts.every((part, offset) => at(reader, position + offset) === part)) return position + parts.length
  }
  return position
}

/** The position after a connector of two ends: a word of `joins`, or a dash, which leaves only a gap of 1 or 3. */
export function afterJoin(reader: Reader, position: number, joins: readonly string[]): number | undefined {
  const joined = skip(reader, position, ...joins)
  if (joined > position) return joined
  const gap = reader.words[position]?.gap
  return gap === 1 || gap === 3 ? position : undefined
}
