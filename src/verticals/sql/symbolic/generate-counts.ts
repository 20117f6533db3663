import { call, type Expr, star } from '../../../lang/sql/ast.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import { keyOf, ref } from './generate-draft.ts'
import { ask, drawFocus, drawPieces, type Topic, toSubject } from './generate-subject.ts'
import { chance, pick, plural, sayColumn, sayTable } from './generate-text.ts'
import type { Focus, Link } from './generate-world.ts'

const rows = call('count', star)

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
  const pieces = chance(rng, 0.25)
    ? drawPieces(world, focus, rng, 1, 1).filter(piece => !piece.text.includes(col.words[0]!))
    : []
  const column = sayColumn(col, focus.table, rng)
  const slots = { ...toSubject(focus, pieces, rng), column, columns: plural(column) }
  const items = chance(rng, 0.85) ? [ref(col), rows] : [rows, ref(col)]
  return ask(world, rng, 'count-by', slots, { root: focus, items, pieces, groupBy: [ref(col)] })
}

/** A key whose parents have names, and how the parents are grouped by. */
export function namedLinks(
  links: readonly Link[],
): (Link & { readonly label: IndexedColumn; readonly groupBy: Expr[] })[] {
  return links.flatMap(link => {
    const { label } = link.parent
    if (label === undefined || link.child === link.parent) return []
    return [{ ...link, label, groupBy: entity(link.parent, label) }]
  })
}

/** Rows of one entity are one group: by its key where it has one, and by its name. */
export function entity(focus: Focus, label: IndexedColumn): Expr[] {
  const { primary } = focus.table
  const key = focus.table.columns.indexOf(primary ?? -1) >= 0 ? primary : undefined
  return key === undefined || key === label.id
    ? [ref(label)]
    : [{ kind: 'column', table: label.key, column: primaryName(focus) }, ref(label)]
}

const primaryName = ({ table: { table, columns, primary } }: Focus): string =>
  table.columns[columns.indexOf(primary!)]!.name

/** "orders per customer", with a condition at times. */
export const countByParent: Topic = (world, rng) => {
  const links = namedLinks(world.links)
  if (links.length === 0) return undefined
  const { child, parent, label, groupBy } = pick(rng, links)
  const pieces = chance(rng, 0.25) ? drawPieces(world, child, rng, 1, 1).filter(piece => piece.tables.length === 0) : []
  const one = sayTable(parent.table, rng)
  const slots = { ...toSubject(child, pieces, rng), parent: one, parents: plural(one) }
  return ask(world, rng, 'count-by-parent', slots, {
    root: child,
    tables: [keyOf(parent)],
    items: [ref(label), rows],
    pieces,
    groupBy,
  })
}

/** "orders by customer country". */
export const countByParentCategory: Topic = (world, rng) => {
  const links = world.links.filter(({ parent, child }) => parent !== child && parent.categories.length > 0)
  if (links.length === 0) return undefined
  const { child, parent } = pick(rng, links)
  const col = pick(rng, parent.categories)
  const slots = {
    ...toSubject(child, [], rng),
    parent: sayTable(parent.table, rng),
    column: sayColumn(col, parent.table, rng),
  }
  return ask(world, rng, 'count-by-parent-category', slots, {
    root: child,
    tables: [keyOf(parent)],
    items: [ref(col), rows],
    groupBy: [ref(col)],
  })
}
