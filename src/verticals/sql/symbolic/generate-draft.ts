import {
  type ColumnRef,
  type Condition,
  column,
  type DatePart,
  type Expr,
  type Order,
  type Query,
  type Select,
  type Star,
} from '../../../lang/sql/ast.ts'
import { joinFrom, joinTrees } from '../../../lang/sql/join-free.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import type { Focus, World } from './generate-world.ts'

/** A condition with the words that say it. */
export type Piece = {
  readonly condition: Condition
  /** Tables that it needs beside its subject's, by key. */
  readonly tables: readonly string[]
  /** Added by a modifier: no part of the core. */
  readonly modifier: boolean
  readonly text: string
  /** The words stand before the noun. */
  readonly before: boolean
}

/** A query in the making. FROM follows from the tables that it needs. */
export type Draft = {
  readonly root: Focus
  readonly tables?: readonly string[]
  readonly items: readonly (Expr | Star)[]
  readonly pieces?: readonly Piece[]
  /** The conditions of the pieces are alternatives. */
  readonly any?: boolean
  readonly groupBy?: readonly Expr[]
  readonly having?: Condition
  readonly orderBy?: readonly Order[]
  readonly limit?: number
  readonly distinct?: boolean
  /** Groups by this first, a modifier. */
  readonly part?: { readonly expr: DatePart; readonly tables: readonly string[] }
  /** Joins keep the rows of the first table that have no partner. */
  readonly outer?: boolean
}

/** A condition that the template itself says. */
export const silent = (condition: Condition): Piece => ({
  condition,
  tables: [],
  modifier: false,
  text: '',
  before: false,
})
export const ref = (col: IndexedColumn): ColumnRef => column(col.key, col.name)
export const keyOf = (focus: Focus): string => focus.table.table.key

/** The draft as a query; `core` leaves out what modifiers add. Undefined when its tables are not connected. */
export function toSelect(world: World, draft: Draft, core: boolean): Select | undefined {
  const pieces = (draft.pieces ?? []).filter(piece => !(core && piece.modifier))
  const part = core ? undefined : draft.part
  const tables = [
    keyOf(draft.root),
    ...(draft.tables ?? []),
    ...pieces.flatMap(piece => piece.tables),
    ...(part?.tables ?? []),
  ]
  const wanted = [...new Set(tables)]
  const [tree] = joinTrees(world.index.graph, wanted, 1)
  if (tree === undefined) return undefined
  const conditions = pieces.map(piece => piece.condition)
  const flat = conditions.flatMap(one => (one.kind === 'and' && draft.any !== true ? one.parts : [one]))
  const where: Condition | undefined =
    flat.length > 1 ? { kind: draft.any === true ? 'or' : 'and', parts: flat } : flat[0]
  const orderBy = draft.orderBy?.map(order => (core ? order : { ...order, expr: sortable(world, order.expr) })) ?? []
  return {
    kind: 'select',
    distinct: draft.distinct === true,
    items: [...(part === undefined ? [] : [part.expr]), ...draft.items].map(expr => ({ expr })),
    from: joinFrom(wanted[0]!, tree, draft.outer === true),
    ...(where === undefined ? {} : { where }),
    groupBy: [...(part === undefined ? [] : [part.expr]), ...(draft.groupBy ?? [])],
    ...(draft.having === undefined ? {} : { having: draft.having }),
    orderBy: part === undefined ? orderBy : [{ expr: part.expr, direction: 'asc' }],
    ...(draft.limit === undefined ? {} : { limit: draft.limit, ties: true as const }),
  }
}

/** Dates whose text does not sort as the calendar does sort by their day. */
function sortable(world: World, expr: Expr): Expr {
  if (expr.kind !== 'column') return expr
  const col = world.index.columns.find(other => other.key === expr.table && other.name === expr.column)
  const storage = col?.profile.storage
  return storage === 'dmy' || storage === 'mdy' ? { kind: 'date', arg: expr, storage } : expr
}

/** Both forms of the draft. */
export function toQueries(
  world: World,
  draft: Draft,
  coreDraft: Draft = draft,
): { query: Query; core: Query } | undefined {
  const query = toSelect(world, draft, false)
  const core = toSelect(world, coreDraft, true)
  return query === undefined || core === undefined ? undefined : { query, core }
}
