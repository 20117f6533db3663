import type { Rng } from '../../../core/rng.ts'
import { call, star } from '../../../lang/sql/ast.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import { drawGrouping } from './generate-aggregates.ts'
import { keyOf, ref } from './generate-draft.ts'
import { namedLinks } from './generate-parents.ts'
import { ask, drawFocus, drawPieces, type Topic, toSubject } from './generate-subject.ts'
import {
  chance,
  comparativesOf,
  datedOf,
  pick,
  plural,
  relationOf,
  sayColumn,
  sayCount,
  sayTable,
  whoOf,
} from './generate-text.ts'
import type { Focus } from './generate-world.ts'

type Ranked = { readonly col: IndexedColumn; readonly adjective: string; readonly superlative: string }

/** A measure or date of the table with the words for its greatest (or least) value. */
function drawRanking(focus: Focus, desc: boolean, rng: Rng): Ranked | undefined {
  const dates = focus.moments.flatMap(({ column, expr }) =>
    column !== undefined && expr.kind === 'date' ? [column] : [],
  )
  if (focus.measures.length + dates.length === 0) return undefined
  const col = pick(rng, [...focus.measures, ...focus.measures, ...dates])
  if (dates.includes(col)) {
    const dated = datedOf(col.words) ?? { late: ['newest', 'latest', 'most recent'], early: ['oldest', 'earliest'] }
    return {
      col,
      adjective: pick(rng, desc ? dated.late : dated.early),
      superlative: pick(rng, desc ? ['latest', 'most recent'] : ['earliest']),
    }
  }
  const comparatives = comparativesOf(col)
  const superlative = pick(
    rng,
    desc
      ? ['highest', 'largest', 'greatest', 'biggest', 'maximum', 'most']
      : ['lowest', 'smallest', 'minimum', 'least'],
  )
  const adjective = comparatives && pick(rng, desc ? comparatives.high : comparatives.low)
  return { col, adjective: adjective ?? '', superlative }
}

/** "cheapest product", "e-mail of the oldest patient". */
export const extreme: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => one.label !== undefined)
  const desc = chance(rng, 0.6)
  const ranked = focus && drawRanking(focus, desc, rng)
  if (focus === undefined || ranked === undefined) return undefined
  const pieces = chance(rng, 0.3) ? drawPieces(world, focus, rng, 1, 1) : []
  const subject = toSubject(focus, pieces, rng)
  const one = pieces.length === 0 ? subject.one : subject.many.replace(subject.plain, subject.one)
  const others = focus.attributes.filter(col => col !== ranked.col)
  const other = others.length > 0 && chance(rng, 0.25) ? pick(rng, others) : undefined
  const slots = {
    ...ranked,
    col: '',
    one,
    label: chance(rng, 0.6) ? 'name' : sayColumn(focus.label!, focus.table, rng),
    column: sayColumn(ranked.col, focus.table, rng),
    second: other && sayColumn(other, focus.table, rng),
  }
  return ask(world, rng, other === undefined ? 'extreme' : 'extreme-item', slots, {
    root: focus,
    items: [ref(other ?? focus.label!)],
    pieces,
    orderBy: [{ expr: ref(ranked.col), direction: desc ? 'desc' : 'asc' }],
    limit: 1,
  })
}

/** "top 5 products by price". */
export const top: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => one.label !== undefined && one.table.rows >= 6)
  const desc = chance(rng, 0.75)
  const ranked = focus && drawRanking(focus, desc, rng)
  if (focus === undefined || ranked === undefined) return undefined
  const pieces = chance(rng, 0.2) ? drawPieces(world, focus, rng, 1, 1) : []
  const limit = pick(rng, [2, 3, 3, 4, 5, 5, 5, 6, 7, 8, 10, 10])
  const slots = {
    ...toSubject(focus, pieces, rng),
    adjective: ranked.adjective,
    superlative: ranked.superlative,
    column: sayColumn(ranked.col, focus.table, rng),
    k: sayCount(limit, rng),
  }
  return ask(world, rng, desc ? 'top' : 'top-low', slots, {
    root: focus,
    items: [ref(focus.label!)],
    pieces,
    orderBy: [{ expr: ref(ranked.col), direction: desc ? 'desc' : 'asc' }],
    limit,
  })
}

/** "the customer with the most orders", "top 3 customers by number of orders". */
export const extremeCount: Topic = (world, rng) => {
  const links = namedLinks(world.links)
  if (links.length === 0) return undefined
  const { child, parent, label, groupBy } = pick(rng, links)
  const many = chance(rng, 0.45)
  const desc = many || chance(rng, 0.8)
  const limit = many ? pick(rng, [2, 3, 3, 4, 5, 5, 10]) : 1
  const pieces = chance(rng, 0.2) ? drawPieces(world, child, rng, 1, 1).filter(piece => piece.tables.length === 0) : []
  const one = sayTable(parent.table, rng)
  const slots = {
    ...toSubject(child, pieces, rng),
    parent: one,
    parents: plural(one),
    most: desc ? 'most' : pick(rng, ['fewest', 'least']),
    highest: desc ? pick(rng, ['highest', 'largest']) : pick(rng, ['lowest', 'smallest']),
    verb: desc && pieces.length === 0 && whoOf(parent.table) === undefined ? relationOf(child.table, rng) : undefined,
    k: sayCount(limit, rng),
  }
  const topic = `${many ? 'top' : 'extreme'}-count`
  const done = slots.verb !== undefined && chance(rng, 0.5)
  return ask(world, rng, done ? (many ? 'top-done' : 'most-done') : topic, slots, {
    root: child,
    tables: [keyOf(parent)],
    items: chance(rng, 0.7) ? [ref(label)] : [ref(label), call('count', star)],
    pieces,
    groupBy,
    orderBy: [{ expr: call('count', star), direction: desc ? 'desc' : 'asc' }],
    limit,
  })
}

/** "which category has the highest average price", "top 5 customers by total amount". */
export const extremeAggregate: Topic = (world, rng) => {
  const grouped = drawGrouping(world, rng, one => one.measures.length > 0)
  if (grouped === undefined) return undefined
  const { focus, tables, item, groupBy, group } = grouped
  const col = pick(rng, focus.measures)
  const fn = chance(rng, 0.5) ? 'avg' : 'sum'
  const many = chance(rng, 0.35)
  const desc = many || chance(rng, 0.75)
  const limit = many ? pick(rng, [2, 3, 3, 5, 5]) : 1
  const slots = {
    ...toSubject(focus, [], rng),
    group,
    parent: group,
    parents: plural(group),
    column: sayColumn(col, focus.table, rng),
    fn: fn === 'sum' ? 'total' : pick(rng, ['average', 'avg', 'mean']),
    highest: desc ? pick(rng, ['highest', 'largest', 'biggest', 'greatest']) : pick(rng, ['lowest', 'smallest']),
    k: sayCount(limit, rng),
  }
  const topic = many ? 'top-sum' : fn === 'sum' && chance(rng, 0.5) ? 'extreme-sum' : 'extreme-category'
  return ask(world, rng, topic, slots, {
    root: focus,
    tables,
    items: chance(rng, 0.7) ? [ref(item)] : [ref(item), call(fn, ref(col))],
    groupBy,
    orderBy: [{ expr: call(fn, ref(col)), direction: desc ? 'desc' : 'asc' }],
    limit,
  })
}

/** "most common color of products", "top 3 reasons of returns". */
export const common: Topic = (world, rng) => {
  // empty cells would be the most common value
  const full = (focus: Focus): IndexedColumn[] => focus.categories.filter(({ profile }) => profile.nulls === 0)
  const focus = drawFocus(world, rng, one => full(one).length > 0)
  if (focus === undefined) return undefined
  const col = pick(rng, full(focus))
  const column = sayColumn(col, focus.table, rng)
  const roll = rng.uniform()
  const topic = roll < 0.5 ? 'common' : roll < 0.65 ? 'rare' : 'top-category'
  const limit = topic === 'top-category' ? pick(rng, [2, 3, 3, 5]) : 1
  const slots = { ...toSubject(focus, [], rng), column, columns: plural(column), k: sayCount(limit, rng) }
  return ask(world, rng, topic, slots, {
    root: focus,
    items: chance(rng, 0.7) ? [ref(col)] : [ref(col), call('count', star)],
    groupBy: [ref(col)],
    orderBy: [{ expr: call('count', star), direction: topic === 'rare' ? 'asc' : 'desc' }],
    limit,
  })
}
