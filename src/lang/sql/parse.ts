import type { ColumnRef, Condition, Expr, From, Item, Join, Order, Query, Select, SetOperation } from './ast.ts'
import { star } from './ast.ts'
import { type Outer, OutsideGrammar, only, outside, type Scope, toCondition, toCount, toExpr } from './parse-expr.ts'
import { type Fields, isEmpty, isObject, list, nameOf, open, type Tree } from './parse-tree.ts'
import { findColumn, findTable, type Schema, type Table } from './schema.ts'

/**
 * A parsed statement as a tree of our own grammar (sql-ask A5.1), or undefined when it lies outside. Aliases give way
 * to table keys where a table occurs once; comma joins and join conditions in WHERE become `JOIN ... ON`; names get
 * the schema's spelling; quoted names that are no column are text, as SQLite reads them; aliases and positions in
 * GROUP BY, HAVING and ORDER BY are replaced by what they stand for.
 */
export function toQuery(tree: Tree, schema: Schema): Query | undefined {
  try {
    return query_(tree, { schema, parent: undefined })
  } catch (thrown) {
    if (thrown instanceof OutsideGrammar) return undefined
    throw thrown
  }
}

/** As `toQuery`, but says what lies outside. @throws OutsideGrammar */
export const toQueryOrThrow = (tree: Tree, schema: Schema): Query => query_(tree, { schema, parent: undefined })

function query_(node: unknown, outer: Outer): Query {
  const { kind, fields } = open(node) ?? outside('no statement')
  switch (kind) {
    case 'annotated':
      return query_(fields.this, outer)
    case 'select':
      return select_(fields, outer)
    case 'subquery':
      only(kind, fields, 'this')
      return query_(fields.this, outer)
    case 'union':
    case 'intersect':
    case 'except': {
      only(kind, fields, 'left right all distinct')
      if (fields.all === true && kind !== 'union') outside(`${kind} all`)
      const operation: SetOperation = {
        kind: kind === 'union' && fields.all === true ? 'union-all' : kind,
        left: query_(fields.left, outer),
        right: query_(fields.right, outer),
      }
      return operation
    }
    default:
      return outside(kind)
  }
}

function select_(fields: Fields, outer: Outer): Select {
  only('select', fields, 'expressions from joins where_clause group_by having order_by limit distinct')
  if (!isObject(fields.from)) outside('select without from')
  const parsed = from_(fields.from as Fields, list(fields.joins), outer)
  const { scope } = parsed
  const where = isObject(fields.where_clause) ? conjuncts(toCondition(fields.where_clause.this, scope)) : []
  const { from, rest } = joined_(parsed, where)
  const items = list(fields.expressions).flatMap(item => items_(item, scope))
  const limit = isObject(fields.limit) ? toCount(fields.limit.this ?? fields.limit) : undefined
  const positional = (node: unknown): Expr => {
    const inner = open(node)
    if (inner?.kind !== 'literal') return toExpr(node, scope)
    const item = items[Number(inner.fields.value) - 1]?.expr
    return item === undefined || item.kind === 'star' ? outside('constant in GROUP BY or ORDER BY') : item
  }
  const grouped = isObject(fields.group_by) ? fields.group_by : {}
  only('group_by', grouped, 'expressions')
  const groupBy = list(grouped.expressions).map(positional)
  const having = isObject(fields.having) ? toCondition(fields.having.this, scope) : undefined
  const orderBy = isObject(fields.order_by)
    ? list(fields.order_by.expressions).map((node): Order => {
        if (!isObject(node)) return outside('order')
        only('order', node, 'this desc explicit_asc')
        return { expr: positional(node.this), direction: node.desc === true ? 'desc' : 'asc' }
      })
    : []
  return {
    kind: 'select',
    distinct: fields.distinct === true,
    items,
    from,
    ...(rest === undefined ? {} : { where: rest }),
    groupBy,
    ...(having === undefined ? {} : { having }),
    orderBy,
    ...(limit === undefined ? {} : { limit }),
  }
}

type ParsedFrom = {
  readonly scope: Scope
  readonly kinds: readonly ('inner' | 'left')[]
  readonly on: readonly (Condition | undefined)[]
}

function from_(from: Fields, joins: readonly unknown[], outer: Outer): ParsedFrom {
  const first = list(from.expressions)
  const tables: { table: Table; alias: string | undefined }[] = []
  const kinds: ('inner' | 'left')[] = []
  const conditions: unknown[] = []
  const using: (readonly unknown[])[] = []
  const add = (node: unknown, kind: 'inner' | 'left', on: unknown, columns: readonly unknown[]): void => {
    const source = open(node) ?? outside('source')
    if (source.kind !== 'table') outside(`${source.kind} in FROM`)
    only('table', source.fields, 'name alias alias_explicit_as')
    const name = nameOf(source.fields.name) ?? outside('table without name')
    tables.push({
      table: findTable(outer.schema, name.name) ?? outside('unknown table'),
      alias: nameOf(source.fields.alias)?.name,
    })
    kinds.push(kind)
    conditions.push(on)
    using.push(columns)
  }
  for (const node of first) add(node, 'inner', undefined, [])
  for (const join of joins) {
    if (!isObject(join)) return outside('join')
    only('join', join, 'this on using kind use_inner_keyword use_outer_keyword nesting_group')
    const kind =
      join.kind === 'Inner' || join.kind === 'Cross'
        ? 'inner'
        : join.kind === 'Left'
          ? 'left'
          : outside(`${join.kind} join`)
    add(join.this, kind, join.on, list(join.using))
  }
  const scope: Scope = {
    schema: outer.schema,
    parent: outer.parent,
    read: query_,
    aliases: new Map(),
    sources: tables.map(({ table, alias }) => ({
      name: (alias ?? table.name).toLowerCase(),
      table,
      key: tables.filter(other => other.table === table).length > 1 ? (alias ?? table.key) : table.key,
    })),
  }
  if (new Set(scope.sources.map(source => source.key)).size < scope.sources.length) return outside('same name twice')
  const on = conditions.map((condition, index): Condition | undefined => {
    const columns = using[index] ?? []
    if (columns.length > 0) return using_(columns, index, scope)
    return isEmpty(condition) ? undefined : toCondition(condition, scope)
  })
  return { scope, kinds, on }
}

/** `USING (a, b)` of the source at `index` as equalities with the first source before it that has the column. */
function using_(columns: readonly unknown[], index: number, scope: Scope): Condition {
  const own = scope.sources[index]!
  return and_(
    columns.map(node => {
      const name = nameOf(node)?.name ?? outside('using')
      const left = scope.sources.slice(0, index).find(source => findColumn(source.table, name) !== undefined)
      const right = findColumn(own.table, name)
      if (left === undefined || right === undefined) return outside('using')
      return {
        kind: 'compare',
        op: '=',
        left: { kind: 'column', table: left.key, column: findColumn(left.table, name)!.name },
        right: { kind: 'column', table: own.key, column: right.name },
      }
    }),
  )!
}

const conjuncts = (condition: Condition): readonly Condition[] =>
  condition.kind === 'and' ? condition.parts.flatMap(conjuncts) : [condition]

const and_ = (parts: readonly Condition[]): Condition | undefined =>
  parts.length > 1 ? { kind: 'and', parts: parts.flatMap(conjuncts) } : parts[0]

type Pair = { readonly left: ColumnRef; readonly right: ColumnRef }

/**
 * The join tree. Without outer joins all equalities between two sources are one pool, each goes to the first join
 * where both sides are known, and what is no such equality goes to WHERE. With outer joins ON stays as it is written.
 */
function joined_(
  { scope, kinds, on }: ParsedFrom,
  where: readonly Condition[],
): { from: From; rest: Condition | undefined } {
  const position = new Map(scope.sources.map((source, index) => [source.key, index]))
  const pairOf = (condition: Condition): Pair | undefined => {
    if (condition.kind !== 'compare' || condition.op !== '=') return undefined
    const { left, right } = condition
    if (left.kind !== 'column' || right.kind !== 'column' || left.table === right.table) return undefined
    return position.has(left.table) && position.has(right.table) ? { left, right } : undefined
  }
  const placed: Pair[][] = scope.sources.map(() => [])
  const rest: Condition[] = []
  const place = (condition: Condition): boolean => {
    const pair = pairOf(condition)
    if (pair !== undefined)
      placed[Math.max(position.get(pair.left.table)!, position.get(pair.right.table)!)]!.push(pair)
    return pair !== undefined
  }
  const hasOuter = kinds.includes('left')
  on.forEach((condition, index) => {
    if (condition === undefined) return
    for (const part of conjuncts(condition)) {
      if (kinds[index] === 'left') {
        const pair = pairOf(part) ?? outside('outer join on more than equal columns')
        placed[index]!.push(pair)
      } else if (!place(part)) rest.push(part)
    }
  })
  for (const condition of where) {
    const pair = hasOuter ? undefined : pairOf(condition)
    const lacking =
      pair !== undefined &&
      placed[Math.max(position.get(pair.left.table)!, position.get(pair.right.table)!)]!.length === 0
    if (!lacking || !place(condition)) rest.push(condition)
  }
  if (placed.slice(1).some(pairs => pairs.length === 0)) outside('cross join')
  if (hasOuter && rest.length > where.length) outside('inner join condition beside an outer join')
  const sources = scope.sources.map(({ table, key }) =>
    key === table.key ? { table: key } : { table: table.key, alias: key },
  )
  const joins = sources
    .slice(1)
    .map((source, index): Join => ({ kind: kinds[index + 1]!, source, on: placed[index + 1]! }))
  return { from: { kind: 'joined', first: sources[0]!, joins }, rest: and_(rest) }
}

function items_(node: unknown, scope: Scope): Item[] {
  const { kind, fields } = open(node) ?? outside('item')
  if (kind === 'annotated') return items_(fields.this, scope)
  if (kind === 'star') {
    only(kind, fields, 'table')
    const table = nameOf(fields.table)
    if (table === undefined) return [{ expr: star }]
    const source =
      scope.sources.find(({ name }) => name === table.name.toLowerCase()) ?? outside('star of unknown table')
    if (scope.sources.length === 1) return [{ expr: star }]
    return source.table.columns.map(({ name }) => ({ expr: { kind: 'column', table: source.key, column: name } }))
  }
  if (kind !== 'alias') return [{ expr: toExpr(node, scope) }]
  only(kind, fields, 'this alias alias_explicit_as')
  const alias = nameOf(fields.alias)?.name ?? outside('alias')
  const expr = toExpr(fields.this, scope)
  scope.aliases.set(alias.toLowerCase(), expr)
  return [{ expr, alias }]
}
