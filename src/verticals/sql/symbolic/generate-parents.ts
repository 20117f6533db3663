import { call, compare, type Expr, literal } from '../../../lang/sql/ast.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import { pickValue } from './generate-conditions.ts'
import { drawOrder, rows } from './generate-counts.ts'
import { keyOf, ref, silent } from './generate-draft.ts'
import { periodPiece } from './generate-modifiers.ts'
import { ask, drawBusy, drawPieces, type Topic, toSubject } from './generate-subject.ts'
import { chance, pick, plural, relationOf, sayColumn, sayFunction, sayTable, sayValue, whoOf } from './generate-text.ts'
import type { Chain, Focus } from './generate-world.ts'

/** Those of the keys, or rows of keys, whose parents have names; and how the parents are grouped by. */
export function namedLinks<L extends Chain>(
  links: readonly L[],
): (L & { readonly label: IndexedColumn; readonly groupBy: Expr[] })[] {
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

/** "orders per customer", with a condition at times; also over two keys in a row. */
export const countByParent: Topic = (world, rng) => {
  const chains = chance(rng, 0.2) ? namedLinks(world.chains) : []
  const links = chains.length > 0 ? chains : namedLinks<Chain>(world.links)
  if (links.length === 0) return undefined
  const { child, parent, label, groupBy } = pick(rng, links)
  const pieces = chance(rng, 0.3) ? drawPieces(world, child, rng, 1, 1).filter(piece => piece.tables.length === 0) : []
  const one = sayTable(parent.table, rng)
  const subject = toSubject(child, pieces, rng)
  const verb = pieces.length === 0 && whoOf(parent.table) === undefined ? relationOf(child.table, rng) : undefined
  const slots = { ...subject, parent: one, parents: plural(one), verb }
  const { words, orderBy } = drawOrder(subject.plain, rng)
  const draft = { root: child, tables: [keyOf(parent)], items: [ref(label), rows], pieces, groupBy, orderBy }
  return ask(
    world,
    rng,
    verb !== undefined && chance(rng, 0.4) ? 'how-often' : 'count-by-parent',
    slots,
    draft,
    draft,
    words,
  )
}

/** "orders by customer country". */
export const countByParentCategory: Topic = (world, rng) => {
  const links = [...world.links, ...world.chains].filter(
    ({ parent, child }) => parent !== child && parent.categories.length > 0,
  )
  if (links.length === 0) return undefined
  const { child, parent } = pick(rng, links)
  const col = pick(rng, parent.categories)
  const subject = toSubject(child, [], rng)
  const slots = { ...subject, parent: sayTable(parent.table, rng), column: sayColumn(col, parent.table, rng) }
  const { words, orderBy } = drawOrder(subject.plain, rng)
  const draft = { root: child, tables: [keyOf(parent)], items: [ref(col), rows], groupBy: [ref(col)], orderBy }
  return ask(world, rng, 'count-by-parent-category', slots, draft, draft, words)
}

/** "how many orders does Acme have", "total amount of Acme". */
export const ofParent: Topic = (world, rng) => {
  const links = namedLinks<Chain>(chance(rng, 0.2) && world.chains.length > 0 ? world.chains : world.links)
  const link = drawBusy(links, rng)
  if (link === undefined) return undefined
  const { child, parent, label } = link
  const value = pickValue(label, rng)
  if (value === undefined) return undefined
  const col = child.measures.length > 0 && chance(rng, 0.4) ? pick(rng, child.measures) : undefined
  const fn = pick(rng, ['sum', 'sum', 'avg', 'max', 'min'] as const)
  const modifier = chance(rng, 0.1) ? periodPiece(child, rng, true) : undefined
  const slots = {
    ...toSubject(child, modifier === undefined ? [] : [modifier], rng),
    one: sayTable(parent.table, rng),
    value: sayValue(value, rng),
    verb: whoOf(parent.table) === undefined ? relationOf(child.table, rng) : undefined,
    column: col && sayColumn(col, child.table, rng),
    fn: sayFunction(fn, rng),
  }
  const condition = compare(ref(label), '=', literal(value))
  return ask(world, rng, col === undefined ? 'children-count' : 'children-total', slots, {
    root: child,
    tables: [keyOf(parent)],
    items: [col === undefined ? rows : call(fn, ref(col))],
    pieces: [silent(condition), ...(modifier === undefined ? [] : [modifier])],
  })
}
