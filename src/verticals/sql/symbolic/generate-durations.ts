import type { Rng } from '../../../core/rng.ts'
import {
  type ComparisonOperator,
  type Condition,
  call,
  compare,
  type Expr,
  literal,
  type Order,
} from '../../../lang/sql/ast.ts'
import { spanOf } from '../link/duration-measures.ts'
import type { Unit } from '../link/duration-words.ts'
import { type DatePair, dueOf, type EventDate, isStay, pairsOf, usualUnit } from '../link/events.ts'
import { drawGrouping } from './generate-aggregates.ts'
import { said, template } from './generate-computed.ts'
import { modified } from './generate-dated.ts'
import { keyOf, type Piece, ref } from './generate-draft.ts'
import { periodFor } from './generate-headers.ts'
import { isHeard } from './generate-heard.ts'
import { type Generated, type Topic, toSubject } from './generate-subject.ts'
import { chance, fillTemplate, pick, plural, sayColumn, sayTable } from './generate-text.ts'
import type { Focus, World } from './generate-world.ts'

/** What people say of an event: "to ship", "was shipped", "shipping". */
type Spoken = { readonly verb?: string; readonly done?: string; readonly noun: string }

const spoken: readonly (readonly [RegExp, Spoken])[] = [
  [/\bship/, { verb: 'ship', done: 'shipped', noun: 'shipping' }],
  [/\bdeliver/, { verb: 'deliver', done: 'delivered', noun: 'delivery' }],
  [/\border/, { done: 'ordered', noun: 'order' }],
  [/\bresolv/, { verb: 'resolve', done: 'resolved', noun: 'resolution' }],
  [/\bclos/, { verb: 'close', done: 'closed', noun: 'closing' }],
  [/\bopen/, { done: 'opened', noun: 'opening' }],
  [/\bpa(y|id)/, { verb: 'pay', done: 'paid', noun: 'payment' }],
  [/\bissu/, { done: 'issued', noun: 'issue date' }],
  [/\breturn/, { verb: 'return', done: 'returned', noun: 'return' }],
  [/\badm/, { done: 'admitted', noun: 'admission' }],
  [/\bdis/, { verb: 'discharge', done: 'discharged', noun: 'discharge' }],
  [/\bcheck ?in/, { noun: 'check-in' }],
  [/\bcheck ?out/, { noun: 'check-out' }],
  [/\bdepart/, { noun: 'departure' }],
  [/\barriv/, { noun: 'arrival' }],
  [/\bcomplet/, { verb: 'complete', done: 'completed', noun: 'completion' }],
  [/\bfinish/, { verb: 'finish', done: 'finished', noun: 'finish' }],
  [/\bcreat/, { done: 'created', noun: 'creation' }],
  [/\bthank/, { verb: 'thank', done: 'thanked', noun: 'thanking' }],
  [/\bgiven/, { done: 'given', noun: 'giving date' }],
  [/\bstart/, { done: 'started', noun: 'start' }],
  [/\bend\b/, { noun: 'end' }],
  [/\bdue/, { noun: 'due date' }],
]

function speak(date: EventDate, focus: Focus, rng: Rng): Spoken {
  const text = date.column.words.join(' ')
  const name = sayColumn(date.column, focus.table, rng)
  const known = spoken.find(([pattern]) => pattern.test(text))?.[1]
  if (known === undefined) return { noun: name === 'from' ? 'start' : name }
  return chance(rng, 0.8) ? known : { ...known, noun: name }
}

/** A duration of the database, with what is said of it. */
type Span = {
  readonly focus: Focus
  readonly pair: DatePair
  readonly unit: Unit
  /** The unit must be said: it is not the usual one. */
  readonly named: boolean
  readonly expr: Expr
  readonly from: Spoken
  readonly to: Spoken
}

function drawSpan(world: World, rng: Rng, passes: (focus: Focus) => boolean): Span | undefined {
  const able = world.focuses.flatMap(focus =>
    passes(focus)
      ? pairsOf(world.index, focus.table.id)
          .filter(({ to }) => !to.events.includes('due'))
          .map(pair => ({ focus, pair }))
      : [],
  )
  if (able.length === 0) return undefined
  const { focus, pair } = pick(rng, able)
  return toSpan(focus, pair, rng)
}

function toSpan(focus: Focus, pair: DatePair, rng: Rng): Span {
  const usual = usualUnit(pair)
  const timed = [pair.from, pair.to].every(({ column: { profile } }) =>
    profile.values.slice(0, 9).some(cell => String(cell).includes(':')),
  )
  const unit: Unit = timed && chance(rng, 0.4) ? pick(rng, ['hour', 'hour', 'minute'] as const) : 'day'
  const [from, to] = [speak(pair.from, focus, rng), speak(pair.to, focus, rng)]
  return { focus, pair, unit, named: unit !== usual, expr: spanOf(pair, unit), from, to }
}

/** Ways to say a duration as a thing that has an average. */
const nouns = [
  '{units} from {from} to {to}',
  '{units} between {from} and {to}',
  'number of {units} from {from} to {to}',
  'time from {from} to {to} {unit}',
  'time between {from} and {to} {unit}',
  '{units} to {verb}',
  '{units} to {verb} [a|an|the] {one}',
  '{units} until {to}',
  '{units} until {done}',
  'time to {verb} {unit}',
  'time to {verb} [a|an|the] {one} {unit}',
  'time until {to} {unit}',
  '{to} time {unit}',
]
const stays = ['length of stay {unit}', 'length of stay', 'stay {unit}', 'duration of stay {unit}']
const lasting = ['duration {unit}', '{one} duration {unit}']

/** The words for the duration; the unit stands in them or is the usual one. */
function sayNoun({ focus, pair, unit, named, from, to }: Span, rng: Rng): string | undefined {
  const one = sayTable(focus.table, rng)
  const units = `${unit}s`
  const mention = named || chance(rng, 0.3) ? `in ${units}` : ' '
  const list = isStay(pair) && chance(rng, 0.6) ? stays : chance(rng, 0.15) ? lasting : nouns
  return fillTemplate(
    pick(rng, list),
    { units, unit: mention, one, from: from.noun, to: to.noun, verb: to.verb, done: to.done },
    rng,
  )
}

const means = ['average', 'average', 'avg', 'mean']

const totalTexts = [
  '{fn} {words} {rest}',
  'what is the {fn} {words} {rest}',
  "what's our {fn} {words} {rest}",
  '{fn} {words} [for|of] {many}',
  'what is the {fn} {words} [for|of] {many}',
  '[show|give me|calculate] the {fn} {words} [for|of] {many}',
]
const takenTexts = [
  'how long does it take [on average |]to {verb} [a|an|] {one} {rest}',
  'how long does it [usually |]take to {verb} {many} on average {rest}',
  'how many {units} does it take [on average |]to {verb} [a|an|] {one} {rest}',
  'how many {units} on average from {from} to {to} {rest}',
  'how many {units} on average until [a|an] {one} is {done} {rest}',
  'how long from {from} to {to} on average {rest}',
]
const stayTexts = [
  'how long do {guests} stay on average {rest}',
  'how long did {guests} stay on average {rest}',
  'how many {units} do {guests} stay on average {rest}',
  'average stay {rest}',
]

/** "average hours to close a ticket", "how long does it take to ship an order". */
export const durationTotal: Topic = (world, rng) => {
  const span = drawSpan(world, rng, () => true)
  if (span === undefined) return undefined
  const { focus, expr } = span
  const when = chance(rng, 0.35) ? periodFor(world, focus, rng) : undefined
  const known = when === undefined && chance(rng, 0.2) ? knownPiece(span, rng) : undefined
  const pieces = [when, known].flatMap(piece => piece ?? [])
  const subject = toSubject(focus, pieces, rng)
  const longest = chance(rng, 0.2)
  const slots = { ...wordsOf(span, world, rng), many: subject.many, rest: subject.rest, words: sayNoun(span, rng) }
  const asked = longest || span.unit === 'minute' || chance(rng, 0.5)
  const list = asked ? totalTexts : isStay(span.pair) && chance(rng, 0.6) ? stayTexts : takenTexts
  if (list !== totalTexts && span.named && span.unit === 'day') return undefined
  const fn = longest ? pick(rng, ['max', 'max', 'min'] as const) : 'avg'
  const word = fn === 'avg' ? pick(rng, means) : fn === 'max' ? pick(rng, ['longest', 'maximum']) : 'shortest'
  const text = template(list, rng, { ...slots, fn: word })
  if (text === undefined) return undefined
  return heard(world, span, said(world, rng, text, { root: focus, items: [call(fn, expr)], pieces }))
}

/** What stands in templates for a duration. */
function wordsOf({ focus, unit, from, to }: Span, world: World, rng: Rng) {
  const guest = world.links.find(({ child, parent }) => child === focus && parent !== focus)?.parent
  return {
    one: sayTable(focus.table, rng),
    units: `${unit}s`,
    from: from.noun,
    to: to.noun,
    verb: to.verb,
    done: to.done,
    begun: from.done,
    guests: guest && plural(sayTable(guest.table, rng)),
  }
}

const heard = (world: World, { expr }: { readonly expr: Expr }, made: Generated | undefined): Generated | undefined =>
  made !== undefined && isHeard(made.question, world.index, expr) ? made : undefined

/** ", only orders that were shipped": the end is known. */
function knownPiece({ focus, pair, to }: Span, rng: Rng): Piece | undefined {
  if (to.done === undefined || pair.to.column.profile.nulls === 0) return undefined
  const many = plural(sayTable(focus.table, rng))
  const text = fillTemplate(
    pick(rng, [
      ', only {many} that were {done}',
      'for {many} that were {done}',
      ', {many} that were {done} only',
      ', only {done} {many}',
      'that were {done}',
    ]),
    { many, done: to.done },
    rng,
  )
  const condition: Condition = { kind: 'null', arg: ref(pair.to.column), not: true }
  return text === undefined ? undefined : { condition, tables: [], modifier: true, text, before: false }
}

const byTexts = [
  '{fn} {words} [by|per|for each|in each] {group} {rest}',
  '{words} [by|per] {group} {rest}',
  '[show|list|give me] the {fn} {words} [per|for each|by] {group} {rest}',
  'what is the {fn} {words} [per|for each] {group} {rest}',
  'for each {group}, the {fn} {words} {rest}',
  '{groups} and their {fn} {words} {rest}',
  '{group} and {fn} {words} {rest}',
]

/** "avg days from order to shipping, by carrier, only orders that were shipped". */
export const durationBy: Topic = (world, rng) => {
  const able = (focus: Focus): boolean => pairsOf(world.index, focus.table.id).length > 0
  const grouped = drawGrouping(world, rng, able)
  if (grouped === undefined) return undefined
  const { focus, tables, item, groupBy, group } = grouped
  const span = drawSpan(world, rng, one => one === focus)
  const words = span && sayNoun(span, rng)
  if (span === undefined || words === undefined) return undefined
  const when = chance(rng, 0.25) ? periodFor(world, focus, rng) : undefined
  const known = when === undefined && chance(rng, 0.35) ? knownPiece(span, rng) : undefined
  const pieces = [when, known].flatMap(piece => piece ?? [])
  const sorted = chance(rng, 0.2)
  const desc = chance(rng, 0.7)
  const order = sorted
    ? desc
      ? pick(rng, [', longest first', ', highest first', ', descending'])
      : pick(rng, [', shortest first', ', fastest first'])
    : ''
  const text = template(byTexts, rng, {
    fn: pick(rng, means),
    words,
    group,
    groups: plural(group),
    rest: `${pieces.map(piece => piece.text).join(' ')}${order}`,
  })
  if (text === undefined) return undefined
  const value = call('avg', span.expr)
  const orderBy: Order[] = sorted ? [{ expr: value, direction: desc ? 'desc' : 'asc' }] : []
  return heard(
    world,
    span,
    said(world, rng, text, { root: focus, tables, items: [ref(item), value], groupBy, orderBy, pieces }),
  )
}

const topTexts = [
  'which {one} took the {longest} [|to {verb}] {rest}',
  '{one} that took the {longest} to {verb} {rest}',
  '{one} with the {longest} [{to} time|time to {verb}|time from {from} to {to}|duration] {rest}',
  '{longest} {one} {rest}',
  'which {one} was the {longest} {rest}',
  'which {k} {many} took the {longest} to {verb} {rest}',
  '{k} {longest} {many} {rest}',
]
const stayTopTexts = [
  'which {who} stayed the {longest} {rest}',
  'who stayed the {longest} {rest}',
  '{who} with the {longest} stay {rest}',
  '{longest} stay, which {who} {rest}',
  '{who} who stayed {longest} {rest}',
  'the {k} {longest} stays, {who} {rest}',
]
const shownTexts = [
  ' and the number of {units}',
  '? names and number of {units}',
  ', with the number of {units}',
  ' and how many {units}',
]

/** "which patient stayed the longest? names and number of days", "the 5 orders that took longest to ship". */
export const durationTop: Topic = (world, rng) => {
  const parents = world.links.filter(({ child, parent }) => child !== parent && parent.label !== undefined)
  const span = drawSpan(world, rng, focus => focus.label !== undefined || parents.some(({ child }) => child === focus))
  if (span === undefined) return undefined
  const { focus, expr } = span
  const stays = isStay(span.pair)
  const link = parents.find(({ child }) => child === focus)
  const own = stays ? undefined : (focus.label ?? ownKey(world, focus))
  const label = own ?? link?.parent.label
  if (label === undefined || (!stays && own === undefined)) return undefined
  const many = !stays && chance(rng, 0.3)
  const limit = many ? pick(rng, [2, 3, 5, 10]) : 1
  const desc = chance(rng, 0.8)
  const shows = span.unit === 'day' && chance(rng, 0.4)
  const units = `${span.unit}s`
  const text = template(
    (stays ? stayTopTexts : topTexts).filter(one => one.includes('{k}') === many),
    rng,
    {
      ...wordsOf(span, world, rng),
      many: plural(sayTable(focus.table, rng)),
      who: link && sayTable(link.parent.table, rng),
      k: String(limit),
      longest: desc ? 'longest' : 'shortest',
      rest: shows ? fillTemplate(pick(rng, shownTexts), { units }, rng)! : ' ',
    },
  )
  if (text === undefined || (span.named && !shows)) return undefined
  const tables = own === undefined ? [keyOf(link!.parent)] : []
  const items = shows ? [ref(label), expr] : [ref(label)]
  const orderBy: Order[] = [{ expr, direction: desc ? 'desc' : 'asc' }]
  return heard(
    world,
    span,
    said(world, rng, text.replace(' ? ', '? ').replace(' , ', ', '), { root: focus, tables, items, orderBy, limit }),
  )
}

/** The key of rows that have no name. */
const ownKey = ({ index }: World, { table }: Focus) =>
  table.primary === undefined ? undefined : index.columns[table.primary]

const bounds: readonly (readonly [ComparisonOperator, readonly string[]])[] = [
  ['>', ['more than {n} {units}', 'over {n} {units}', 'longer than {n} {units}', 'more than {n} {units}']],
  ['>=', ['at least {n} {units}', '{n} {units} or more']],
  ['<', ['less than {n} {units}', 'under {n} {units}']],
  ['<=', ['within {n} {units}', 'no more than {n} {units}', 'at most {n} {units}', '{n} {units} or less']],
]
const afterTexts = [
  '{done} {bound} after [the |]{from}',
  '{done} {bound} after they were {begun}',
  'that were {done} {bound} after [the |]{from}',
  'that were {done} {bound} after they were {begun}',
  'with {bound} from {from} to {to}',
  'with {bound} between {from} and {to}',
]
const tookTexts = [
  'that took {bound} to {verb}',
  'that needed {bound} to {verb}',
  'that lasted {bound}',
  'that took {bound}',
]
const withinTexts = [
  '{done} {bound}',
  'that were {done} {bound}',
  '{done} {bound} of [the |]{from}',
  'that were {done} {bound} of [the |]{from}',
]
const sameTexts = ['{done} on the same day', '{done} the same day', 'that were {done} on the day of {from}']
const lateTexts = [
  '{done} late',
  'that were {done} late',
  '{done} after the due date',
  'that were {done} after they were due',
  'that were not {done} on time',
]
const timelyTexts = ['{done} on time', 'that were {done} on time', 'that were not {done} late']

/** "paid more than 30 days after they were issued", "delivered late". */
export function durationPiece(world: World, focus: Focus, rng: Rng): Piece | undefined {
  const pairs = pairsOf(world.index, focus.table.id).filter(({ to }) => !to.events.includes('due'))
  if (pairs.length === 0) return undefined
  const pair = pick(rng, pairs)
  const span = toSpan(focus, pair, rng)
  const slots = wordsOf(span, world, rng)
  const due = dueOf(world.index, focus.table.id)
  const late = due !== undefined && due !== pair.to && chance(rng, 0.5)
  const piece = (condition: Condition, list: readonly string[], bound = ''): Piece | undefined => {
    const text = template(list, rng, { ...slots, bound })
    return text === undefined ? undefined : { condition, tables: [], modifier: true, text, before: false }
  }
  if (late) {
    const isLate = chance(rng, 0.7)
    const expr = spanOf({ from: due, to: pair.to }, 'day')
    return piece(compare(expr, isLate ? '>' : '<=', literal(0)), isLate ? lateTexts : timelyTexts)
  }
  if (span.unit === 'day' && chance(rng, 0.06)) return piece(compare(span.expr, '=', literal(0)), sameTexts)
  const [op, words] = pick(rng, bounds)
  const n = drawLength(span, focus, rng)
  const bound = fillTemplate(pick(rng, words), { n: String(n), units: n === 1 ? span.unit : `${span.unit}s` }, rng)
  if (bound === undefined) return undefined
  const condition = compare(span.expr, op, literal(n))
  if (/^within/.test(bound)) return piece(condition, withinTexts, bound)
  const stayed = isStay(pair) && chance(rng, 0.5)
  return piece(
    condition,
    stayed ? ['that stayed {bound}', 'with a stay of {bound}'] : chance(rng, 0.5) ? afterTexts : tookTexts,
    bound,
  )
}

/** A length near those that occur, in its unit. */
function drawLength({ pair, unit }: Span, focus: Focus, rng: Rng): number {
  const mean = (col: { readonly column: { readonly id: number } }): number => {
    const days = focus.moments.find(({ column }) => column?.id === col.column.id)?.days ?? []
    return days.reduce((sum, day) => sum + Date.parse(day) / 864e5, 0) / Math.max(1, days.length)
  }
  const typical = Math.min(60, Math.max(1, Math.abs(mean(pair.to) - mean(pair.from))))
  const scale = { day: 1, hour: 24, minute: 1440 }[unit]
  const length = typical * (0.3 + 1.2 * rng.uniform())
  const round =
    unit === 'day'
      ? [1, 2, 3, 5, 7, 10, 14, 20, 30, 45, 60, 90]
      : unit === 'hour'
        ? [1, 2, 4, 6, 8, 12, 24, 36, 48, 72]
        : [15, 30, 45, 60, 90, 120, 240]
  const wanted = length * scale
  return round.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best))
}

/** "which invoices were paid more than 30 days after they were issued". */
export const durationWhere: Topic = (world, rng) => {
  const of = modified(
    (focus, stream) => durationPiece(world, focus, stream),
    focus => pairsOf(world.index, focus.table.id).length > 0,
  )
  return statedOnly(world, of(world, rng))
}

/** Only with its condition heard: else the words would teach what they do not say. */
export function statedOnly(world: World, made: Generated | undefined): Generated | undefined {
  const where = made?.query.kind === 'select' ? made.query.where : undefined
  const parts = where === undefined ? [] : where.kind === 'and' ? where.parts : [where]
  return made !== undefined && parts.some(part => isHeard(made.question, world.index, part)) ? made : undefined
}
