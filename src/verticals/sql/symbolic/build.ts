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
import { type JoinTree, joinFrom, joinTrees } from '../../../lang/sql/join-free.ts'
import type { IndexedColumn, SchemaIndex } from '../link/schema-index.ts'
import { withSums } from './aggregate.ts'
import { type Attachment, attachAll, attachments, withCondition } from './attach.ts'
import type { Filled, Operand } from './fill.ts'
import type { Reading } from './reading.ts'
import { type Argument, type ConditionSketch, holeUses, type ItemSketch } from './sketch.ts'
import { withNamesForIds, withNamesForKeys, withWholeNames } from './whole-names.ts'

/** A filled sketch with its tables and join tree: a whole query. */
export type Built = {
  readonly filled: Filled
  /** How the modifiers of the question were put in. */
  readonly attachment: Attachment
  readonly query: Query
  /** Table ids of the outer FROM, bridging tables included. */
  readonly tables: readonly number[]
  /** Tables that were added though no hole needs them. */
  readonly added: number
  readonly tree: JoinTree
  /** Keys are shown as the names of what they point to. */
  readonly resolvesKeys: boolean
}

/** The queries that a filled sketch may mean: the tables of its columns, with or without one more named table. */
export function buildQueries(filled: Filled, reading: Reading): Built[] {
  const summed = reading.manner === 'ask' ? withSums(filled, reading) : undefined
  return [filled, ...(summed === undefined ? [] : [summed])].flatMap(one => buildFilled(one, reading))
}

function buildFilled(filled: Filled, reading: Reading): Built[] {
  const { index } = reading
  const innerHoles = new Set(
    holeUses(filled.sketch)
      .filter(use => use.inner && filled.sketch.nested?.kind === 'not-in')
      .map(use => use.hole),
  )
  const needed = [
    ...new Set(filled.columns.filter((_, hole) => !innerHoles.has(hole)).map(id => index.columns[id]!.table)),
  ]
  const bases = needed.length > 0 ? [needed] : countedTables(reading).map(table => [table])
  return bases.flatMap(base =>
    attachmentsFor(filled, reading, base).flatMap(attachment => {
      const attached = [...new Set([...base, ...attachment.tables])]
      const more = reading.namedTables.filter(table => !attached.includes(table)).slice(0, 3)
      const variants = [attached, ...more.map(table => [...attached, table])]
      return variants.flatMap(tables =>
        overTables(filled, reading, tables, attachment, tables.length - attached.length),
      )
    }),
  )
}

/** A moment that the query shows or counts is not the one that its period is about: such a reading is none. */
function attachmentsFor(filled: Filled, reading: Reading, base: readonly number[]): Attachment[] {
  const all = attachments(reading, base)
  return all[0]?.target?.columns.some(id => filled.columns.includes(id)) === true ? [] : all
}

function overTables(
  filled: Filled,
  reading: Reading,
  tables: readonly number[],
  attachment: Attachment,
  added: number,
): Built[] {
  const { index } = reading
  const keys = tables.map(table => index.tables[table]!.table.key)
  const trees = joinTrees(index.graph, keys, 2)
  return trees
    .filter((tree, i) => i === 0 || tree.cost <= trees[0]!.cost + 0.6)
    .flatMap(tree =>
      assemble(filled, reading, tables, tree).flatMap(({ query, extra }) => {
        const built: Built = {
          filled,
          attachment,
          query: attachAll(query, reading, attachment),
          tables: tablesOf(index, tables, tree, extra),
          added,
          tree,
          resolvesKeys: false,
        }
        return inManner(built, reading)
      }),
    )
}

/** For people: whole names, values of a list once and without gaps, the measure of a ranking, names for keys. */
function inManner(built: Built, reading: Reading): Built[] {
  if (reading.manner === 'suite') return [built]
  const query = forPeople(built.query, reading)
  const plain = { ...built, query }
  const resolved = withNamesForKeys(built.query, reading)
  if (resolved !== undefined) return [plain, { ...built, query: resolved, resolvesKeys: true }]
  return [plain]
}

/** The query as people expect its answer: rows by whole names, lists without gaps, rankings with their measure. */
export function forPeople(query: Query, reading: Reading): Query {
  const ids = withNamesForIds(query, reading)
  return withShownOrder(withoutGaps(withWholeNames(ids, reading) ?? ids, reading))
}

/** "The first k by" something are shown with it. */
function withShownOrder(query: Query): Query {
  if (query.kind !== 'select' || (query.limit ?? 1) === 1) return query
  const shown = new Set(query.items.map(({ expr }) => JSON.stringify(expr)))
  const [first] = query.orderBy
  return first === undefined || shown.has(JSON.stringify(first.expr))
    ? query
    : { ...query, items: [...query.items, { expr: first.expr }] }
}

/** A list of the values of a column has no place for NULL. */
function withoutGaps(query: Query, { index }: Reading): Query {
  if (query.kind !== 'select' || !query.distinct || query.items.length !== 1) return query
  const [{ expr }] = query.items as [Item]
  const col = index.columns.find(one => expr.kind === 'column' && one.key === expr.table && one.name === expr.column)
  if (col === undefined || col.profile.nulls === 0 || col.expr !== undefined) return query
  return withCondition(query, { kind: 'null', arg: column(col.key, col.name), not: true })
}

/** Whose rows a bare count counts: named tables, else those whose name is partly said, else those of the values. */
function countedTables(reading: Reading): number[] {
  if (reading.namedTables.length > 0) return reading.namedTables.slice(0, 3)
  const { tables } = reading.linked
  const partly = tables
    .map((match, id) => ({ id, share: match.share }))
    .filter(({ share }) => share > 0)
    .sort((x, y) => y.share - x.share || x.id - y.id)
  return partly.slice(0, 3).map(({ id }) => id)
}

function tablesOf(index: SchemaIndex, tables: readonly number[], tree: JoinTree, extra: readonly number[]): number[] {
  const ids = new Set([...tables, ...extra])
  for (const key of tree.keys) for (const name of [key.table, key.refTable]) ids.add(index.graph.node.get(name)!)
  return [...ids]
}

/** The query over these tables; several where a nested part can hang on different child tables. */
function assemble(
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
      query: plainSelect([{ expr: call(nested.fn, ref(target)) }], {
        kind: 'joined',
        first: { table: target.key },
        joins: [],
      }),
    }
    const op = { eq: '=', gt: '>', lt: '<' } as const
    const all = joinConditions([...outerConditions, compare(ref(target), op[nested.op], scalar)], false)
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
  const scored = links
    .map(link => ({ link, id: index.graph.node.get(link.child)! }))
    .map(({ link, id }) => ({
      link,
      id,
      score: (innerTables.includes(id) ? 2 : 0) + (wanted.includes(id) ? 1 : 0) + reading.linked.tables[id]!.share,
    }))
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
const ref = (col: IndexedColumn): Expr => col.expr ?? column(col.key, col.name)

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
    fn === undefined ? ref(of(arg as number)) : call(fn, argument(arg, of), isDistinct(fn, arg, of))
  return {
    ...plainSelect(
      sketch.items.map(item => ({ expr: aggregate(item) })),
      from,
    ),
    distinct,
    ...(where === undefined ? {} : { where }),
    groupBy: grouped.map(ref),
    ...(filled.having === undefined || sketch.having === undefined
      ? {}
      : { having: compare(aggregate(sketch.having), filled.having.op, literal(filled.having.value)) }),
    orderBy:
      sketch.order === undefined
        ? []
        : [{ expr: aggregate(sketch.order), direction: sketch.order.desc ? 'desc' : 'asc' }],
    ...(filled.limit === undefined
      ? {}
      : { limit: filled.limit, ...(reading.manner === 'ask' ? ({ ties: true } as const) : {}) }),
  }
}

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

function joinConditions(conditions: readonly Condition[], any: boolean): Condition | undefined {
  if (conditions.length <= 1) return conditions[0]
  return {
    kind: any ? 'or' : 'and',
    parts: conditions.flatMap(part => (!any && part.kind === 'and' ? part.parts : [part])),
  }
}

/** Several values for one column are alternatives, whatever joins them to the rest. */
function toConditions(
  sketches: readonly ConditionSketch[],
  of: (hole: number) => IndexedColumn,
  operands: readonly Operand[],
): Condition[] {
  const made = new Map<string, { arg: Expr; values: (string | number)[]; alone: Condition }>()
  for (const [i, condition] of sketches.entries()) {
    const operand = operands[i]!
    const alone = toCondition(condition, of, operand)
    const listed = condition.op === 'eq' && operand.kind === 'value'
    const key = listed ? `eq ${condition.hole}` : `${i}`
    const before = made.get(key)
    if (before === undefined)
      made.set(key, { arg: ref(of(condition.hole)), values: listed ? [operand.value] : [], alone })
    else if (operand.kind === 'value') before.values.push(operand.value)
  }
  return [...made.values()].map(({ arg, values, alone }) =>
    values.length < 2 ? alone : { kind: 'in', arg, in: values.map(literal), not: false },
  )
}

function toCondition({ op, hole }: ConditionSketch, of: (hole: number) => IndexedColumn, operand: Operand): Condition {
  const arg = ref(of(hole))
  switch (operand.kind) {
    case 'none':
      return { kind: 'null', arg, not: op === 'not-null' }
    case 'pattern':
      return { kind: 'like', arg, pattern: operand.pattern, not: op === 'not-like' }
    case 'range':
      return { kind: 'between', arg, low: literal(operand.low), high: literal(operand.high), not: false }
    case 'value':
      return compare(arg, operand.op ?? (op === 'ne' ? '<>' : '='), literal(operand.value))
  }
}
