import type { Rng } from '../../../core/rng.ts'
import { call, compare, type DatePart, type DateUnit, literal, star } from '../../../lang/sql/ast.ts'
import { pickValue } from './generate-conditions.ts'
import { keyOf, type Piece, ref, silent } from './generate-draft.ts'
import { flagPiece, gapPiece, periodPiece, sayMoment } from './generate-modifiers.ts'
import { ask, drawBusy, drawFocus, drawPieces, speaksOf, type Topic, toSubject, touch } from './generate-subject.ts'
import { chance, datedOf, pick, plural, sayColumn, sayFunction, sayTable, sayValue } from './generate-text.ts'
import type { Focus, Moment, World } from './generate-world.ts'

const rows = call('count', star)
const made = (piece: Piece | undefined): Piece[] => (piece === undefined ? [] : [piece])

/** A list, count or aggregate of rows under one modifier and at times one plain condition. */
export function modified(
  modifierOf: (focus: Focus, rng: Rng) => Piece | undefined,
  passes: (focus: Focus) => boolean,
): Topic {
  return (world, rng) => {
    const focus = drawFocus(world, rng, passes)
    const modifier = focus && modifierOf(focus, rng)
    if (focus === undefined || modifier === undefined) return undefined
    const plain = (chance(rng, 0.2) ? drawPieces(world, focus, rng, 1, 1) : []).filter(piece => !touch(piece, modifier))
    const pieces = rng.integer(2) === 0 ? [...plain, modifier] : [modifier, ...plain]
    const subject = toSubject(focus, pieces, rng)
    const roll = rng.uniform()
    if (roll < 0.25 && focus.measures.length > 0) {
      const col = pick(rng, focus.measures)
      const fn = pick(rng, ['sum', 'avg', 'sum', 'max'] as const)
      const column = sayColumn(col, focus.table, rng)
      const slots = { ...subject, column, columns: plural(column), fn: sayFunction(fn, rng) }
      return ask(world, rng, fn === 'sum' && chance(rng, 0.4) ? 'aggregate-total' : 'aggregate', slots, {
        root: focus,
        items: [call(fn, ref(col))],
        pieces,
      })
    }
    if (roll < 0.4 && focus.categories.length > 0) {
      const col = pick(rng, focus.categories)
      const column = sayColumn(col, focus.table, rng)
      if (pieces.some(piece => speaksOf(piece, col))) return undefined
      const slots = { ...subject, column, columns: plural(column) }
      return ask(world, rng, 'count-by', slots, { root: focus, items: [ref(col), rows], pieces, groupBy: [ref(col)] })
    }
    if (roll < 0.65 && focus.label !== undefined)
      return ask(
        world,
        rng,
        'list',
        { ...subject, labels: 'names' },
        { root: focus, items: [ref(focus.label)], pieces },
      )
    return ask(world, rng, 'count-filtered', subject, { root: focus, items: [rows], pieces })
  }
}

/** "orders in March 2022", "total amount since 2021". */
export const period: Topic = modified(periodPiece, focus => focus.moments.length > 0)
/** "customers without e-mail". */
export const gap: Topic = modified(gapPiece, focus => focus.gaps.length > 0)
/** "active users". */
export const flag: Topic = modified(flagPiece, focus => focus.flags.length > 0)

/** "orders of Acme in 2023". */
export const periodOfParent: Topic = (world, rng) => {
  const links = world.links.filter(
    ({ child, parent, from }) =>
      child !== parent &&
      child.moments.length > 0 &&
      parent.label !== undefined &&
      child.table.rows >= 2 * from.profile.values.length,
  )
  const link = drawBusy(links, rng)
  if (link === undefined) return undefined
  const { child, parent } = link
  const value = pickValue(parent.label!, rng)
  const when = periodPiece(child, rng, true)
  if (value === undefined || when === undefined) return undefined
  const text = `${pick(rng, ['of', 'for', 'by', `of ${sayTable(parent.table, rng)}`])} ${sayValue(value, rng)}`
  const condition = compare(ref(parent.label!), '=', literal(value))
  const who: Piece = { ...silent(condition), tables: [keyOf(parent)], text }
  const pieces = chance(rng, 0.7) ? [who, when] : [when, who]
  return ask(
    world,
    rng,
    'count',
    { ...toSubject(child, pieces, rng), one: undefined },
    { root: child, items: [rows], pieces },
  )
}

const units: Readonly<
  Record<'year' | 'month' | 'quarter' | 'weekday', { readonly name: string; readonly adverb: string | undefined }>
> = {
  year: { name: 'year', adverb: 'yearly' },
  month: { name: 'month', adverb: 'monthly' },
  quarter: { name: 'quarter', adverb: 'quarterly' },
  weekday: { name: 'weekday', adverb: undefined },
}

/** A part of a date of the table to group by, with its words. */
function drawPart(focus: Focus, rng: Rng): { moment: Moment; expr: DatePart; unit: keyof typeof units } | undefined {
  if (focus.moments.length === 0) return undefined
  const moment = pick(rng, focus.moments)
  const unit = moment.yearOnly
    ? 'year'
    : pick(rng, ['month', 'month', 'month', 'year', 'year', 'quarter', 'weekday'] as const)
  return { moment, unit, expr: { kind: 'date-part', unit: unit satisfies DateUnit, arg: moment.expr } }
}

/** "orders by month", "monthly total amount", "average fee per department and year". */
export const byDate: Topic = (world: World, rng) => {
  const focus = drawFocus(world, rng, one => one.moments.length > 0)
  const drawn = focus && drawPart(focus, rng)
  if (focus === undefined || drawn === undefined) return undefined
  const { moment, unit, expr } = drawn
  const pieces = chance(rng, 0.3)
    ? drawPieces(world, focus, rng, 1, 1)
    : made(chance(rng, 0.25) && unit !== 'year' ? periodPiece(focus, rng) : undefined)
  const { name, adverb } = units[unit]
  const verb = datedOf(moment.words)?.verbs.find(one => !/^(who|that|ordered)\b/.test(one))
  const slots = {
    ...toSubject(focus, pieces, rng),
    unit: name,
    adverb,
    per: `${pick(rng, ['by', 'by', 'per', 'per', 'for each', 'in each', 'each'])} ${unit === 'weekday' && chance(rng, 0.3) ? 'day of the week' : name}`,
    date: sayMoment(moment, focus, rng),
    verb,
  }
  const part = { expr, tables: [] }
  if (focus.measures.length > 0 && chance(rng, 0.35)) {
    const col = pick(rng, focus.measures)
    const fn = pick(rng, ['sum', 'sum', 'avg', 'max', 'min'] as const)
    const more = { ...slots, column: sayColumn(col, focus.table, rng), fn: sayFunction(fn, rng) }
    return ask(world, rng, 'by-date-aggregate', more, { root: focus, items: [call(fn, ref(col))], pieces, part })
  }
  const groups = focus.categories.filter(col => !pieces.some(piece => speaksOf(piece, col)))
  if (groups.length > 0 && chance(rng, 0.2)) {
    const col = pick(rng, groups)
    const more = { ...slots, group: sayColumn(col, focus.table, rng) }
    return ask(world, rng, 'by-date-group', more, {
      root: focus,
      items: [ref(col), rows],
      pieces,
      groupBy: [ref(col)],
      part,
    })
  }
  const topic = focus.moments.length > 1 && chance(rng, 0.5) ? 'by-date-named' : 'by-date'
  return ask(world, rng, topic, slots, { root: focus, items: [rows], pieces, part })
}
