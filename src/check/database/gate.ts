import { TrivetError } from '../../core/errors.ts'
import {
  aggregates,
  type ColumnRef,
  type Condition,
  column,
  dateStorages,
  dateUnits,
  type Expr,
  type Item,
  type Literal,
  type Query,
  type Select,
  type Source,
  type Star,
} from '../../lang/sql/ast.ts'
import { mapQueries } from '../../lang/sql/map.ts'
import { tableByKey } from '../../lang/sql/names.ts'
import { printQuery } from '../../lang/sql/print.ts'
import type { Dialect, Schema, Table } from '../../lang/sql/schema.ts'
import { unknownColumn, unknownTable } from './gate-names.ts'

declare const checked: unique symbol

/** SQL that has passed the gate: a comment-free print of one read-only statement over visible names. */
export type CheckedSql = { readonly sql: string; readonly dialect: Dialect; readonly [checked]: true }

/** Marks a print as checked. For gate.ts and gate-text.ts alone; a test sees to that. */
export const seal = (sql: string, dialect: Dialect): CheckedSql => ({ sql, dialect }) as CheckedSql

/**
 * The gate for trees of our own grammar (sql-ask A2, point 0): nothing in the grammar can write, so every name must be
 * one of the schema view, every operator and number one that the types promise, and the print is what is executed.
 * A `*` over a table with hidden columns becomes the list of the visible ones. Takes some microseconds.
 * @throws TrivetError E_SQL_UNKNOWN_NAME; E_SQL_FORBIDDEN for a tree that its types do not allow
 */
export function checkQuery(query: Query, schema: Schema): CheckedSql {
  const whole = isPartial(schema) ? mapQueries(query, select => writeStarsOut(select, schema)) : query
  checkTree(whole, { schema, sources: new Map(), parent: undefined, depth: 0 })
  return seal(printQuery(whole, schema), schema.dialect)
}

type Scope = {
  readonly schema: Schema
  readonly sources: Map<string, Table>
  readonly parent: Scope | undefined
  readonly depth: number
}

const deepest = 32
const words = {
  aggregate: new Set<string>(aggregates),
  comparison: new Set<string>(['=', '<>', '<', '<=', '>', '>=']),
  arithmetic: new Set<string>(['+', '-', '*', '/']),
  set: new Set<string>(['union', 'union-all', 'intersect', 'except']),
  unit: new Set<string>(dateUnits),
  duration: new Set(['hour', 'minute']),
  storage: new Set<string>(dateStorages),
  join: new Set<string>(['inner', 'left']),
  direction: new Set<string>(['asc', 'desc']),
} as const

const refuse = (what: string): never => {
  throw new TrivetError('E_SQL_FORBIDDEN', `The query tree is not valid: ${what}.`)
}

const need = (kind: keyof typeof words, word: unknown): void => {
  if (!words[kind].has(word as string)) refuse(`${String(word)} is no ${kind}`)
}

function checkTree(query: Query, outer: Scope): void {
  if (outer.depth > deepest) refuse('it is nested too deeply')
  if (query.kind === 'select') checkSelect(query, outer)
  else {
    need('set', query.kind)
    checkTree(query.left, { ...outer, depth: outer.depth + 1 })
    checkTree(query.right, { ...outer, depth: outer.depth + 1 })
  }
}

function checkSelect(select: Select, outer: Scope): void {
  const { schema } = outer
  const from = select.from.kind === 'joined' ? select.from : refuse('its FROM is in the join-free form')
  const scope: Scope = { schema, sources: new Map(), parent: outer, depth: outer.depth + 1 }
  checkSource(from.first, scope)
  for (const join of from.joins) {
    need('join', join.kind)
    checkSource(join.source, scope)
    for (const pair of join.on) {
      checkColumn(pair.left, scope)
      checkColumn(pair.right, scope)
    }
  }
  for (const item of select.items) {
    if (item.alias !== undefined) checkText(item.alias)
    checkExpr(item.expr, scope)
  }
  if (select.where !== undefined) checkCondition(select.where, scope)
  for (const expr of select.groupBy) checkExpr(expr, scope)
  if (select.having !== undefined) checkCondition(select.having, scope)
  for (const order of select.orderBy) {
    need('direction', order.direction)
    checkExpr(order.expr, scope)
  }
  for (const expr of select.within ?? []) checkExpr(expr, scope)
  const { limit = 0, ties } = select
  if (!Number.isSafeInteger(limit) || limit < 0) refuse('its limit is no count')
  if (ties === true && (select.limit === undefined || select.orderBy.length === 0))
    refuse('it asks for ties without a limit and an order')
  if (select.within !== undefined && ties !== true) refuse('it ranks within groups without ties')
}

function checkSource(source: Source, scope: Scope): void {
  const table = tableByKey(scope.schema, source.table) ?? unknownTable(source.table, scope.schema)
  refuseSystemName(table, scope.schema)
  const name = source.alias ?? table.key
  checkText(name)
  if (scope.sources.has(name)) refuse(`two sources are called ${name}`)
  scope.sources.set(name, table)
}

/** PostgreSQL looks into pg_catalog first, whatever the user calls their own tables. */
export function refuseSystemName(table: Table, { dialect }: Schema): void {
  if (dialect === 'postgres' && table.key === table.name && table.name.startsWith('pg_'))
    throw new TrivetError('E_SQL_FORBIDDEN', `${table.name} is the name of a system catalogue.`)
}

function checkColumn(ref: ColumnRef, scope: Scope): void {
  let at: Scope | undefined = scope
  while (at !== undefined && !at.sources.has(ref.table)) at = at.parent
  const table = at?.sources.get(ref.table) ?? unknownTable(ref.table, scope.schema)
  if (columnsOf(table).has(ref.column)) return
  if (scope.schema.dialect === 'sqlite' && ref.column === 'rowid' && table.kind === 'table') return
  unknownColumn(ref.column, [table], table.name)
}

const columnIndex = new WeakMap<Table, ReadonlySet<string>>()
function columnsOf(table: Table): ReadonlySet<string> {
  const known = columnIndex.get(table)
  if (known !== undefined) return known
  const made = new Set(table.columns.map(column => column.name))
  columnIndex.set(table, made)
  return made
}

const checkText = (text: string): void => {
  if (typeof text !== 'string' || text.includes('\0')) refuse('a text holds a NUL')
}

function checkLiteral({ value }: Literal): void {
  if (typeof value === 'string') checkText(value)
  const fine =
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint' ||
    (typeof value === 'number' && Number.isFinite(value))
  if (!fine) refuse('a constant is no value of SQL')
}

function checkExpr(expr: Expr | Star, scope: Scope): void {
  switch (expr.kind) {
    case 'star':
      return
    case 'column':
      checkColumn(expr, scope)
      return
    case 'literal':
      checkLiteral(expr)
      return
    case 'aggregate':
      need('aggregate', expr.fn)
      checkExpr(expr.arg, scope)
      return
    case 'arithmetic':
      need('arithmetic', expr.op)
      checkExpr(expr.left, scope)
      checkExpr(expr.right, scope)
      return
    case 'date':
      need('storage', expr.storage)
      checkColumn(expr.arg, scope)
      return
    case 'date-of-parts':
      for (const part of [expr.year, expr.month, expr.day]) if (part !== undefined) checkColumn(part, scope)
      return
    case 'date-part':
      need('unit', expr.unit)
      checkExpr(expr.arg, scope)
      return
    case 'days-between':
      checkExpr(expr.from, scope)
      checkExpr(expr.to, scope)
      return
    case 'time-between':
      need('duration', expr.unit)
      checkExpr(expr.from, scope)
      checkExpr(expr.to, scope)
      return
    case 'age':
      if (!/^\d{4}-\d{2}-\d{2}$/.test(expr.at)) refuse('the day of an age is no day')
      checkExpr(expr.birth, scope)
      return
    case 'ratio':
      checkExpr(expr.numerator, scope)
      checkExpr(expr.denominator, scope)
      return
    case 'round':
      if (!Number.isInteger(expr.digits) || expr.digits < 0 || expr.digits > 15) refuse('decimals are no small number')
      checkExpr(expr.arg, scope)
      return
    case 'coalesce':
      checkExpr(expr.arg, scope)
      checkLiteral(expr.fallback)
      return
    case 'indicator':
      checkCondition(expr.condition, scope)
      return
    case 'scalar':
      checkTree(expr.query, scope)
      return
    default:
      refuse(`${String((expr as { kind: unknown }).kind)} is no expression`)
  }
}

function checkCondition(condition: Condition, scope: Scope): void {
  switch (condition.kind) {
    case 'compare':
      need('comparison', condition.op)
      checkExpr(condition.left, scope)
      checkExpr(condition.right, scope)
      return
    case 'between':
      for (const part of [condition.arg, condition.low, condition.high]) checkExpr(part, scope)
      return
    case 'like':
      checkText(condition.pattern)
      checkExpr(condition.arg, scope)
      return
    case 'null':
      checkExpr(condition.arg, scope)
      return
    case 'in':
      checkExpr(condition.arg, scope)
      if ('kind' in condition.in) checkTree(condition.in, scope)
      else if (condition.in.length === 0) refuse('a list is empty')
      else for (const item of condition.in) checkLiteral(item)
      return
    case 'exists':
      checkTree(condition.query, scope)
      return
    case 'and':
    case 'or':
      if (condition.parts.length === 0) refuse(`an ${condition.kind} has no parts`)
      for (const part of condition.parts) checkCondition(part, scope)
      return
    default:
      refuse(`${String((condition as { kind: unknown }).kind)} is no condition`)
  }
}

const partial = new WeakMap<Schema, boolean>()
function isPartial(schema: Schema): boolean {
  const known = partial.get(schema)
  if (known !== undefined) return known
  const made = schema.tables.some(table => table.partial === true)
  partial.set(schema, made)
  return made
}

function writeStarsOut(select: Select, schema: Schema): Select {
  const { from } = select
  if (from.kind !== 'joined') return select
  const sources = [from.first, ...from.joins.map(join => join.source)]
  const all = sources.flatMap(({ table, alias }) =>
    (tableByKey(schema, table)?.columns ?? []).map(({ name }): Item => ({ expr: column(alias ?? table, name) })),
  )
  return { ...select, items: select.items.flatMap(item => (item.expr.kind === 'star' ? all : [item])) }
}
