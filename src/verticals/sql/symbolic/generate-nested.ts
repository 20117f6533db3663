import type { Rng } from '../../../core/rng.ts'
import {
  type ComparisonOperator,
  type Condition,
  call,
  compare,
  type Expr,
  literal,
  type Query,
  type Select,
} from '../../../lang/sql/ast.ts'
import { drawGrouping } from './generate-aggregates.ts'
import { phrase, pickValue, thresholdOf } from './generate-conditions.ts'
import { rows } from './generate-counts.ts'
import { type Draft, keyOf, type Piece, ref, silent, toSelect } from './generate-draft.ts'
import { partnersOf } from './generate-lookups.ts'
import { entity, namedLinks } from './generate-parents.ts'
import { ask, drawFocus, drawPieces, type Generated, type Topic, toSubject } from './generate-subject.ts'
import {
  article,
  chance,
  comparativesOf,
  dress,
  pick,
  plural,
  relationOf,
  sayColumn,
  sayCount,
  sayFunction,
  sayNumber,
  sayTable,
  sayValue,
  whoOf,
} from './generate-text.ts'
import type { Focus, World } from './generate-world.ts'

/** A bound on a count near `typical`, with its words. */
function drawBound(
  typical: number,
  rng: Rng,
): { readonly op: ComparisonOperator; readonly value: number; readonly words: string } {
  const value = Math.max(1, Math.round(typical * (0.4 + 0.8 * rng.uniform())))
  const said = sayCount(value, rng)
  const [op, words] = pick(rng, [
    ['>', `more than ${said}`],
    ['>', `over ${said}`],
    ['>=', `at least ${said}`],
    ['>=', `${said} or more`],
    ['<', `fewer than ${sayCount(value + 1, rng)}`],
    ['<', `less than ${sayCount(value + 1, rng)}`],
    ['=', `exactly ${said}`],
    ['<=', `at most ${said}`],
  ] as const)
  return { op, value: op === '<' ? value + 1 : value, words }
}

const typicalOf = (rowCount: number, groups: number): number => Math.min(1000, rowCount / Math.max(1, groups))

/** "customers with more than 3 orders". */
export const havingCount: Topic = (world, rng) => {
  const links = namedLinks(world.links)
  if (links.length === 0) return undefined
  const { child, parent, from, label, groupBy } = pick(rng, links)
  const { op, value, words } = drawBound(typicalOf(child.table.rows, from.profile.values.length), rng)
  const one = sayTable(parent.table, rng)
  const shown = chance(rng, 0.25)
  const busy = !shown && child.measures.length > 0 && chance(rng, 0.2) ? pick(rng, child.measures) : undefined
  const fn = pick(rng, ['avg', 'sum'] as const)
  const slots = {
    ...toSubject(child, [], rng),
    parent: one,
    parents: plural(one),
    bound: words,
    fn: sayFunction(fn, rng),
    column: busy && sayColumn(busy, child.table, rng),
  }
  const topic = busy ? 'average-for-busy' : shown ? 'having-count-shown' : 'having-count'
  return ask(world, rng, topic, slots, {
    root: child,
    tables: [keyOf(parent)],
    items: busy ? [ref(label), call(fn, ref(busy))] : shown ? [ref(label), rows] : [ref(label)],
    groupBy,
    having: compare(rows, op, literal(value)),
  })
}

/** "countries with at least 5 customers". */
export const havingCategory: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => one.categories.length > 0)
  if (focus === undefined) return undefined
  const col = pick(rng, focus.categories)
  const { op, value, words } = drawBound(typicalOf(focus.table.rows, col.profile.values.length), rng)
  const slots = { ...toSubject(focus, [], rng), columns: plural(sayColumn(col, focus.table, rng)), bound: words }
  return ask(world, rng, 'having-category', slots, {
    root: focus,
    items: chance(rng, 0.75) ? [ref(col)] : [ref(col), rows],
    groupBy: [ref(col)],
    having: compare(rows, op, literal(value)),
  })
}

/** "departments with an average salary above 5000". */
export const havingAverage: Topic = (world, rng) => {
  const grouped = drawGrouping(world, rng, one => one.measures.length > 0)
  if (grouped === undefined) return undefined
  const { focus, tables, item, groupBy, group } = grouped
  const col = pick(rng, focus.measures)
  const up = chance(rng, 0.7)
  const value = thresholdOf(col, up ? 0.05 + 0.35 * rng.uniform() : 0.6 + 0.35 * rng.uniform())
  if (value === undefined) return undefined
  const fn = pick(rng, ['average', 'average', 'avg', 'mean'])
  const slots = {
    groups: plural(group),
    fn,
    article: article(fn).split(' ')[0],
    column: sayColumn(col, focus.table, rng),
    number: sayNumber(value, rng),
  }
  const mean = call('avg', ref(col))
  return ask(world, rng, up ? 'having-average' : 'having-average-low', slots, {
    root: focus,
    tables,
    items: chance(rng, 0.7) ? [ref(item)] : [ref(item), mean],
    groupBy,
    having: compare(mean, up ? '>' : '<', literal(value)),
  })
}

/** "customers without any order". The core says it without the guard against empty keys. */
export const without: Topic = (world, rng) => {
  const links = namedLinks(world.links).filter(
    ({ from, to }) => from.profile.complete && from.profile.values.length < to.profile.values.length,
  )
  if (links.length === 0) return undefined
  const { child, parent, from, to, label } = pick(rng, links)
  const pieces = chance(rng, 0.25) ? drawPieces(world, child, rng, 1, 1).filter(piece => piece.tables.length === 0) : []
  const guard: Piece = { ...silent({ kind: 'null', arg: ref(from), not: true }), modifier: true }
  const guarded = from.profile.nulls > 0 ? [guard, ...pieces] : pieces
  const condition = (core: boolean): Condition => ({
    kind: 'in',
    arg: ref(to),
    in: toSelect(world, { root: child, items: [ref(from)], pieces: guarded }, core)!,
    not: true,
  })
  const counted = pieces.length === 0 && chance(rng, 0.2)
  const draft = (core: boolean): Draft => ({
    root: parent,
    items: counted ? [rows] : [ref(label)],
    pieces: [silent(condition(core))],
  })
  const subject = toSubject(child, pieces, rng)
  const one = sayTable(parent.table, rng)
  const verb = pieces.length === 0 && !counted && chance(rng, 0.4) ? relationOf(child.table, rng) : undefined
  const slots = { ...subject, parent: one, parents: plural(one), article: article(subject.one), verb }
  const done = whoOf(parent.table) === undefined ? 'without-thing' : 'without-person'
  const topic = counted ? 'without-count' : pieces.length > 0 ? 'without-some' : verb === undefined ? 'without' : done
  return ask(world, rng, topic, slots, draft(false), draft(true))
}

/** "customers with any order over 100": parents of some child. */
export const withSome: Topic = (world, rng) => {
  const links = namedLinks(world.links)
  if (links.length === 0) return undefined
  const { child, parent, to, label } = pick(rng, links)
  const pieces = drawPieces(world, child, rng, 1, 1).filter(piece => piece.tables.length === 0)
  if (pieces.length === 0 && chance(rng, 0.7)) return undefined
  const one = sayTable(parent.table, rng)
  const subject = toSubject(child, pieces, rng)
  const single = subject.many.replace(subject.plain, subject.one)
  const slots = { ...subject, one: single, parents: plural(one) }
  const base = { root: parent, tables: [keyOf(child)], pieces }
  return chance(rng, 0.25)
    ? ask(world, rng, 'with-some-count', slots, { ...base, items: [call('count', ref(to), true)] })
    : ask(world, rng, 'with-some', slots, { ...base, items: [ref(label)], distinct: true })
}

/** Parents that have both kinds of children, or partners; or the one but not the other. */
export const both: Topic = (world, rng) => {
  const often = (rowCount: number, focus: Focus): boolean => rowCount >= 2.5 * focus.table.rows
  const bridged = partnersOf(world)
    .filter(({ from, via }) => often(via.table.rows, from))
    .map(({ from, to, via }) => ({
      parent: from,
      tables: [keyOf(via), keyOf(to)],
      value: to.label!,
      of: to,
    }))
  const direct = namedLinks(world.links)
    .filter(({ child, parent }) => often(child.table.rows, parent))
    .flatMap(({ child, parent }) =>
      child.categories.map(value => ({ parent, tables: [keyOf(child)], value, of: child })),
    )
  const ways = bridged.length > 0 && chance(rng, 0.5) ? bridged : direct
  if (ways.length === 0) return undefined
  const { parent, tables, value: col, of } = pick(rng, ways)
  const [value, other] = [pickValue(col, rng), pickValue(col, rng)]
  if (value === undefined || other === undefined || value === other) return undefined
  const side = (text: string): Select | undefined =>
    toSelect(
      world,
      { root: parent, tables, items: [ref(parent.label!)], pieces: [silent(compare(ref(col), '=', literal(text)))] },
      false,
    )
  const [left, right] = [side(value), side(other)]
  if (left === undefined || right === undefined) return undefined
  const partner = ways === bridged
  const not = !partner && chance(rng, 0.25)
  const one = sayTable(parent.table, rng)
  const slots = {
    parents: plural(one),
    many: plural(sayTable(of.table, rng)),
    column: sayColumn(col, of.table, rng),
    value: sayValue(value, rng),
    other: sayValue(other, rng),
    who: whoOf(parent.table),
  }
  const text = phrase(not ? 'but-not' : partner ? 'both-partner' : 'both', slots, rng)
  if (text === undefined) return undefined
  const query: Query = { kind: not ? 'except' : 'intersect', left, right }
  return { question: dress(text, rng), query, core: query }
}

/** "products above the average price", as a list or a count. */
export const versusAverage: Topic = (world, rng): Generated | undefined => {
  const focus = drawFocus(world, rng, one => one.label !== undefined && one.measures.length > 0)
  if (focus === undefined) return undefined
  const col = pick(rng, focus.measures)
  const up = chance(rng, 0.7)
  const mean: Expr = { kind: 'scalar', query: toSelect(world, { root: focus, items: [call('avg', ref(col))] }, false)! }
  const comparatives = comparativesOf(col)
  const adjective =
    comparatives &&
    (up ? comparatives.more : comparatives.less).find(words => / than$/.test(words) && !/^(that|with)\b/.test(words))
  const column = sayColumn(col, focus.table, rng)
  const counted = up && chance(rng, 0.3)
  const slots = { ...toSubject(focus, [], rng), column, article: article(column).split(' ')[0], adjective }
  return ask(world, rng, counted ? 'above-average-count' : up ? 'above-average' : 'below-average', slots, {
    root: focus,
    items: counted ? [rows] : [ref(focus.label!)],
    pieces: [silent(compare(ref(col), up ? '>' : '<', mean))],
  })
}

/** Parents with their number of children, those without any as 0. */
export const includingZero: Topic = (world: World, rng: Rng) => {
  const links = namedLinks(world.links)
  const lacking = links.filter(({ from, to }) => from.profile.values.length < to.profile.values.length)
  if (links.length === 0) return undefined
  const { child, parent, from, label } = pick(rng, lacking.length > 0 && chance(rng, 0.8) ? lacking : links)
  const one = sayTable(parent.table, rng)
  const many = plural(sayTable(child.table, rng))
  const slots = { parent: one, parents: plural(one), many, zeros: phrase('zeros', { parents: plural(one), many }, rng) }
  const groupBy = entity(parent, label)
  return ask(
    world,
    rng,
    'zero',
    slots,
    { root: parent, tables: [keyOf(child)], items: [ref(label), call('count', ref(from))], groupBy, outer: true },
    { root: child, tables: [keyOf(parent)], items: [ref(label), rows], groupBy },
  )
}
