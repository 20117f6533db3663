import { column, type Expr, type Query, type Select } from '../../../../lang/sql/ast.ts'
import { isSameExpr, treeKey } from '../../../../lang/sql/equal.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import type { IndexedColumn, SchemaIndex } from '../../link/schema-index.ts'
import { ref, sortRef } from '../conditions.ts'
import type { Reading } from '../reading.ts'
import { type Modifier, type SortKey, spansOf } from './modifier.ts'

const upward =
  /^(cheapest|lowest|smallest|least|fewest|oldest|earliest|shortest|worst|youngest|lightest|fastest|weakest)$/
const dates = /^(oldest|newest|latest|earliest|recent)$/

/** "cheapest first", "newest first", "highest average first". */
export function findSorted(linked: LinkedQuestion, index: SchemaIndex): Modifier[] {
  const { tokens } = linked
  const [first] = spansOf(
    linked,
    /\b((with )?the )?(most )?(cheapest|highest|lowest|largest|biggest|smallest|most|least|fewest|oldest|newest|latest|earliest|longest|shortest|worst|best|heaviest|lightest|recent|expensive|youngest|dearest|priciest|slowest|fastest|busiest|strongest|weakest)( \w+){0,2} first\b/g,
  )
  if (first === undefined) return []
  const words = tokens.slice(first.from, first.to).map(({ lower }) => lower)
  // "most recent first" is about what is recent, "most first" about what there is most of
  const word = words.find(one => !/^(the|with|most|first)$/.test(one)) ?? 'most'
  return [
    { kind: 'sorted', by: sortKey(linked, index, first.from, first.to, word), desc: !upward.test(word), span: first },
  ]
}

/** Prices for what is cheap, moments for what is old, a column that is named, or else what is measured. */
function sortKey(linked: LinkedQuestion, index: SchemaIndex, from: number, to: number, word: string): SortKey {
  const inside = (at: number): boolean => at >= from && at < to
  const named = index.columns.filter(({ id }) => linked.columns[id]!.full && linked.columns[id]!.at.some(inside))
  const isNear = (table: number): boolean => linked.tables[table]!.full
  const literal = named
    .filter(({ id }) => linked.columns[id]!.at.every(inside))
    .sort(
      (x, y) =>
        Number(linked.columns[y.id]!.literal) - Number(linked.columns[x.id]!.literal) ||
        Number(isNear(y.table)) - Number(isNear(x.table)) ||
        x.id - y.id,
    )
  const [best] = literal.filter(({ profile, idLike }) => (profile.numeric || profile.storage !== undefined) && !idLike)
  if (best !== undefined && !dates.test(word)) return { column: best.id }
  if (/^(cheapest|expensive|dearest|priciest)$/.test(word)) {
    const [price] = index.columns
      .filter(
        ({ profile, idLike, words }) => profile.numeric && !idLike && words.some(one => /^(price|cost|fee)$/.test(one)),
      )
      .sort((x, y) => score(y.id) - score(x.id) || x.id - y.id)
    if (price !== undefined) return { column: price.id }
  }
  return dates.test(word) ? 'date' : 'measure'

  function score(id: number): number {
    const col = index.columns[id]!
    return 2 * linked.columns[id]!.share + (isNear(col.table) ? 1 : 0) + (col.words.includes('price') ? 0.5 : 0)
  }
}

/** The query in this order, where it has none; undefined when there is nothing to sort it by. */
export function withSorting(
  query: Query,
  reading: Reading,
  { by, desc }: Modifier & { kind: 'sorted' },
): Query | undefined {
  if (query.kind !== 'select' || query.limit !== undefined) return query
  const expr = sortExpr(query, reading, by)
  if (expr === undefined) return undefined
  const isShown = query.items.some(item => isSameExpr(item.expr, expr))
  const isListed = reading.modifiers.some(modifier => modifier.kind === 'shown' && !modifier.added)
  // what groups are ranked by is shown with them
  const items = expr.kind === 'aggregate' && !isShown && !isListed ? [...query.items, { expr }] : query.items
  return { ...query, distinct: false, items, orderBy: [{ expr, direction: desc ? 'desc' : 'asc' }] }
}

function sortExpr(select: Select, { index, namedTables }: Reading, by: SortKey): Expr | undefined {
  const { from, items, groupBy } = select
  const sources = from.kind === 'joined' ? [from.first, ...from.joins.map(join => join.source)] : []
  const inside = index.columns.filter(({ key }) => sources.some(source => source.table === key))
  if (by === 'date') {
    const part = groupBy.find(one => one.kind === 'date-part')
    if (part !== undefined || groupBy.length > 0) return part
    const moments = inside.filter(({ profile, expr }) => profile.storage !== undefined && expr === undefined)
    const shown = moments.find(col => items.some(item => isSameExpr(item.expr, ref(col))))
    const main = shown ?? moments.find(({ table }) => table === namedTables[0]) ?? moments[0]
    return main === undefined ? undefined : sortRef(main)
  }
  if (by === 'measure') return measured(select) ?? mentioned(select, inside)
  const col = inside.find(({ id }) => id === by.column)
  if (col === undefined) return undefined
  return groupBy.length === 0 ? ref(col) : measured(select)
}

/** What is computed last, or what groups are picked by. */
function measured({ items, having }: Select): Expr | undefined {
  const last = items.findLast(({ expr: { kind } }) => /^(aggregate|ratio|arithmetic|round)$/.test(kind))?.expr
  if (last !== undefined && last.kind !== 'star') return last
  return having?.kind === 'compare' ? having.left : undefined
}

/** The first number that the query speaks of. */
function mentioned({ where, items }: Select, inside: readonly IndexedColumn[]): Expr | undefined {
  const said = treeKey([where ?? null, items])
  const col = inside.find(
    ({ key, name, profile, idLike }) => profile.numeric && !idLike && said.includes(treeKey(column(key, name))),
  )
  return col === undefined ? undefined : ref(col)
}
