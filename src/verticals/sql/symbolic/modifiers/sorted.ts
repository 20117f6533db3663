import type { Expr, Query } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import type { SchemaIndex } from '../../link/schema-index.ts'
import { ref } from '../conditions.ts'
import type { Reading } from '../reading.ts'
import { type Modifier, type SortKey, spansOf } from './modifier.ts'

const upward =
  /^(cheapest|lowest|smallest|least|fewest|oldest|earliest|shortest|worst|youngest|lightest|fastest|weakest)$/
const dates = /^(oldest|newest|latest|earliest|recent)$/

/** "cheapest first", "newest first", "highest average first", "from oldest to newest", "in alphabetical order". */
export function findSorted(linked: LinkedQuestion, index: SchemaIndex): Modifier[] {
  const { tokens } = linked
  const [first] = spansOf(
    linked,
    /\b((with )?the )?(most )?(cheapest|highest|lowest|largest|biggest|smallest|most|least|fewest|oldest|newest|latest|earliest|longest|shortest|worst|best|heaviest|lightest|recent|expensive|youngest|dearest|priciest|slowest|fastest|busiest|strongest|weakest)( \w+){0,2} first\b/g,
  )
  if (first !== undefined) {
    const words = tokens.slice(first.from, first.to).map(({ lower }) => lower)
    const word = words.find(one => !/^(the|with|most)$/.test(one)) ?? 'most'
    const key = words.includes('most') && word === 'first' ? 'most' : word
    return [
      { kind: 'sorted', by: sortKey(linked, index, first.from, first.to, key), desc: !isUpward(key), span: first },
    ]
  }
  return []
}

const isUpward = (word: string): boolean => upward.test(word)

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
  const direction = desc ? 'desc' : 'asc'
  const expr = sortExpr()
  if (expr === undefined) return undefined
  const isShown = query.items.some(item => JSON.stringify(item.expr) === JSON.stringify(expr))
  const isListed = reading.modifiers.some(modifier => modifier.kind === 'shown' && !modifier.added)
  // what groups are ranked by is shown with them
  const items = expr.kind === 'aggregate' && !isShown && !isListed ? [...query.items, { expr }] : query.items
  return { ...query, distinct: false, items, orderBy: [{ expr, direction }] }

  function sortExpr(): Expr | undefined {
    if (query.kind !== 'select') return undefined
    const { index } = reading
    const from = query.from.kind === 'joined' ? [query.from.first, ...query.from.joins.map(join => join.source)] : []
    const isThere = (id: number): boolean => from.some(source => source.table === index.columns[id]!.key)
    const part = query.groupBy.find(one => one.kind === 'date-part')
    if (by === 'date') {
      if (part !== undefined) return part
      const moments = index.columns.filter(
        ({ id, profile, expr: made }) => profile.storage !== undefined && made === undefined && isThere(id),
      )
      const shown = moments.find(({ key, name }) =>
        query.items.some(item => item.expr.kind === 'column' && item.expr.table === key && item.expr.column === name),
      )
      const main = shown ?? moments.find(({ table }) => reading.namedTables[0] === table) ?? moments[0]
      return main === undefined || query.groupBy.length > 0 ? undefined : momentOf(main)
    }
    const computed = query.items.filter(
      ({ expr: item }) =>
        item.kind === 'aggregate' || item.kind === 'ratio' || item.kind === 'arithmetic' || item.kind === 'round',
    )
    if (by !== 'measure') {
      if (!isThere(by.column)) return undefined
      const column = ref(index.columns[by.column]!)
      if (query.groupBy.length === 0) return column
      return (computed[0]?.expr ?? query.having) === undefined ? undefined : aggregated()
    }
    return aggregated() ?? shownMeasure()

    function aggregated(): Expr | undefined {
      const last = computed.at(-1)?.expr
      if (last !== undefined && last.kind !== 'star') return last
      return query.kind === 'select' && query.having?.kind === 'compare' ? query.having.left : undefined
    }
    function shownMeasure(): Expr | undefined {
      if (query.kind !== 'select') return undefined
      const mentioned = index.columns.find(
        ({ id, key, name, profile, idLike }) =>
          profile.numeric &&
          !idLike &&
          isThere(id) &&
          JSON.stringify([query.where ?? null, query.items]).includes(
            JSON.stringify({ kind: 'column', table: key, column: name }),
          ),
      )
      return mentioned === undefined ? undefined : ref(mentioned)
    }
  }
}

/** A date whose text does not sort as the calendar does is made one. */
function momentOf(col: Parameters<typeof ref>[0]): Expr {
  const expr = ref(col)
  const { storage } = col.profile
  return (storage === 'dmy' || storage === 'mdy') && expr.kind === 'column'
    ? { kind: 'date', arg: expr, storage }
    : expr
}
