import { type Edge, steinerTrees } from '../../math/graph/steiner.ts'
import { nameWords } from '../../math/text/normalize.ts'
import { stem } from '../../math/text/stem.ts'
import type { ColumnRef, From, Join, Query, Select } from './ast.ts'
import { mapQueries } from './map.ts'
import type { ForeignKey, Schema } from './schema.ts'

/**
 * The join-free form (sql-ask A5.1b): FROM lists tables and nothing else; the join tree is the cheapest one over the
 * foreign keys (A4). Between two keys of one pair of tables, `via` names the child column that decides.
 */

/** Tables and the keys between them, ready for tree search. Node i is `schema.tables[i]`. */
export type JoinGraph = {
  readonly schema: Schema
  readonly node: ReadonlyMap<string, number>
  readonly edges: readonly (Edge & { readonly key: ForeignKey })[]
}

/** The keys of one join tree, in the order in which tables join, starting from the first table. */
export type JoinTree = { readonly keys: readonly ForeignKey[]; readonly cost: number }

/** Cost 1 a declared key, 1.5 an inferred one of confidence >= .9, 3 below; +.1 when its name says nothing of the target. */
export function toJoinGraph(schema: Schema): JoinGraph {
  const node = new Map(schema.tables.map((table, index) => [table.key, index]))
  const edges = schema.foreignKeys.flatMap(key => {
    const [a, b] = [node.get(key.table), node.get(key.refTable)]
    return a === undefined || b === undefined || a === b ? [] : [{ a, b, cost: keyCost(key), key }]
  })
  return { schema, node, edges }
}

function keyCost(key: ForeignKey): number {
  const base = key.origin === 'declared' ? 1 : (key.confidence ?? 0) >= 0.9 ? 1.5 : 3
  const target = new Set([...nameWords(key.refTable), ...key.refColumns.flatMap(nameWords)].map(stem))
  const said = key.columns.some(name => nameWords(name).some(word => target.has(stem(word))))
  return base + (said ? 0 : 0.1)
}

const treeCaches = new WeakMap<JoinGraph, Map<string, JoinTree[]>>()
const treeCacheSize = 10_000

/** Up to `count` join trees over the tables, cheapest first; none when they are not connected. Kept per graph. */
export function joinTrees(
  graph: JoinGraph,
  tables: readonly string[],
  count: number,
  via: readonly ColumnRef[] = [],
): JoinTree[] {
  const cache = treeCaches.get(graph) ?? new Map<string, JoinTree[]>()
  treeCaches.set(graph, cache)
  const key = JSON.stringify([tables, count, via])
  const known = cache.get(key)
  if (known !== undefined) return known
  const found = findTrees(graph, tables, count, via)
  if (cache.size < treeCacheSize) cache.set(key, found)
  return found
}

function findTrees(graph: JoinGraph, tables: readonly string[], count: number, via: readonly ColumnRef[]): JoinTree[] {
  const terminals = tables.map(table => graph.node.get(table))
  if (terminals.includes(undefined)) return []
  const wanted = graph.edges.map(edge => {
    const rivals = via.filter(ref => ref.table === edge.key.table || ref.table === edge.key.refTable)
    if (rivals.length === 0) return edge
    const named = rivals.some(ref => ref.table === edge.key.table && edge.key.columns.includes(ref.column))
    const rivaled = rivals.some(ref =>
      graph.edges.some(
        other => other.key.table === ref.table && other.key.columns.includes(ref.column) && samePair(other, edge),
      ),
    )
    return rivaled && !named ? { ...edge, cost: edge.cost + 10 } : edge
  })
  const trees = steinerTrees(graph.schema.tables.length, wanted, terminals as number[], count)
  return trees.map(tree => ({
    keys: ordered(
      graph,
      tables[0]!,
      tree.edges.map(index => graph.edges[index]!.key),
    ),
    cost: tree.cost,
  }))
}

const samePair = (x: Edge, y: Edge): boolean => (x.a === y.a && x.b === y.b) || (x.a === y.b && x.b === y.a)

/** The keys so that each touches a table that is already joined. */
function ordered(graph: JoinGraph, first: string, keys: readonly ForeignKey[]): ForeignKey[] {
  const joined = new Set([first])
  const left = [...keys]
  const out: ForeignKey[] = []
  while (left.length > 0) {
    const index = left.findIndex(key => joined.has(key.table) || joined.has(key.refTable))
    if (index < 0)
      throw new RangeError(
        `The keys do not form a tree over ${first} in a schema of ${graph.schema.tables.length} tables.`,
      )
    const [key] = left.splice(index, 1)
    joined.add(key!.table).add(key!.refTable)
    out.push(key!)
  }
  return out
}

/** FROM with its joins. Tables from `outer` on join as LEFT JOIN, so that rows without partners stay. */
export function joinFrom(first: string, tree: JoinTree, outer = false): From {
  const joined = new Set([first])
  const joins: Join[] = tree.keys.map(key => {
    const added = joined.has(key.table) ? key.refTable : key.table
    joined.add(added)
    const on = key.columns.map((name, i) => ({
      left: { kind: 'column', table: key.table, column: name } as const,
      right: { kind: 'column', table: key.refTable, column: key.refColumns[i]! } as const,
    }))
    return {
      kind: outer ? 'left' : 'inner',
      source: { table: added },
      on: key.table === added ? on.map(({ left, right }) => ({ left: right, right: left })) : on,
    }
  })
  return { kind: 'joined', first: { table: first }, joins }
}

/** Every FROM of the query with its join tree; null when some tables are not connected (never a cross join). */
export function restoreJoins(query: Query, graph: JoinGraph): Query | null {
  let connected = true
  const restored = mapQueries(query, select => {
    if (select.from.kind !== 'tables') return select
    const [tree] = joinTrees(graph, select.from.tables, 1, select.from.via)
    if (tree === undefined) connected = false
    return tree === undefined ? select : { ...select, from: joinFrom(select.from.tables[0]!, tree) }
  })
  return connected ? restored : null
}

/**
 * The join-free form of every select that qualifies: inner joins, every table once and under its own name, and joins
 * that `restoreJoins` gives back; the others keep the explicit form. Bridging tables without other use are dropped.
 */
export function releaseJoins(query: Query, graph: JoinGraph): Query {
  return mapQueries(query, select => releaseSelect(select, graph))
}

function releaseSelect(select: Select, graph: JoinGraph): Select {
  const { from } = select
  if (from.kind === 'tables') return select
  const sources = [from.first, ...from.joins.map(join => join.source)]
  const tables = sources.map(source => source.table)
  const plain =
    from.joins.every(join => join.kind === 'inner') &&
    sources.every(source => source.alias === undefined || source.alias === source.table)
  if (!plain || new Set(tables).size !== tables.length) return select
  const wanted = joinSet(from)
  for (const via of [[], viaOf(from, graph)]) {
    const [tree] = joinTrees(graph, tables, 1, via)
    if (tree !== undefined && joinSet(joinFrom(tables[0]!, tree)) === wanted)
      return { ...select, from: { kind: 'tables', tables, via } }
  }
  return select
}

/** The child columns of the joins that run along a key with a rival. */
function viaOf(from: Extract<From, { kind: 'joined' }>, graph: JoinGraph): ColumnRef[] {
  return from.joins
    .flatMap(join => join.on.flatMap(pair => [pair.left, pair.right]))
    .filter(ref =>
      graph.edges.some(
        edge =>
          edge.key.table === ref.table &&
          edge.key.columns.includes(ref.column) &&
          graph.edges.some(other => other !== edge && samePair(other, edge)),
      ),
    )
}

/** The join conditions of a FROM as one comparable text. */
function joinSet(from: From): string {
  if (from.kind === 'tables') return from.tables.join()
  const pairs = from.joins.flatMap(join =>
    join.on.map(({ left, right }) =>
      [`${left.table}.${left.column}`.toLowerCase(), `${right.table}.${right.column}`.toLowerCase()].sort().join('='),
    ),
  )
  return pairs.sort().join('&')
}
