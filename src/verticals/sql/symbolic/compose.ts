import {
  type Condition,
  call,
  column,
  compare,
  type Expr,
  type From,
  type Item,
  literal,
  type Query,
  type Select,
  star,
} from '../../../lang/sql/ast.ts'
import { isSameExpr } from '../../../lang/sql/equal.ts'
import { type JoinTree, joinFrom, joinTrees } from '../../../lang/sql/join-free.ts'
import type { IndexedColumn, SchemaIndex } from '../link/schema-index.ts'
import { joinConditions, ref, sortRef, toConditions } from './conditions.ts'
import type { Filled } from './fill.ts'
import type { Reading } from './reading.ts'
import type { Argument, ItemSketch } from './sketch.ts'

/** The query over these tables; several where a nested part can hang on different child tables. */
export function assemble(
  filled: Filled,
  reading: Reading,
  tables: readonly number[],
  tree: JoinTree,
): { query: Query; extra: number[] }[] {
  const { index } = reading
  const { sketch, operands } = filled
  const of = (hole: number): IndexedColumn => index.columns[filled.columns[hole]!]!
  const from = joinFrom(index.tables[tables[0]!]!.table.key, tree)
  const outerConditions = toConditions(sketch.where, of, operands)
  const innerOperands = operands.slice(sketch.where.length)
  const where = joinConditions(outerConditions, sketch.any)
  const { nested } = sketch
  const core = toSelect(filled, reading, from, where)
  if (nested === undefined) return [{ query: core, extra: [] }]
  if (nested.kind === 'scalar') {
    const target = of(nested.hole)
    const scalar: Expr = {
      kind: 'scalar',
      query: plainSelect([{ expr: call(nested.fn, sortable(target, reading)) }], {
        kind: 'joined',
        first: { table: target.key },
        joins: [],
      }),
    }
    const op = { eq: '=', gt: '>', lt: '<' } as const
    const all = joinConditions([...outerConditions, compare(sortable(target, reading), op[nested.op], scalar)], false)
    return [{ query: toSelect(filled, reading, from, all), extra: [] }]
  }
  const innerConditions = toConditions(nested.inner, of, innerOperands)
  if (nested.kind === 'not-in')
    return withoutChild(
      filled,
      reading,
      core,
      innerConditions,
      nested.inner.map(({ hole }) => of(hole).table),
      tables,
    )
  const other = toSelect(filled, reading, from, joinConditions(innerConditions, false))
  return [{ query: { kind: nested.kind, left: unordered(core), right: unordered(other) }, extra: [] }]
}

const unordered = ({ limit: _, ties: __, ...select }: Select): Select => ({ ...select, orderBy: [] })

/** Rows of the items' table that no row of a child table points to. */
function withoutChild(
  filled: Filled,
  reading: Reading,
  core: Select,
  inner: readonly Condition[],
  innerTables: readonly number[],
  from: readonly number[],
): { query: Query; extra: number[] }[] {
  const { index } = reading
  const first = filled.sketch.items.find(item => item.arg !== 'star')
  const entity =
    first === undefined
      ? (reading.namedTables.find(table => from.includes(table)) ?? from[0])
      : index.columns[filled.columns[first.arg as number]!]!.table
  if (entity === undefined || innerTables.includes(entity)) return []
  const entityKey = index.tables[entity]!.table.key
  const links = index.graph.edges.flatMap(({ key }) => {
    if (key.columns.length !== 1) return []
    if (key.refTable === entityKey) return [{ mine: key.refColumns[0]!, child: key.table, theirs: key.columns[0]! }]
    if (key.table === entityKey) return [{ mine: key.columns[0]!, child: key.refTable, theirs: key.refColumns[0]! }]
    return []
  })
  const wanted = innerTables.length > 0 ? innerTables : reading.namedTables.filter(table => table !== entity)
  // "no title" is a gap, and no table that nobody speaks of
  const isAboutGap = reading.manner === 'ask' && (reading.ignored > 0 || reading.modifiers.length > 0)
  const scored = links
    .map(link => ({ link, id: index.graph.node.get(link.child)! }))
    .map(({ link, id }) => ({
      link,
      id,
      score: (innerTables.includes(id) ? 2 : 0) + (wanted.includes(id) ? 1 : 0) + reading.linked.tables[id]!.share,
    }))
    .filter(({ score }) => score > 0 || !isAboutGap)
    .sort((x, y) => y.score - x.score || x.id - y.id)
  return scored.slice(0, 3).flatMap(({ link, id }) => {
    const tables = [...new Set([id, ...innerTables])].filter(table => table !== entity)
    const keys = tables.map(table => index.tables[table]!.table.key)
    const [tree] = joinTrees(index.graph, keys, 1)
    if (tree === undefined || tree.keys.some(key => key.table === entityKey || key.refTable === entityKey)) return []
    const child = column(link.child, link.theirs)
    const sub: Select = {
      ...plainSelect([{ expr: child }], joinFrom(keys[0]!, tree)),
      where: joinConditions([{ kind: 'null', arg: child, not: true }, ...inner], false)!,
    }
    const condition: Condition = { kind: 'in', arg: column(entityKey, link.mine), in: sub, not: true }
    return [
      {
        query: {
          ...core,
          where: core.where === undefined ? condition : joinConditions([core.where, condition], false)!,
        },
        extra: tables,
      },
    ]
  })
}

const plainSelect = (items: readonly Item[], from: From): Select => ({
  kind: 'select',
  distinct: false,
  items,
  from,
  groupBy: [],
  orderBy: [],
})
function toSelect(filled: Filled, reading: Reading, from: From, where: Condition | undefined): Select {
  const { sketch } = filled
  const { index } = reading
  const of = (hole: number): IndexedColumn => index.columns[filled.columns[hole]!]!
  const plain = sketch.items
    .filter(item => item.fn === undefined && item.arg !== 'star')
    .map(item => of(item.arg as number))
  const joined = from.kind === 'joined' && from.joins.length > 0
  const grouped =
    typeof sketch.group === 'number'
      ? [of(sketch.group)]
      : sketch.group === 'items'
        ? withKeys(plain, index, joined)
        : []
  const isList = grouped.length === 0 && plain.length > 0 && plain.length === sketch.items.length
  const repeats = joined ? multiplies(plain, index, from) : reading.manner === 'ask' && plain.every(isCategory)
  const distinct = isList && repeats && sketch.order === undefined
  const aggregate = ({ fn, arg }: ItemSketch): Expr =>
    fn === undefined
      ? ref(of(arg as number))
      : (fn === 'min' || fn === 'max') && typeof arg === 'number'
        ? call(fn, sortable(of(arg), reading))
        : call(fn, argument(arg, of), isDistinct(fn, arg, of))
  const sortKey = (order: ItemSketch): Expr =>
    order.fn === undefined && typeof order.arg === 'number' ? sortable(of(order.arg), reading) : aggregate(order)
  const all = sketch.items.map((item): Item => ({ expr: aggregate(item) }))
  const isFirst = ({ expr }: Item, i: number): boolean => all.findIndex(other => isSameExpr(other.expr, expr)) === i
  const shown = reading.manner === 'ask' ? all.filter(isFirst) : all
  return {
    ...plainSelect(shown, from),
    distinct,
    ...(where === undefined ? {} : { where }),
    groupBy: grouped.map(ref),
    ...(filled.having === undefined || sketch.having === undefined
      ? {}
      : { having: compare(aggregate(sketch.having), filled.having.op, literal(filled.having.value)) }),
    orderBy:
      sketch.order === undefined
        ? []
        : [{ expr: sortKey(sketch.order), direction: sketch.order.desc ? 'desc' : 'asc' }],
    ...(filled.limit === undefined
      ? {}
      : { limit: filled.limit, ...(reading.manner === 'ask' ? ({ ties: true } as const) : {}) }),
  }
}

/** What people see is sorted by the calendar. */
const sortable = (col: IndexedColumn, { manner }: Reading): Expr => (manner === 'ask' ? sortRef(col) : ref(col))

const argument = (arg: Argument, of: (hole: number) => IndexedColumn): Expr | typeof star =>
  arg === 'star' ? star : ref(of(arg))
const isDistinct = (fn: string, arg: Argument, of: (hole: number) => IndexedColumn): boolean =>
  fn === 'count' && arg !== 'star' && !of(arg).unique

/** Rows of one entity are one group: its key joins the columns that name it. */
function withKeys(plain: readonly IndexedColumn[], index: SchemaIndex, joined: boolean): IndexedColumn[] {
  const keys = plain.flatMap(col => {
    const { primary } = index.tables[col.table]!
    return joined && primary !== undefined && (col.display || col.unique) && primary !== col.id
      ? [index.columns[primary]!]
      : []
  })
  return [...new Set([...keys, ...plain])]
}

/** Its values are kinds of things, not things: they repeat. */
const isCategory = ({ unique, display, idLike, expr, profile }: IndexedColumn): boolean =>
  !unique &&
  !display &&
  !idLike &&
  expr === undefined &&
  !profile.numeric &&
  profile.storage === undefined &&
  profile.values.length <= 0.5 * (profile.rows - profile.nulls)

/** The items come from the one side of a join to many. */
function multiplies(plain: readonly IndexedColumn[], index: SchemaIndex, from: From): boolean {
  if (from.kind !== 'joined') return false
  const mine = new Set(plain.map(col => index.tables[col.table]!.table.key))
  return from.joins.some(join => !mine.has(join.source.table)) || !mine.has(from.first.table)
}
