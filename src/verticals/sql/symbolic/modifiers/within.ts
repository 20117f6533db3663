import { column, type Expr, type Query, type Select } from '../../../../lang/sql/ast.ts'
import { isAmong } from '../../../../lang/sql/equal.ts'
import { isStrong, type LinkedQuestion } from '../../link/match.ts'
import type { SchemaIndex } from '../../link/schema-index.ts'
import type { Reading } from '../reading.ts'
import { displayColumns } from '../whole-names.ts'
import type { Modifier } from './modifier.ts'

const before = /^(in|for|of|by|per|from|within|on|at)$/
const each = /^(each|every)$/
const superlative =
  /^(most|least|fewest|highest|lowest|largest|smallest|biggest|cheapest|oldest|youngest|newest|latest|earliest|longest|shortest|heaviest|lightest|best|worst|top|first|last|busiest|dearest|priciest|slowest|fastest)$/

/** "the most expensive product in each category": a superlative, and for each of what it is meant. */
export function findWithin(linked: LinkedQuestion, index: SchemaIndex): Modifier[] {
  const { tokens } = linked
  const at = tokens.findIndex(({ lower }) => superlative.test(lower))
  // "the highest price per category" is a maximum by group, which needs no ranks
  if (at < 0 || !asksForThings(linked, index, at)) return []
  for (let from = 0; from < tokens.length; from++) {
    const start = startOf(linked, from)
    if (start === undefined) continue
    const group = groupAt(linked, index, start)
    if (group === undefined) continue
    const span = { from, to: group.to }
    if (at >= span.from && at < span.to) continue
    return [{ kind: 'within', group: group.group, span }]
  }
  return []
}

/** Where a name may begin after "in each", "per", "of every". */
function startOf({ tokens }: LinkedQuestion, from: number): number | undefined {
  const word = tokens[from]!.lower
  const next = tokens[from + 1]?.lower ?? ''
  if (before.test(word) && each.test(next)) return from + 2
  return word === 'per' || each.test(word) ? from + 1 : undefined
}

function groupAt(
  linked: LinkedQuestion,
  index: SchemaIndex,
  start: number,
): { group: { table: number } | { column: number }; to: number } | undefined {
  const isHere = ({ at, full }: { at: readonly number[]; full: boolean }): boolean =>
    full && at.length > 0 && at[0] === start && at.at(-1)! === start + at.length - 1
  const table = index.tables.find(({ id }) => linked.tables[id]!.literal && isHere(linked.tables[id]!))
  const [col] = index.columns
    .filter(
      ({ id, expr, words }) =>
        expr === undefined &&
        !words.some(word => /^(day|month|year|week|hour|quarter)$/.test(word)) &&
        isHere(linked.columns[id]!) &&
        isStrong(linked.columns[id]!, linked.tokens),
    )
    .sort(
      (x, y) =>
        linked.columns[y.id]!.at.length - linked.columns[x.id]!.at.length ||
        Number(linked.columns[y.id]!.literal) - Number(linked.columns[x.id]!.literal) ||
        Number(linked.tables[y.table]!.full) - Number(linked.tables[x.table]!.full) ||
        x.id - y.id,
    )
  if (
    table !== undefined &&
    (col === undefined || linked.columns[col.id]!.at.length <= linked.tables[table.id]!.at.length)
  )
    return { group: { table: table.id }, to: start + linked.tables[table.id]!.at.length }
  return col === undefined ? undefined : { group: { column: col.id }, to: start + linked.columns[col.id]!.at.length }
}

/** The superlative stands before a thing ("oldest product", "most used browser"), not before a quantity. */
function asksForThings({ tokens, columns, tables }: LinkedQuestion, index: SchemaIndex, at: number): boolean {
  const isTable = (i: number): boolean =>
    index.tables.some(({ id }) => tables[id]!.literal && tables[id]!.at.includes(i))
  for (let i = at + 1; i < Math.min(tokens.length, at + 4); i++) {
    const named = index.columns.filter(({ id }) => columns[id]!.literal && columns[id]!.at.includes(i))
    if (!isTable(i) && named.length > 0) return named.some(({ profile, idLike }) => !profile.numeric || idLike)
  }
  return (
    tokens.some((_, i) => i > at && isTable(i)) ||
    /\b(which|what|who)\b/.test(tokens.map(token => token.lower).join(' '))
  )
}

/** The columns that the groups of a `within` are shown by. */
export function groupColumns(reading: Reading, group: (Modifier & { kind: 'within' })['group']): Expr[] {
  const columns = 'column' in group ? [reading.index.columns[group.column]!] : displayColumns(reading, group.table)
  return columns.map(({ key, name }) => column(key, name))
}

/** The first rows of each group where the query has the first of all. */
export function withinGroups(query: Query, groups: readonly Expr[]): Query {
  if (query.kind !== 'select' || groups.length === 0) return query
  const select = toRanked(query)
  if (select === undefined) return query
  const items = select.items.filter(({ expr }) => !isAmong(groups, expr))
  const groupBy =
    select.groupBy.length === 0 ? [] : [...select.groupBy, ...groups.filter(expr => !isAmong(select.groupBy, expr))]
  return {
    ...select,
    distinct: false,
    items: [...groups.map(expr => ({ expr })), ...items],
    groupBy,
    within: groups,
  }
}

/** The select as the first rows of an order; undefined when it has none. */
function toRanked(select: Select): Select | undefined {
  const [order] = select.orderBy
  if (order !== undefined && select.limit !== undefined) return { ...select, ties: true }
  const parts = select.where === undefined ? [] : select.where.kind === 'and' ? select.where.parts : [select.where]
  for (const part of parts) {
    if (
      part.kind !== 'compare' ||
      part.op !== '=' ||
      part.right.kind !== 'scalar' ||
      part.right.query.kind !== 'select'
    )
      continue
    const [item] = part.right.query.items
    if (item?.expr.kind !== 'aggregate' || (item.expr.fn !== 'max' && item.expr.fn !== 'min')) continue
    const rest = parts.filter(one => one !== part)
    const { where: _, ...bare } = select
    return {
      ...bare,
      ...(rest.length === 0 ? {} : { where: rest.length === 1 ? rest[0]! : { kind: 'and', parts: rest } }),
      orderBy: [{ expr: part.left, direction: item.expr.fn === 'max' ? 'desc' : 'asc' }],
      limit: 1,
      ties: true,
    }
  }
  return undefined
}
