import type { Rng } from '../../../core/rng.ts'
import { call, type Expr, type Order, star } from '../../../lang/sql/ast.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import { phrase } from './generate-conditions.ts'
import { keyOf, ref } from './generate-draft.ts'
import { namedLinks } from './generate-parents.ts'
import { ask, drawFocus, drawPieces, speaksOf, type Topic, toSubject } from './generate-subject.ts'
import { chance, type Fn, pick, plural, sayColumn, sayFunction, sayTable } from './generate-text.ts'
import type { Focus, World } from './generate-world.ts'

const drawFunction = (rng: Rng): Fn => pick(rng, ['avg', 'avg', 'sum', 'sum', 'min', 'max'] as const)
const measured = (focus: Focus): boolean => focus.measures.length > 0

/** "average price of black products", "total beds". */
export const aggregate: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, measured)
  if (focus === undefined) return undefined
  const col = pick(rng, focus.measures)
  const fn = drawFunction(rng)
  const pieces = chance(rng, 0.55) ? drawPieces(world, focus, rng, 1, 1) : []
  const column = sayColumn(col, focus.table, rng)
  const slots = { ...toSubject(focus, pieces, rng), column, columns: plural(column), fn: sayFunction(fn, rng) }
  const topic =
    fn === 'sum' && chance(rng, 0.4)
      ? 'aggregate-total'
      : pieces.length === 0 && chance(rng, 0.2)
        ? 'aggregate-only'
        : 'aggregate'
  return ask(world, rng, topic, slots, { root: focus, items: [call(fn, ref(col))], pieces })
}

/** "minimum and maximum price". */
export const aggregateTwo: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, measured)
  if (focus === undefined) return undefined
  const col = pick(rng, focus.measures)
  const [first, second] = pick(rng, [
    ['min', 'max'],
    ['max', 'min'],
    ['avg', 'max'],
    ['avg', 'sum'],
    ['min', 'avg'],
  ] as const)
  const pieces = chance(rng, 0.3) ? drawPieces(world, focus, rng, 1, 1) : []
  const slots = {
    ...toSubject(focus, pieces, rng),
    column: sayColumn(col, focus.table, rng),
    fn: sayFunction(first, rng),
    second: sayFunction(second, rng),
  }
  return ask(world, rng, 'aggregate-two', slots, {
    root: focus,
    items: [call(first, ref(col)), call(second, ref(col))],
    pieces,
  })
}

/** What a measure can be grouped by: a category of its table, or of a parent, or the parents themselves. */
export type Grouped = {
  readonly focus: Focus
  readonly tables: readonly string[]
  readonly item: IndexedColumn
  readonly groupBy: readonly Expr[]
  readonly group: string
}

/** A way of grouping the rows of a table that passes. */
export function drawGrouping(world: World, rng: Rng, passes: (focus: Focus) => boolean): Grouped | undefined {
  const links = namedLinks(chance(rng, 0.25) && world.chains.length > 0 ? world.chains : world.links).filter(link =>
    passes(link.child),
  )
  if (links.length > 0 && chance(rng, 0.45)) {
    const { child, parent, label, groupBy } = pick(rng, links)
    const one = sayTable(parent.table, rng)
    const own = parent.categories.length > 0 && chance(rng, 0.3) ? pick(rng, parent.categories) : undefined
    if (own !== undefined) {
      const group = `${one} ${sayColumn(own, parent.table, rng)}`
      return { focus: child, tables: [keyOf(parent)], item: own, groupBy: [ref(own)], group }
    }
    return { focus: child, tables: [keyOf(parent)], item: label, groupBy, group: one }
  }
  const focus = drawFocus(world, rng, one => passes(one) && one.categories.length > 0)
  if (focus === undefined) return undefined
  const item = pick(rng, focus.categories)
  return { focus, tables: [], item, groupBy: [ref(item)], group: sayColumn(item, focus.table, rng) }
}

/** "avg fee per department". */
export const aggregateBy: Topic = (world, rng) => {
  const grouped = drawGrouping(world, rng, measured)
  if (grouped === undefined) return undefined
  const { focus, tables, item, groupBy, group } = grouped
  const col = pick(rng, focus.measures)
  const fn = drawFunction(rng)
  const both = chance(rng, 0.12)
  const pieces = chance(rng, 0.2)
    ? drawPieces(world, focus, rng, 1, 1).filter(piece => piece.tables.length === 0 && !speaksOf(piece, item))
    : []
  const column = sayColumn(col, focus.table, rng)
  const slots = {
    ...toSubject(focus, pieces, rng),
    column,
    columns: plural(column),
    fn: sayFunction(fn, rng),
    group,
    groups: plural(group),
  }
  const items = both ? [ref(item), call('count', star), call(fn, ref(col))] : [ref(item), call(fn, ref(col))]
  const desc = chance(rng, 0.7)
  const words = !both && chance(rng, 0.15) ? phrase(desc ? 'highest-first' : 'lowest-first', {}, rng)! : ''
  const orderBy: Order[] = words === '' ? [] : [{ expr: call(fn, ref(col)), direction: desc ? 'desc' : 'asc' }]
  const draft = { root: focus, tables, items, pieces, groupBy, orderBy }
  return ask(world, rng, both ? 'count-and-aggregate' : 'aggregate-by', slots, draft, draft, words)
}
