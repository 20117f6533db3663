import type { Condition, Expr, Query, Select } from '../../../lang/sql/ast.ts'
import type { SchemaIndex } from '../link/schema-index.ts'
import type { Argument, ConditionSketch, Hole, ItemSketch, Nested, Operator, Sketch } from './sketch.ts'

/** A query as sketch and what filled its holes; the training labels of the proposer. */
export type Abstraction = {
  readonly sketch: Sketch
  /** Column ids by hole. */
  readonly columns: readonly number[]
  /** Tables of FROM, ids. */
  readonly tables: readonly number[]
}

class Outside extends Error {}
const outside = (why: string): never => {
  throw new Outside(why)
}

/**
 * The sketch of a query with explicit joins, in canonical order: plain items first, conditions by class, groups of
 * one entity as its items, NOT IN over a key for EXCEPT over it. Undefined when no sketch of ours says the same.
 */
export function toSketch(query: Query, index: SchemaIndex): Abstraction | undefined {
  try {
    return new Abstractor(index).whole(query)
  } catch (thrown) {
    if (thrown instanceof Outside) return undefined
    throw thrown
  }
}

const plainBigint = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

type Flat = { readonly op: Operator; readonly column: number }

class Abstractor {
  private readonly index: SchemaIndex
  private readonly holes: number[] = []
  private readonly tables = new Set<number>()

  constructor(index: SchemaIndex) {
    this.index = index
  }

  whole(query: Query): Abstraction {
    if (query.kind === 'select') return this.done(this.core(query))
    if (query.kind === 'union' || query.kind === 'union-all') return outside('union')
    if (query.left.kind !== 'select' || query.right.kind !== 'select') return outside('nested set operation')
    const { left, right } = query as { left: Select; right: Select }
    if (right.groupBy.length > 0 || left.limit !== undefined || right.limit !== undefined)
      return outside('grouped set operation')
    const [mine, theirs] = [left, right].map(side => side.items.map(item => this.plainColumn(item.expr)))
    const same = mine!.every((column, i) => column === theirs![i])
    if (!same && !(query.kind === 'except' && mine!.length === 1 && this.linked(mine![0]!, theirs![0]!)))
      return outside('different items')
    const core = this.core(left)
    const inner = this.conditions(right.where).flat
    this.addTables(right)
    if (query.kind === 'intersect')
      return this.done({ ...core, nested: { kind: 'intersect', inner: this.sketchConditions(inner) } })
    const hasChild = this.tablesOf(right).some(table => !this.tablesOf(left).includes(table))
    return this.done({ ...core, nested: { kind: hasChild ? 'not-in' : 'except', inner: this.sketchConditions(inner) } })
  }

  private done(sketch: Sketch): Abstraction {
    return { sketch, columns: this.holes, tables: [...this.tables] }
  }

  private hole(column: number): Hole {
    const known = this.holes.indexOf(column)
    if (known >= 0) return known
    this.holes.push(column)
    return this.holes.length - 1
  }

  private core(select: Select): Sketch {
    this.addTables(select)
    const items = select.items.map(item => this.item(item.expr))
    items.sort((x, y) => Number(x.fn !== undefined) - Number(y.fn !== undefined))
    if (items.length === 0 || items.length > 6) return outside('number of items')
    const itemSketches = items.map(
      ({ fn, column }): ItemSketch => ({
        ...(fn === undefined ? {} : { fn }),
        arg: column === 'star' ? 'star' : this.hole(column),
      }),
    )
    const { flat, any, nested } = this.conditions(select.where)
    const where = this.sketchConditions(flat)
    const group = this.group(select, items)
    const having = select.having === undefined ? undefined : this.having(select.having)
    const order = select.orderBy[0] === undefined ? undefined : this.order(select)
    return {
      items: itemSketches,
      where,
      any,
      group,
      ...(having === undefined ? {} : { having }),
      ...(order === undefined ? {} : { order }),
      limit: select.limit === undefined ? 'none' : select.limit === 1 ? 'one' : 'many',
      ...(nested === undefined ? {} : { nested: nested() }),
    }
  }

  /** Holes are numbered in canonical order, so conditions are sorted before. */
  private sketchConditions(flat: readonly Flat[]): ConditionSketch[] {
    const order = (condition: Flat): number =>
      ['eq', 'ne', 'gt', 'lt', 'between', 'like', 'not-like', 'null', 'not-null'].indexOf(condition.op)
    return [...flat].sort((x, y) => order(x) - order(y)).map(({ op, column }) => ({ op, hole: this.hole(column) }))
  }

  private item(expr: Expr | { kind: 'star' }): { fn?: ItemSketch['fn'] & string; column: number | 'star' } {
    if (expr.kind === 'star') return outside('star item')
    if (expr.kind === 'column') return { column: this.columnId(expr.table, expr.column) }
    if (expr.kind !== 'aggregate') return { column: this.computed(expr) }
    if (expr.arg.kind === 'star') return { fn: expr.fn, column: 'star' }
    if (expr.arg.kind !== 'column') return { fn: expr.fn, column: this.computed(expr.arg) }
    return {
      fn: expr.fn,
      column: this.countable(expr.fn, expr.distinct, this.columnId(expr.arg.table, expr.arg.column)),
    }
  }

  /** The column of the index that is computed so. */
  private computed(expr: Expr): number {
    const text = JSON.stringify(expr, plainBigint)
    const known = this.index.columns.find(
      col => col.expr?.kind === expr.kind && JSON.stringify(col.expr, plainBigint) === text,
    )
    return known?.id ?? outside(`computed ${expr.kind}`)
  }

  /** Counting a key column without DISTINCT counts rows. */
  private countable(fn: string, distinct: boolean, column: number): number | 'star' {
    const { column: col, unique } = this.index.columns[column]!
    return fn === 'count' && !distinct && (col.primaryKey || unique) ? 'star' : column
  }

  private plainColumn(expr: Expr | { kind: 'star' }): number {
    return expr.kind === 'column' ? this.columnId(expr.table, expr.column) : outside('set operation over expressions')
  }

  private columnId(table: string, name: string): number {
    return (
      this.index.columns.find(column => column.key === table && column.name === name)?.id ??
      outside(`column ${table}.${name}`)
    )
  }

  private conditions(where: Condition | undefined): { flat: Flat[]; any: boolean; nested?: () => Nested } {
    if (where === undefined) return { flat: [], any: false }
    const parts = where.kind === 'and' || where.kind === 'or' ? where.parts : [where]
    const flat: Flat[] = []
    let nested: (() => Nested) | undefined
    for (const part of parts) {
      const deep = this.nested(part, flat)
      if (deep === undefined) flat.push(this.flat(part))
      else if (deep === 'merged') continue
      else if (nested !== undefined || where.kind === 'or') return outside('two nested conditions')
      else nested = deep
    }
    if (flat.length > 4) return outside('many conditions')
    const any = where.kind === 'or'
    return nested === undefined ? { flat, any } : { flat, any, nested }
  }

  private flat(condition: Condition): Flat {
    const columnOf = (expr: Expr): number =>
      expr.kind === 'column' ? this.columnId(expr.table, expr.column) : outside(`condition on ${expr.kind}`)
    switch (condition.kind) {
      case 'compare': {
        if (condition.right.kind !== 'literal') return outside('comparison with an expression')
        const op = ({ '=': 'eq', '<>': 'ne', '<': 'lt', '<=': 'lt', '>': 'gt', '>=': 'gt' } as const)[condition.op]
        return { op, column: columnOf(condition.left) }
      }
      case 'between':
        return condition.not ? outside('not between') : { op: 'between', column: columnOf(condition.arg) }
      case 'like':
        return { op: condition.not ? 'not-like' : 'like', column: columnOf(condition.arg) }
      case 'null':
        return { op: condition.not ? 'not-null' : 'null', column: columnOf(condition.arg) }
      default:
        return outside(`condition ${condition.kind}`)
    }
  }

  /** A condition with a subquery; IN is merged into the outer query as a join. */
  private nested(condition: Condition, flat: Flat[]): (() => Nested) | 'merged' | undefined {
    if (condition.kind === 'compare' && condition.right.kind === 'scalar') {
      const sub = condition.right.query
      const item = sub.kind === 'select' ? sub.items[0]?.expr : undefined
      if (
        sub.kind !== 'select' ||
        item?.kind !== 'aggregate' ||
        item.arg.kind !== 'column' ||
        sub.where !== undefined ||
        condition.left.kind !== 'column'
      )
        return outside('scalar')
      const { fn } = item
      if (fn !== 'avg' && fn !== 'max' && fn !== 'min') return outside(`scalar ${fn}`)
      const column = this.columnId(condition.left.table, condition.left.column)
      if (this.columnId(item.arg.table, item.arg.column) !== column) return outside('scalar of another column')
      const op = ({ '=': 'eq', '<': 'lt', '<=': 'lt', '>': 'gt', '>=': 'gt', '<>': undefined } as const)[condition.op]
      return op === undefined ? outside('scalar <>') : () => ({ kind: 'scalar', hole: this.hole(column), op, fn })
    }
    if (condition.kind !== 'in' || !('kind' in condition.in))
      return condition.kind === 'in' ? outside('in list') : undefined
    const sub = condition.in
    const item = sub.kind === 'select' ? sub.items[0]?.expr : undefined
    if (
      sub.kind !== 'select' ||
      item?.kind !== 'column' ||
      condition.arg.kind !== 'column' ||
      sub.having !== undefined ||
      sub.limit !== undefined
    )
      return outside('in')
    const [mine, theirs] = [
      this.columnId(condition.arg.table, condition.arg.column),
      this.columnId(item.table, item.column),
    ]
    if (mine !== theirs && !this.linked(mine, theirs)) return outside('in over columns without a key')
    const inner = this.conditions(sub.where)
    if (inner.nested !== undefined || (inner.any && condition.not === false)) return outside('deep nesting')
    this.addTables(sub)
    if (!condition.not) {
      flat.push(...inner.flat)
      return 'merged'
    }
    const kind = mine === theirs ? 'except' : 'not-in'
    return () => ({ kind, inner: this.sketchConditions(inner.flat) })
  }

  /** Both are ends of one key, or of keys to one column. */
  private linked(a: number, b: number): boolean {
    const [x, y] = [this.index.columns[a]!, this.index.columns[b]!]
    const { foreignKeys } = this.index.schema
    const points = (from: typeof x, to: typeof x): boolean =>
      foreignKeys.some(
        key =>
          key.table === from.key &&
          key.columns[0] === from.name &&
          key.refTable === to.key &&
          key.refColumns[0] === to.name,
      )
    return points(x, y) || points(y, x) || x.name.toLowerCase() === y.name.toLowerCase()
  }

  private group(select: Select, items: readonly { fn?: string; column: number | 'star' }[]): Sketch['group'] {
    if (select.groupBy.length === 0) return 'none'
    const plain = items.filter(item => item.fn === undefined).map(item => item.column as number)
    const columns = select.groupBy.map(expr =>
      expr.kind === 'column' ? this.columnId(expr.table, expr.column) : outside('group by an expression'),
    )
    const rest = columns.filter(column => !plain.includes(column) && !plain.some(item => this.names(column, item)))
    if (rest.length === 0 && plain.length > 0) return 'items'
    return rest.length === 1 && plain.length === 0 ? this.hole(rest[0]!) : outside('group by something else')
  }

  /** `key` identifies the row of which `item` is a column: its key, or a foreign key to it. */
  private names(key: number, item: number): boolean {
    const [x, y] = [this.index.columns[key]!, this.index.columns[item]!]
    if (x.table === y.table) return x.column.primaryKey || x.unique || x.idLike
    return (
      this.index.schema.foreignKeys.some(
        fk => fk.table === x.key && fk.columns.includes(x.name) && fk.refTable === y.key,
      ) ||
      (x.column.primaryKey && x.idLike)
    )
  }

  private having(condition: Condition): Sketch['having'] & object {
    if (condition.kind !== 'compare' || condition.left.kind !== 'aggregate' || condition.right.kind !== 'literal')
      return outside('having')
    const op =
      ({ '=': 'eq', '<': 'lt', '<=': 'lt', '>': 'gt', '>=': 'gt', '<>': undefined } as const)[condition.op] ??
      outside('having <>')
    const { fn, column } = this.item(condition.left)
    return { fn: fn!, arg: column === 'star' ? 'star' : this.hole(column), op }
  }

  private order(select: Select): Sketch['order'] & object {
    const { expr, direction } = select.orderBy[0]!
    const { fn, column } = this.item(expr)
    const arg: Argument = column === 'star' ? 'star' : this.hole(column)
    return { ...(fn === undefined ? {} : { fn }), arg, desc: direction === 'desc' }
  }

  private tablesOf(select: Select): number[] {
    const keys =
      select.from.kind === 'tables'
        ? select.from.tables
        : [select.from.first, ...select.from.joins.map(join => join.source)].map(source => source.table)
    return keys.map(key => this.index.tables.find(table => table.table.key === key)?.id ?? outside(`table ${key}`))
  }

  private addTables(select: Select): void {
    if (select.from.kind === 'joined') {
      const sources = [select.from.first, ...select.from.joins.map(join => join.source)]
      if (sources.some(source => source.alias !== undefined && source.alias !== source.table)) outside('self join')
    }
    for (const table of this.tablesOf(select)) this.tables.add(table)
  }
}
