import { isSpan } from '../link/said.ts'
import { type IndexedColumn, refersTo } from '../link/schema-index.ts'
import type { Filled } from './fill.ts'
import type { Reading } from './reading.ts'
import type { Hole, Sketch } from './sketch.ts'

/**
 * The same with measures put together, where people leave it unsaid: "products by units sold" ranks by sums over the
 * lines of each product, "fees per insurer" adds them up; durations are averaged. Undefined where nothing is to be put together.
 */
export function withSums(filled: Filled, reading: Reading): Filled | undefined {
  const { sketch } = filled
  if (sketch.group !== 'none' || sketch.nested !== undefined || sketch.items.some(({ fn }) => fn !== undefined))
    return undefined
  const summed = summedSketch(filled, reading)
  return summed === undefined ? undefined : { ...filled, sketch: summed, summed: true }
}

/** Prices and percentages of single rows say nothing when they are added up. */
const isRate = ({ expr, words }: IndexedColumn): boolean =>
  expr === undefined && words.some(word => /^(price|rate|pct|percent|percentage|score|rating|stars?|age)$/.test(word))

function summedSketch({ sketch, columns }: Filled, { index, linked }: Reading): Sketch | undefined {
  const of = (hole: Hole) => index.columns[columns[hole]!]!
  const isMeasure = (hole: Hole): boolean =>
    of(hole).expr !== undefined ||
    (of(hole).profile.numeric && !of(hole).idLike && of(hole).profile.storage === undefined)
  const holes = sketch.items.map(({ arg }) => arg as Hole)
  const measures = holes.filter(isMeasure)
  const others = holes.filter(hole => !isMeasure(hole))
  const { order } = sketch
  // "the top 5 products by units": ordered by a measure of rows that refer to what is shown
  if (
    measures.length === 0 &&
    order !== undefined &&
    order.fn === undefined &&
    typeof order.arg === 'number' &&
    isMeasure(order.arg) &&
    !isSpan(of(order.arg).expr)
  ) {
    const table = of(order.arg).table
    if (isRate(of(order.arg))) return undefined
    if (
      !others.some(
        hole =>
          table !== of(hole).table &&
          (refersTo(index, table, of(hole).table) || of(order.arg as Hole).expr !== undefined),
      )
    )
      return undefined
    return { ...sketch, group: 'items', order: { ...order, fn: 'sum' } }
  }
  // "fees per insurer": a measure beside what it is told for
  const isPer = linked.tokens.some(({ lower }) => /^(by|per|each|every)$/.test(lower))
  if (measures.length !== 1 || others.length === 0 || !isPer) return undefined
  if (isRate(of(measures[0]!))) return undefined
  const fn = isSpan(of(measures[0]!).expr) ? ('avg' as const) : ('sum' as const)
  const items = [...others.map(arg => ({ arg })), { fn, arg: measures[0]! } as const]
  const sorted = order !== undefined && order.arg === measures[0] ? { order: { ...order, fn } } : {}
  return { ...sketch, items, group: 'items', ...sorted }
}
