/**
 * Steiner trees in small undirected multigraphs. Exact: Dreyfus and Wagner, "The Steiner problem in graphs" (1971),
 * O(3^k n + 2^k n^2 + shortest paths) for k terminals; above 8 terminals the metric-closure tree (at most twice the optimum).
 */

export type Edge = { readonly a: number; readonly b: number; readonly cost: number }
/** Edge indexes in increasing order, and their cost. */
export type Tree = { readonly edges: readonly number[]; readonly cost: number }

/**
 * The cheapest tree that joins the terminals, or null when they are not connected (on a large graph also when that
 * costs more than `dearest`). Ties by edge order.
 */
export function steinerTree(nodes: number, edges: readonly Edge[], terminals: readonly number[]): Tree | null {
  const distinct = [...new Set(terminals)]
  if (distinct.length <= 1) return { edges: [], cost: 0 }
  if (distinct.length > 8) return closureTree(nodes, edges, distinct)
  return nodes <= smallGraph ? dreyfusWagner(nodes, edges, distinct) : prunedTree(nodes, edges, distinct)
}

/** Up to so many nodes it costs nothing to look at all of them. */
const smallGraph = 40
/** Nobody means trees of so many edges on larger ones. */
const dearest = 8

/**
 * The same on a large graph, of which only nodes are kept that an optimal tree can hold: a tree over three points costs
 * at least half the way around them, and the optimum at most what the metric-closure tree costs.
 */
function prunedTree(nodes: number, edges: readonly Edge[], terminals: readonly number[]): Tree | null {
  const found = closureTree(nodes, edges, terminals)
  if (found === null) return null
  const bound = Math.min(found.cost, dearest)
  const adjacent = adjacency(nodes, edges)
  const paths = terminals.map(terminal => shortestPaths(nodes, edges, adjacent, terminal).distance)
  const cheapest = (v: number): number => {
    let least = 0
    for (const [i, from] of paths.entries())
      for (const [j, to] of paths.entries())
        if (i < j) least = Math.max(least, (from[v]! + to[v]! + from[terminals[j]!]!) / 2)
    return least
  }
  const kept = Array.from({ length: nodes }, (_, v) => v).filter(v => cheapest(v) <= bound + 1e-9)
  const place = new Map(kept.map((v, i) => [v, i]))
  const origin: number[] = []
  const inner = edges.flatMap(({ a, b, cost }, index) => {
    const [from, to] = [place.get(a), place.get(b)]
    if (from === undefined || to === undefined) return []
    origin.push(index)
    return [{ a: from, b: to, cost }]
  })
  if (!terminals.every(v => place.has(v))) return null
  const tree = dreyfusWagner(
    kept.length,
    inner,
    terminals.map(v => place.get(v)!),
  )
  if (tree === null || tree.cost > bound + 1e-9) return null
  return { edges: tree.edges.map(index => origin[index]!), cost: tree.cost }
}

/** Up to `count` different trees, cheapest first, found by forbidding one edge of a found tree at a time. */
export function steinerTrees(
  nodes: number,
  edges: readonly Edge[],
  terminals: readonly number[],
  count: number,
): Tree[] {
  const best = steinerTree(nodes, edges, terminals)
  if (best === null) return []
  const found = new Map([[best.edges.join(), best]])
  for (const forbidden of best.edges) {
    const kept = edges.map((edge, index) => (index === forbidden ? { ...edge, cost: Number.POSITIVE_INFINITY } : edge))
    const other = steinerTree(nodes, kept, terminals)
    if (other !== null && Number.isFinite(other.cost)) found.set(other.edges.join(), other)
  }
  return [...found.values()]
    .sort((x, y) => x.cost - y.cost || (x.edges.join() < y.edges.join() ? -1 : 1))
    .slice(0, count)
}

type Paths = { distance: Float64Array; via: Int32Array }

/** Shortest paths from a node: distances, and for each node the edge by which it is reached (-1: none). */
function shortestPaths(nodes: number, edges: readonly Edge[], adjacent: readonly number[][], from: number): Paths {
  const distance = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY)
  const via = new Int32Array(nodes).fill(-1)
  const done = new Uint8Array(nodes)
  distance[from] = 0
  for (;;) {
    let at = -1
    for (let v = 0; v < nodes; v++)
      if (done[v] === 0 && Number.isFinite(distance[v]!) && (at < 0 || distance[v]! < distance[at]!)) at = v
    if (at < 0) return { distance, via }
    done[at] = 1
    for (const index of adjacent[at]!) {
      const edge = edges[index]!
      const to = edge.a === at ? edge.b : edge.a
      const length = distance[at]! + edge.cost
      if (length < distance[to]!) {
        distance[to] = length
        via[to] = index
      }
    }
  }
}

function adjacency(nodes: number, edges: readonly Edge[]): number[][] {
  const adjacent: number[][] = Array.from({ length: nodes }, () => [])
  for (const [index, edge] of edges.entries()) {
    if (edge.a === edge.b || !Number.isFinite(edge.cost)) continue
    adjacent[edge.a]!.push(index)
    adjacent[edge.b]!.push(index)
  }
  return adjacent
}

/** Adds the edges of the path to `to`. */
function collectPath(edges: readonly Edge[], { via }: Paths, from: number, to: number, into: Set<number>): void {
  for (let at = to; at !== from; ) {
    const index = via[at]!
    into.add(index)
    at = edges[index]!.a === at ? edges[index]!.b : edges[index]!.a
  }
}

function dreyfusWagner(nodes: number, edges: readonly Edge[], terminals: readonly number[]): Tree | null {
  const adjacent = adjacency(nodes, edges)
  const paths = Array.from({ length: nodes }, (_, v) =>
    adjacent[v]!.length > 0 || terminals.includes(v) ? shortestPaths(nodes, edges, adjacent, v) : null,
  )
  const root = terminals.at(-1)!
  const others = terminals.slice(0, -1)
  const full = (1 << others.length) - 1
  // cost[set * nodes + v]: cheapest tree that joins the terminals of `set` and v; how it was made is kept beside it
  const cost = new Float64Array((full + 1) * nodes).fill(Number.POSITIVE_INFINITY)
  const split = new Int32Array((full + 1) * nodes)
  const joint = new Int32Array((full + 1) * nodes)
  for (let set = 1; set <= full; set++) {
    const merged = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY)
    const mergedBy = new Int32Array(nodes)
    if ((set & (set - 1)) === 0) {
      merged[others[31 - Math.clz32(set)]!] = 0
    } else {
      for (let v = 0; v < nodes; v++) {
        for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) {
          if (part < (set ^ part)) break
          const both = cost[part * nodes + v]! + cost[(set ^ part) * nodes + v]!
          if (both < merged[v]!) {
            merged[v] = both
            mergedBy[v] = part
          }
        }
      }
    }
    for (let u = 0; u < nodes; u++) {
      if (!Number.isFinite(merged[u]!)) continue
      const from = paths[u]
      if (from == null) continue
      for (let v = 0; v < nodes; v++) {
        const total = merged[u]! + from.distance[v]!
        if (total < cost[set * nodes + v]!) {
          cost[set * nodes + v] = total
          joint[set * nodes + v] = u
          split[set * nodes + v] = mergedBy[u]!
        }
      }
    }
  }
  if (!Number.isFinite(cost[full * nodes + root]!)) return null
  const used = new Set<number>()
  const walk = (set: number, v: number): void => {
    const u = joint[set * nodes + v]!
    collectPath(edges, paths[u]!, u, v, used)
    const part = split[set * nodes + v]!
    if (part === 0) return
    walk(part, u)
    walk(set ^ part, u)
  }
  walk(full, root)
  return toTree(edges, used)
}

function closureTree(nodes: number, edges: readonly Edge[], terminals: readonly number[]): Tree | null {
  const adjacent = adjacency(nodes, edges)
  const paths = terminals.map(terminal => shortestPaths(nodes, edges, adjacent, terminal))
  const inside = new Set([0])
  const used = new Set<number>()
  while (inside.size < terminals.length) {
    let best: { from: number; to: number; cost: number } | undefined
    for (const from of inside) {
      for (let to = 0; to < terminals.length; to++) {
        const cost = paths[from]!.distance[terminals[to]!]!
        if (!inside.has(to) && Number.isFinite(cost) && (best === undefined || cost < best.cost))
          best = { from, to, cost }
      }
    }
    if (best === undefined) return null
    collectPath(edges, paths[best.from]!, terminals[best.from]!, terminals[best.to]!, used)
    inside.add(best.to)
  }
  return toTree(edges, spanningTree(nodes, edges, used, new Set(terminals)))
}

/** A spanning tree of the used edges, without leaves that are no terminals. */
function spanningTree(
  nodes: number,
  edges: readonly Edge[],
  used: ReadonlySet<number>,
  terminals: ReadonlySet<number>,
): Set<number> {
  const parent = Array.from({ length: nodes }, (_, v) => v)
  const find = (v: number): number => (parent[v] === v ? v : find(parent[v]!))
  const kept = new Set<number>()
  for (const index of [...used].sort((x, y) => edges[x]!.cost - edges[y]!.cost || x - y)) {
    const [a, b] = [find(edges[index]!.a), find(edges[index]!.b)]
    if (a === b) continue
    parent[a] = b
    kept.add(index)
  }
  for (let pruned = true; pruned; ) {
    pruned = false
    for (const index of kept) {
      const isLeaf = (v: number): boolean =>
        !terminals.has(v) && [...kept].filter(other => edges[other]!.a === v || edges[other]!.b === v).length === 1
      if (!isLeaf(edges[index]!.a) && !isLeaf(edges[index]!.b)) continue
      kept.delete(index)
      pruned = true
    }
  }
  return kept
}

function toTree(edges: readonly Edge[], used: ReadonlySet<number>): Tree {
  const sorted = [...used].sort((x, y) => x - y)
  return { edges: sorted, cost: sorted.reduce((sum, index) => sum + edges[index]!.cost, 0) }
}
