import type { Aggregate } from '../../../lang/sql/ast.ts'

/**
 * A query with its names and values taken out (sql-ask A5.1). Holes are numbered in the order in which they first
 * occur (items, conditions, group, having, order, nested); one hole that occurs twice is one column.
 */
export type Hole = number

/** `star` counts rows. */
export type Argument = Hole | 'star'
export type ItemSketch = { readonly fn?: Aggregate; readonly arg: Argument }

/** Comparison classes; which of > and >= is meant is read from the words beside the number. */
export const operators = ['eq', 'ne', 'gt', 'lt', 'between', 'like', 'not-like', 'null', 'not-null'] as const
export type Operator = (typeof operators)[number]
export type ConditionSketch = { readonly op: Operator; readonly hole: Hole }

/**
 * not-in: rows of the items' table that no row of a child table (under `inner` conditions) points to;
 * intersect, except: the items under `where` and, or but not, under `inner`;
 * scalar: one more condition `hole op (SELECT fn(hole))`.
 */
export type Nested =
  | { readonly kind: 'not-in' | 'intersect' | 'except'; readonly inner: readonly ConditionSketch[] }
  | {
      readonly kind: 'scalar'
      readonly hole: Hole
      readonly op: 'eq' | 'gt' | 'lt'
      readonly fn: 'avg' | 'max' | 'min'
    }

export type Sketch = {
  /** Plain items before aggregated ones. */
  readonly items: readonly ItemSketch[]
  readonly where: readonly ConditionSketch[]
  /** Conditions are joined by OR. */
  readonly any: boolean
  /** Grouped by the plain items, or by a hole of its own. */
  readonly group: 'none' | 'items' | Hole
  readonly having?: { readonly fn: Aggregate; readonly arg: Argument; readonly op: 'eq' | 'gt' | 'lt' }
  readonly order?: { readonly fn?: Aggregate; readonly arg: Argument; readonly desc: boolean }
  readonly limit: 'none' | 'one' | 'many'
  readonly nested?: Nested
}

/** The sketch as text: equal sketches give equal text. `parseSketch` reads it back. */
export const printSketch = (sketch: Sketch): string => JSON.stringify(sketch)
export const parseSketch = (text: string): Sketch => JSON.parse(text) as Sketch

/** How many holes it has. */
export function holeCount(sketch: Sketch): number {
  return Math.max(-1, ...holeUses(sketch).map(use => use.hole)) + 1
}

/** What a hole is used for: decides which columns fit and which model scores them. */
export const roles = ['select', 'aggregate', 'equal', 'range', 'group', 'order'] as const
export type Role = (typeof roles)[number]

export type HoleUse = {
  readonly hole: Hole
  readonly role: Role
  readonly fn?: Aggregate
  readonly op?: Operator
  readonly inner: boolean
}

/** All uses of holes, in numbering order. */
export function holeUses(sketch: Sketch): HoleUse[] {
  const uses: HoleUse[] = []
  const use = (
    arg: Argument | undefined,
    role: Role,
    more: { fn?: Aggregate; op?: Operator } = {},
    inner = false,
  ): void => {
    if (typeof arg === 'number') uses.push({ hole: arg, role, inner, ...more })
  }
  for (const { fn, arg } of sketch.items)
    use(arg, fn === undefined ? 'select' : 'aggregate', fn === undefined ? {} : { fn })
  for (const { op, hole } of sketch.where) use(hole, conditionRole(op), { op })
  if (typeof sketch.group === 'number') use(sketch.group, 'group')
  if (sketch.having !== undefined) use(sketch.having.arg, 'aggregate', { fn: sketch.having.fn })
  if (sketch.order !== undefined)
    use(
      sketch.order.arg,
      sketch.order.fn === undefined ? 'order' : 'aggregate',
      sketch.order.fn === undefined ? {} : { fn: sketch.order.fn },
    )
  const { nested } = sketch
  if (nested?.kind === 'scalar') use(nested.hole, 'range', { op: nested.op })
  else for (const { op, hole } of nested?.inner ?? []) use(hole, conditionRole(op), { op }, true)
  return uses
}

const conditionRole = (op: Operator): Role => (op === 'gt' || op === 'lt' || op === 'between' ? 'range' : 'equal')

/** The parts of a sketch that the sketch model shares between sketches, as names. */
export function sketchParts(sketch: Sketch): string[] {
  const item = ({ fn, arg }: ItemSketch): string => `${fn ?? 'plain'}${arg === 'star' ? '*' : ''}`
  const items = sketch.items.map(item)
  const ops = sketch.where.map(({ op }) => op)
  const parts = [
    `items ${items.join()}`,
    `where ${ops.join()}`,
    `count ${sketch.items.length}`,
    `conditions ${ops.length}`,
  ]
  for (const one of new Set(items)) parts.push(`item ${one}`)
  for (const op of new Set(ops)) parts.push(`op ${op}`)
  if (sketch.any) parts.push('any')
  parts.push(sketch.group === 'none' ? 'group none' : sketch.group === 'items' ? 'group items' : 'group hole')
  if (sketch.having !== undefined) parts.push('having', `having ${item(sketch.having)} ${sketch.having.op}`)
  if (sketch.order !== undefined) {
    const shared = typeof sketch.order.arg === 'number' && sketch.items.some(({ arg }) => arg === sketch.order!.arg)
    parts.push(
      'order',
      `order ${item(sketch.order)}`,
      `order ${sketch.order.desc ? 'desc' : 'asc'} ${sketch.limit}`,
      `order ${item(sketch.order)} ${shared ? 'shown' : 'hidden'} ${sketch.limit}`,
    )
  }
  parts.push(`limit ${sketch.limit}`)
  const { nested } = sketch
  if (nested === undefined) parts.push('flat')
  else if (nested.kind === 'scalar') parts.push('nested', `scalar ${nested.fn}`, `scalar ${nested.op} ${nested.fn}`)
  else parts.push('nested', `nested ${nested.kind}`, `nested ${nested.kind} ${nested.inner.map(({ op }) => op).join()}`)
  parts.push(`identity ${printSketch(sketch)}`)
  return parts
}

/** The sketch with further conditions, in canonical order and numbering. */
export function withConditions(sketch: Sketch, ops: readonly Operator[]): Sketch {
  const first = holeCount(sketch)
  const where = [...sketch.where, ...ops.map((op, i) => ({ op, hole: first + i }))]
  where.sort((x, y) => operators.indexOf(x.op) - operators.indexOf(y.op))
  return renumber({ ...sketch, where })
}

/** The sketch with one more value for its first column with a value ("billing or login"); undefined without one. */
export function withAlternative(sketch: Sketch): Sketch | undefined {
  const at = sketch.where.findIndex(({ op }) => op === 'eq')
  return at < 0
    ? undefined
    : renumber({
        ...sketch,
        where: [...sketch.where.slice(0, at + 1), sketch.where[at]!, ...sketch.where.slice(at + 1)],
      })
}

/** Holes numbered in the order in which they first occur. */
function renumber(sketch: Sketch): Sketch {
  const order = new Map<Hole, Hole>()
  for (const { hole } of holeUses(sketch)) if (!order.has(hole)) order.set(hole, order.size)
  const to = <A extends Argument>(arg: A): A => (typeof arg === 'number' ? (order.get(arg)! as A) : arg)
  const conditions = (list: readonly ConditionSketch[]): ConditionSketch[] =>
    list.map(({ op, hole }) => ({ op, hole: to(hole) }))
  const { having, order: sorting, nested } = sketch
  return {
    items: sketch.items.map(item => ({ ...item, arg: to(item.arg) })),
    where: conditions(sketch.where),
    any: sketch.any,
    group: typeof sketch.group === 'number' ? to(sketch.group) : sketch.group,
    ...(having === undefined ? {} : { having: { ...having, arg: to(having.arg) } }),
    ...(sorting === undefined ? {} : { order: { ...sorting, arg: to(sorting.arg) } }),
    limit: sketch.limit,
    ...(nested === undefined
      ? {}
      : {
          nested:
            nested.kind === 'scalar'
              ? { ...nested, hole: to(nested.hole) }
              : { ...nested, inner: conditions(nested.inner) },
        }),
  }
}
