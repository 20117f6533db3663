import type { Rng } from '../../../core/rng.ts'
import { call, type Order, star } from '../../../lang/sql/ast.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import { phrase } from './generate-conditions.ts'
import { ref } from './generate-draft.ts'
import { ask, drawFocus, drawPieces, speaksOf, type Topic, toSubject } from './generate-subject.ts'
import { chance, pick, plural, sayColumn } from './generate-text.ts'

export const rows = call('count', star)

/** "how many customers", "number of open orders". */
export const count: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, () => true)
  if (focus === undefined) return undefined
  const pieces = chance(rng, 0.8) ? drawPieces(world, focus, rng, 1, chance(rng, 0.75) ? 1 : 2) : []
  const subject = toSubject(focus, pieces, rng)
  return ask(world, rng, pieces.length > 0 ? 'count-filtered' : 'count', subject, {
    root: focus,
    items: [rows],
    pieces,
  })
}

/** "how many different countries". */
export const countDistinct: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => one.categories.length > 0)
  if (focus === undefined) return undefined
  const col = pick(rng, focus.categories)
  const columns = plural(sayColumn(col, focus.table, rng))
  const slots = { ...toSubject(focus, [], rng), columns }
  return ask(world, rng, 'count-distinct', slots, { root: focus, items: [call('count', ref(col), true)] })
}

/** "orders by status", with a condition at times. */
export const countBy: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => one.categories.length > 0)
  if (focus === undefined) return undefined
  const col = pick(rng, focus.categories)
  const pieces = chance(rng, 0.25) ? drawPieces(world, focus, rng, 1, 1).filter(piece => !speaksOf(piece, col)) : []
  const column = sayColumn(col, focus.table, rng)
  const subject = toSubject(focus, pieces, rng)
  const slots = { ...subject, column, columns: plural(column) }
  const { words, orderBy } = drawOrder(subject.plain, rng)
  const items = chance(rng, 0.85) ? [ref(col), rows] : [rows, ref(col)]
  const draft = { root: focus, items, pieces, groupBy: [ref(col)], orderBy }
  return ask(world, rng, 'count-by', slots, draft, draft, words)
}

/** Words and order for a list of groups by their counts; mostly none. */
export function drawOrder(plain: string, rng: Rng): { readonly words: string; readonly orderBy: Order[] } {
  if (!chance(rng, 0.18)) return { words: '', orderBy: [] }
  const desc = chance(rng, 0.85)
  const words = phrase(desc ? 'most-first' : 'fewest-first', { plain }, rng)
  return { words: words ?? '', orderBy: [{ expr: rows, direction: desc ? 'desc' : 'asc' }] }
}

/** "orders by status and carrier". */
export const countByTwo: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => one.categories.length > 1)
  if (focus === undefined) return undefined
  const [first, second] = rng.shuffle(focus.categories) as [IndexedColumn, IndexedColumn]
  const [column, other] = [first, second].map(col => sayColumn(col, focus.table, rng))
  const slots = { ...toSubject(focus, [], rng), column, second: other }
  return ask(world, rng, 'count-by-two', slots, {
    root: focus,
    items: [ref(first), ref(second), rows],
    groupBy: [ref(first), ref(second)],
  })
}
