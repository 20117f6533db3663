import { dayParts } from './periods-relative.ts'
import { afterJoin, at, type Reader, setOf, skip, weekdayName } from './periods-words.ts'

/** Minutes after midnight, [low, high): the hour or minute that was said. */
type Clock = { readonly to: number; readonly low: number; readonly high: number }
/** Weekdays (0 is Sunday) or hours, of any date. */
export type Recurrence =
  | { readonly to: number; readonly weekdays: readonly number[] }
  | { readonly to: number; readonly hours: readonly [number, number] }

/** "6 pm", "6:30 p.m.", "18:00", "6 o'clock", "noon". */
export function clockAt(reader: Reader, from: number): Clock | undefined {
  const word = at(reader, from)
  if (word === 'noon' || word === 'midday') return { to: from + 1, low: 720, high: 780 }
  if (word === 'midnight') return { to: from + 1, low: 0, high: 60 }
  const match = /^(\d{1,2})(?::([0-5]\d)(?::[0-5]\d)?)?([ap]m)?$/.exec(
    reader.words[from]?.quoted === false ? spoken(reader, from) : '',
  )
  if (match === null) return undefined
  let to = from + 1
  let half = match[3]
  if (half === undefined && /^[ap]m$/.test(at(reader, to))) half = at(reader, to++)
  else if (half === undefined && match[2] === undefined) {
    if (!/^o.?clock$/.test(reader.words[to]?.text.toLowerCase() ?? '')) return undefined
    to++
  }
  let hour = Number(match[1])
  if (hour > 23 || (half !== undefined && (hour === 0 || hour > 12))) return undefined
  if (half !== undefined) hour = (hour % 12) + (half === 'pm' ? 12 : 0)
  const low = hour * 60 + Number(match[2] ?? 0)
  return { to, low, high: low + (match[2] === undefined || match[2] === '00' ? 60 : 1) }
}

/** The word with its colon and without the dots of "p.m.". */
const spoken = (reader: Reader, from: number): string => reader.words[from]!.text.toLowerCase().replaceAll('.', '')

const afterWords = ['after', 'since', 'from', 'later than', 'past', 'starting at']
const beforeWords = ['before', 'until', 'till', 'by', 'earlier than', 'prior to', 'up to']
const atWords = ['at around', 'at about', 'at', 'around', 'during']

/** "in the morning", "after 6 pm", "between 9 am and 5 pm", "at 18:30". */
export function hoursAt(reader: Reader, start: number, follows: boolean): Recurrence | undefined {
  return clockRange(reader, start) ?? clockEdge(reader, start) ?? partOfDay(reader, start, follows)
}

function clockRange(reader: Reader, start: number): Recurrence | undefined {
  const from = skip(reader, start, 'between', 'from')
  const between = from > start && at(reader, start) === 'between'
  const joins = between ? ['and', 'to'] : ['to', 'until', 'till', 'through']
  const first = clockAt(reader, from)
  // "between 9 and 5 pm"
  const hour = first === undefined && from > start ? reader.words[from]?.number : undefined
  const end = first?.to ?? (hour === undefined ? undefined : from + 1)
  const joined = end === undefined ? undefined : afterJoin(reader, end, joins)
  const second = joined === undefined ? undefined : clockAt(reader, joined)
  if (second === undefined || joined === undefined) return undefined
  const low = first?.low ?? (hour === undefined || hour > 12 ? undefined : hour * 60)
  if (low === undefined || low === second.low) return undefined
  return { to: second.to, hours: [low / 60, second.low / 60] }
}

function clockEdge(reader: Reader, start: number): Recurrence | undefined {
  for (const [phrases, kind] of [
    [afterWords, 'after'],
    [beforeWords, 'before'],
    [atWords, 'at'],
  ] as const) {
    const from = skip(reader, start, ...phrases)
    const clock = from > start ? clockAt(reader, from) : undefined
    if (clock === undefined) continue
    const to =
      kind === 'after'
        ? skip(reader, clock.to, 'onwards', 'onward', 'or later')
        : kind === 'before'
          ? skip(reader, clock.to, 'or earlier')
          : clock.to
    if (kind !== 'at' && at(reader, clock.to - 1) === 'midnight') return undefined
    if (kind === 'before' && clock.low === 0) return undefined
    return {
      to,
      hours:
        kind === 'after'
          ? [clock.low / 60, 24]
          : kind === 'before'
            ? [0, clock.low / 60]
            : [clock.low / 60, clock.high / 60],
    }
  }
  return undefined
}

/** A part of the day with its preposition, or right after a day: "yesterday morning". */
function partOfDay(reader: Reader, start: number, follows: boolean): Recurrence | undefined {
  const led = skip(reader, start, 'in the', 'during the', 'at', 'every', 'each', 'in')
  if (led === start && !follows) return undefined
  const word = at(reader, led)
  const name = word === 'nighttime' ? 'night' : word.replace(/s$/, '')
  if (!Object.hasOwn(dayParts, name) || (at(reader, led - 1) === 'at' && name !== 'night')) return undefined
  return { to: skip(reader, led + 1, 'hours', 'time'), hours: dayParts[name]! }
}

const namedDays = setOf('black good easter cyber ash palm super')
const anyDay = ['on a', 'on an', 'on the', 'on any', 'on', 'every', 'each', 'during the', 'during', 'of a', 'a']

/** "on Mondays", "on a Saturday or Sunday", "Monday to Friday", "on weekdays", "at the weekend". */
export function weekdaysAt(reader: Reader, start: number): Recurrence | undefined {
  const from = skip(reader, start, ...anyDay, 'at the', 'at', 'between', 'from')
  const led = from > start
  const first = daysAt(reader, from, led)
  if (first === undefined) return undefined
  let { to } = first
  const days = new Set(first.days)
  const joins = at(reader, from - 1) === 'between' && led ? ['and', 'to'] : ['to', 'through', 'until', 'till', 'thru']
  const range = afterJoin(reader, to, joins)
  const last = range === undefined || first.days.length !== 1 ? undefined : daysAt(reader, range, true)
  if (last?.days.length === 1) {
    for (let day = first.days[0]!; day !== last.days[0]; day = (day + 1) % 7) days.add(day)
    days.add(last.days[0]!)
    return { to: last.to, weekdays: [...days].sort((x, y) => x - y) }
  }
  for (;;) {
    const joined = skip(reader, to, 'and', 'or')
    if (joined === to && reader.words[to]?.gap !== 2) break
    const next = daysAt(reader, skip(reader, joined, ...anyDay), true)
    if (next === undefined) break
    for (const day of next.days) days.add(day)
    to = next.to
  }
  // "Mon" and "Sun" alone, without preposition or company, are other words.
  if (!led && days.size === 1 && !/days?$/.test(at(reader, from))) return undefined
  return { to, weekdays: [...days].sort((x, y) => x - y) }
}

const workdays: readonly number[] = [1, 2, 3, 4, 5]

function daysAt(
  reader: Reader,
  from: number,
  led: boolean,
): { readonly to: number; readonly days: readonly number[] } | undefined {
  const word = at(reader, from)
  const split = skip(reader, from, 'week end', 'week ends')
  if (/^weekends?$/.test(word)) return { to: from + 1, days: [0, 6] }
  if (split > from && reader.words[from + 1]!.gap === 1) return { to: split, days: [0, 6] }
  if (led && /^(weekdays?|workdays?)$/.test(word)) return { to: from + 1, days: workdays }
  if (led && /^(working|business)$/.test(word) && /^days?$/.test(at(reader, from + 1)))
    return { to: from + 2, days: workdays }
  const day = weekdayName(word)
  if (day === undefined || namedDays.has(at(reader, from - 1))) return undefined
  if (!/days?$/.test(word) && !reader.words[from]!.capitalized) return undefined
  return { to: from + 1, days: [day] }
}
