import type { DateOf } from '../../../lang/sql/ast.ts'
import { column } from '../../../lang/sql/ast.ts'
import type { LinkedQuestion } from './match.ts'
import { stopWords } from './question.ts'
import type { IndexedColumn, SchemaIndex } from './schema-index.ts'

/** A date of something that happened to a row. */
export type EventDate = {
  readonly column: IndexedColumn
  /** Words of its name that say what happened. */
  readonly words: readonly string[]
  readonly events: readonly string[]
  /** What happens first has the lowest; undefined where the name does not tell. */
  readonly rank: number | undefined
}

/** Two dates of one row, the earlier event first. */
export type DatePair = { readonly from: EventDate; readonly to: EventDate }

type Kind = {
  /** Words that say it, two joined by a blank. */
  readonly said: RegExp
  readonly rank: number
  /** What it ends, or follows on: the likeliest first. */
  readonly follows: readonly string[]
  /** The time from the one to the other is rather told in hours, where times are stored. */
  readonly brief?: true
}

const kinds: Readonly<Record<string, Kind>> = {
  order: { said: /^(order(s|ed|ing)?|placed|purchas(e|es|ed|ing)|bought)$/, rank: 0, follows: [] },
  book: { said: /^(book(ed|ing|ings)?|reserv(e|ed|ation|ations))$/, rank: 0, follows: [] },
  issue: { said: /^(issu(e|es|ed|ing|ance)|invoic(e|ed|ing)|billed)$/, rank: 0, follows: [] },
  open: {
    said: /^(open(s|ed|ing)?|raised|report(ed)?|submit(ted)?|submission|filed|logged|lodged|creat(e|ed|ion)|requested)$/,
    rank: 0,
    follows: [],
  },
  admit: { said: /^(adm|admit(s|ted)?|admissions?)$/, rank: 0, follows: [] },
  checkIn: { said: /^(check ?in|checked in|checking in|checkin)$/, rank: 0, follows: [] },
  start: { said: /^(start(s|ed|ing)?|beg(in|ins|an|un|inning)|departure|depart(s|ed)?|left)$/, rank: 0, follows: [] },
  borrow: { said: /^(loan(s|ed)?|borrow(ed|ing)?|lent|lend|rent(ed)?|picked up|pick ?up)$/, rank: 0, follows: [] },
  hire: { said: /^(hir(e|ed|ing)|join(ed|ing)?|employed)$/, rank: 0, follows: [] },
  signUp: { said: /^(sign ?up|signed up|register(ed)?|registration|enroll?(ed|ment)?)$/, rank: 0, follows: [] },
  give: { said: /^(given?|gave|gifts?|donat(e|ed|ion))$/, rank: 0, follows: [] },
  due: { said: /^(due|deadline|required|expected|promised|planned|scheduled|target)$/, rank: 1, follows: [] },
  ship: {
    said: /^(ship(s|ped|ping|ment)?|dispatch(ed)?|sent|send(ing)?)$/,
    rank: 2,
    follows: ['order', 'book', 'open', 'issue'],
  },
  deliver: {
    said: /^(deliver(s|y|ed|ies|ing)?|arriv(e|es|ed|al|ing)|received?)$/,
    rank: 3,
    follows: ['order', 'start', 'book', 'ship', 'open'],
  },
  close: {
    said: /^(clos(e|es|ed|ing|ure)|resol(ve|ves|ved|ving|ution)|solv(e|ed|ing)|settled?|settlement|fix(ed)?)$/,
    rank: 3,
    follows: ['open', 'start', 'issue', 'order'],
    brief: true,
  },
  pay: { said: /^(pay(s|ing|ment|ments)?|paid|settled?)$/, rank: 3, follows: ['issue', 'order', 'book', 'open'] },
  return: {
    said: /^(return(s|ed|ing)?|brought back|bring back|given back)$/,
    rank: 3,
    follows: ['borrow', 'issue', 'start', 'checkIn', 'order', 'book'],
  },
  discharge: { said: /^(dis|discharg(e|es|ed|ing)|released?|left|leave)$/, rank: 3, follows: ['admit', 'start'] },
  checkOut: {
    said: /^(check ?out|checked out|checking out|checkout|left|leave)$/,
    rank: 3,
    follows: ['checkIn', 'start'],
  },
  end: {
    said: /^(end(s|ed|ing)?|finish(es|ed|ing)?|complet(e|es|ed|ing|ion)|done|expir(e|es|ed|y)|terminated?|left|leave)$/,
    rank: 3,
    follows: ['start', 'hire', 'signUp', 'open'],
    brief: true,
  },
  thank: { said: /^(thank(s|ed|ing)?)$/, rank: 3, follows: ['give'] },
}

const generic = /^(date|dt|at|on|time|day|ts|timestamp|datetime|when|the)$/
/** Ends of a name that say which end of a stretch of time it is. */
const columnOnly: ReadonlyMap<string, string> = new Map([
  ['from', 'start'],
  ['since', 'start'],
  ['to', 'end'],
  ['until', 'end'],
])

/** The kinds of event that a word, or two of them, say. */
const kindsOf = (text: string): string[] => Object.keys(kinds).filter(name => kinds[name]!.said.test(text))

const cache = new WeakMap<SchemaIndex, readonly EventDate[]>()

/** All columns that hold the date of an event; dates of birth are none. */
export function eventDates(index: SchemaIndex): readonly EventDate[] {
  const known = cache.get(index)
  if (known !== undefined) return known
  const found = index.columns.flatMap((col): EventDate[] => {
    const { storage } = col.profile
    const text = col.words.join(' ')
    if (storage === undefined || storage === 'year' || col.column.type === 'time' || col.expr !== undefined) return []
    if (/\b(birth|born|dob|birthday|bday)\b/.test(text)) return []
    const words = col.words.filter(word => !generic.test(word))
    const whole = kindsOf(words.join(' '))
    const events =
      whole.length > 0 ? whole : words.flatMap(word => [...kindsOf(word), columnOnly.get(word) ?? []].flat())
    const ranks = events.map(name => kinds[name]!.rank)
    return [{ column: col, words, events, rank: ranks.length === 0 ? undefined : Math.min(...ranks) }]
  })
  cache.set(index, found)
  return found
}

/** The table's dates; none but one are no pair. */
const datesOf = (index: SchemaIndex, table: number): EventDate[] =>
  eventDates(index).filter(({ column: col }) => col.table === table)

/** A date that words of the question say, and where they stand. */
export type SaidDate = { readonly date: EventDate; readonly score: number; readonly at: readonly number[] }

/** The dates that the tokens [from, to) speak of, best first: by their own words, or by what happened. */
export function saidDates(linked: LinkedQuestion, index: SchemaIndex, from: number, to: number): SaidDate[] {
  const { tokens } = linked
  const found = eventDates(index).flatMap((date): SaidDate[] => {
    let score = 0
    const at: number[] = []
    for (let i = Math.max(0, from); i < Math.min(to, tokens.length); i++) {
      const { lower, stem, quoted } = tokens[i]!
      if (quoted || (stopWords.has(lower) && lower !== 'due')) continue
      const next = tokens[i + 1]?.lower
      const both = next !== undefined && i + 1 < to ? `${lower} ${next}` : lower
      const own = date.words.includes(stem) || date.words.includes(lower)
      const pair = both !== lower && kindsOf(both).some(name => date.events.includes(name))
      const alone = kindsOf(lower).some(name => date.events.includes(name))
      if (!own && !pair && !alone) continue
      score += own ? 2 : 1.5
      at.push(i)
      if (pair) at.push(i + 1)
      if (generic.test(next ?? '') && i + 1 < to && !at.includes(i + 1)) at.push(i + 1)
    }
    return at.length === 0 ? [] : [{ date, score: score / Math.max(1, date.words.length) ** 0.5, at }]
  })
  return found.sort((x, y) => y.score - x.score || x.date.column.id - y.date.column.id)
}

/** The tables that the question names, in its order. */
export const namedTables = ({ tables }: LinkedQuestion): number[] =>
  tables
    .map((match, id) => ({ match, id }))
    .filter(({ match }) => match.full)
    .sort((x, y) => x.match.at[0]! - y.match.at[0]!)
    .map(({ id }) => id)

const follows = (to: EventDate, from: EventDate): number => {
  const places = to.events.flatMap(name => kinds[name]!.follows).map(name => from.events.includes(name))
  return places.indexOf(true)
}

/** What a date that ends something counts from: what it follows on by its kind, else the table's first event. */
export function startFor(index: SchemaIndex, to: EventDate): EventDate | undefined {
  const others = datesOf(index, to.column.table).filter(other => other !== to)
  const [best] = others
    .filter(from => follows(to, from) >= 0)
    .sort((x, y) => follows(to, x) - follows(to, y) || x.column.id - y.column.id)
  return (
    best ??
    others.find(({ rank }) => rank === 0) ??
    (others.length === 1 && others[0]!.rank === undefined ? others[0] : undefined)
  )
}

/** The other way about: what ends that which this date began. */
export function endFor(index: SchemaIndex, from: EventDate): EventDate | undefined {
  const others = datesOf(index, from.column.table).filter(other => other !== from)
  const [best] = others
    .filter(to => follows(to, from) >= 0)
    .sort((x, y) => follows(x, from) - follows(y, from) || x.column.id - y.column.id)
  return best ?? others.find(({ rank }) => rank !== undefined && rank >= 2)
}

/** The date by which something is to happen, of a table. */
export const dueOf = (index: SchemaIndex, table: number): EventDate | undefined =>
  datesOf(index, table).find(({ events }) => events.includes('due'))

/** What happened, or did not yet, of that which is due. */
export function doneOf(index: SchemaIndex, table: number): EventDate | undefined {
  const done = datesOf(index, table).filter(
    ({ rank, events }) => rank !== undefined && rank >= 2 && !events.includes('due'),
  )
  return done.sort((x, y) => y.rank! - x.rank! || x.column.id - y.column.id)[0]
}

/** The pairs of dates of a table that begin and end something, the likeliest first. */
export function pairsOf(index: SchemaIndex, table: number): DatePair[] {
  const dates = datesOf(index, table)
  const pairs = dates.flatMap(to =>
    dates.filter(from => from !== to && follows(to, from) >= 0).map(from => ({ from, to })),
  )
  return pairs.sort((x, y) => follows(x.to, x.from) - follows(y.to, y.from))
}

/** Someone's stay: admission to discharge, arrival to departure. */
export const isStay = ({ from, to }: DatePair): boolean =>
  from.events.some(name => /^(admit|checkIn)$/.test(name)) &&
  to.events.some(name => /^(discharge|checkOut)$/.test(name))

/** Of two dates of a row the one that comes first. */
export function inOrder(a: EventDate, b: EventDate): DatePair {
  const swaps = a.rank !== undefined && b.rank !== undefined && a.rank > b.rank
  return swaps ? { from: b, to: a } : { from: a, to: b }
}

export const dateOf = ({ column: col }: EventDate): DateOf => ({
  kind: 'date',
  arg: column(col.key, col.name),
  storage: col.profile.storage!,
})

/** Hours for what passes fast, where both dates have times; else days. */
export function usualUnit({ from, to }: DatePair): 'day' | 'hour' {
  const timed = ({ column: { profile } }: EventDate): boolean =>
    profile.storage?.startsWith('unix') === true ||
    profile.values
      .slice(0, 20)
      .some(value => /\d{1,2}:\d{2}/.test(String(value)) && !/ 00:00(:00)?$/.test(String(value)))
  return timed(from) && timed(to) && to.events.some(name => kinds[name]!.brief === true) ? 'hour' : 'day'
}
