import type { Aggregate, Arithmetic, ComparisonOperator, Condition, Expr, Literal, Query, Star } from './ast.ts'
import { aggregates, literal, star } from './ast.ts'
import { extraFields, type Fields, isEmpty, isObject, list, nameOf, open } from './parse-tree.ts'
import { type Column, findColumn, type Schema, type Table } from './schema.ts'

/** Why a statement is not in our grammar: the construct that is not. */
export class OutsideGrammar extends Error {
  override readonly name = 'OutsideGrammar'
}

export const outside = (what: string): never => {
  throw new OutsideGrammar(what)
}

export type Named = { readonly name: string; readonly table: Table; readonly key: string }
export type Scope = {
  readonly schema: Schema
  readonly parent: Scope | undefined
  readonly sources: readonly Named[]
  /** Lower-cased aliases of the select list. */
  readonly aliases: Map<string, Expr>
  /** Reads a nested query. */
  readonly read: (node: unknown, outer: Outer) => Query
}
export type Outer = { readonly schema: Schema; readonly parent: Scope | undefined }

export const only = (kind: string, fields: Fields, known: string): void => {
  const extra = extraFields(fields, new Set(`${known} leading_comments trailing_comments span`.split(' ')))[0]
  if (extra !== undefined) outside(`${kind}.${extra}`)
}

const arithmetic = { add: '+', sub: '-', mul: '*', div: '/' } as const
const comparisons = { eq: '=', neq: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const
const opposite: Record<ComparisonOperator, ComparisonOperator> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
}
const isKey = <T extends object>(key: string, table: T): key is string & keyof T => Object.hasOwn(table, key)

export function toExpr(node: unknown, scope: Scope): Expr {
  const { kind, fields } = open(node) ?? outside('expression')
  if (isKey(kind, arithmetic)) return toArithmetic(kind, fields, scope)
  if ((aggregates as readonly string[]).includes(kind)) {
    only(kind, fields, 'this star distinct original_name name')
    const arg: Expr | Star =
      fields.star === true || open(fields.this)?.kind === 'star' ? star : toExpr(fields.this, scope)
    return { kind: 'aggregate', fn: kind as Aggregate, distinct: fields.distinct === true, arg }
  }
  switch (kind) {
    case 'annotated':
    case 'paren':
      return toExpr(fields.this, scope)
    case 'column':
      return toColumn(fields, scope)
    case 'literal':
    case 'neg':
    case 'null':
    case 'boolean':
      return toLiteral(node)
    case 'select':
    case 'subquery':
      return { kind: 'scalar', query: scope.read(node, { schema: scope.schema, parent: scope }) }
    case 'coalesce': {
      const [arg, fallback, ...more] = list(fields.expressions)
      if (more.length > 0 || fallback === undefined) return outside('coalesce of more than two')
      return { kind: 'coalesce', arg: toExpr(arg, scope), fallback: toLiteral(fallback) }
    }
    case 'case': {
      only(kind, fields, 'whens else_')
      const [[when, then] = [], ...more] = fields.whens as unknown[][]
      const [one, zero] = [toLiteral(then).value, toLiteral(fields.else_).value]
      if (more.length > 0 || one !== 1 || zero !== 0) return outside('case')
      return { kind: 'indicator', condition: toCondition(when, scope) }
    }
    default:
      return outside(kind)
  }
}

/** `CAST(a AS REAL) / b` and `100.0 * a / b` are ratios: equal, as SQLite makes NULL of a division by zero. */
function toArithmetic(kind: keyof typeof arithmetic, fields: Fields, scope: Scope): Expr {
  only(kind, fields, 'left right')
  const operand = (node: unknown): Expr => {
    const inner = open(node)
    if (inner?.kind === 'literal' && /^\d+\.0*$/.test(String(inner.fields.value))) return outside('real constant')
    return toExpr(node, scope)
  }
  if (kind === 'div') {
    const ratio = exactNumerator(fields.left)
    if (ratio !== undefined)
      return {
        kind: 'ratio',
        numerator: operand(ratio.node),
        denominator: operand(fields.right),
        percent: ratio.percent,
      }
  }
  const expr: Arithmetic = {
    kind: 'arithmetic',
    op: arithmetic[kind],
    left: operand(fields.left),
    right: operand(fields.right),
  }
  return expr
}

/** What is divided exactly: the operand beside a real 1 or 100, or inside a cast to REAL. */
function exactNumerator(node: unknown): { node: unknown; percent: boolean } | undefined {
  const { kind, fields } = open(node) ?? outside('operand')
  if (kind === 'paren') return exactNumerator(fields.this)
  if (kind === 'cast') {
    const to = isObject(fields.to) ? fields.to.data_type : undefined
    return to === 'float' || to === 'double' ? { node: fields.this, percent: false } : undefined
  }
  if (kind !== 'mul') return undefined
  for (const [factor, other] of [
    [fields.left, fields.right],
    [fields.right, fields.left],
  ]) {
    const inner = open(factor)
    const value = inner?.kind === 'literal' ? String(inner.fields.value) : ''
    if (/^(1|100)\.0*$/.test(value)) return { node: other, percent: value.startsWith('100') }
    const exact = value === '100' ? exactNumerator(other) : undefined
    if (exact !== undefined && !exact.percent) return { node: exact.node, percent: true }
  }
  return undefined
}

function toLiteral(node: unknown): Literal {
  const { kind, fields } = open(node) ?? outside('literal')
  if (kind === 'null') return literal(null)
  if (kind === 'boolean') return literal(fields.value === true)
  if (kind === 'neg') {
    const { value } = toLiteral(fields.this)
    return typeof value === 'number' || typeof value === 'bigint' ? literal(-value) : outside('negation')
  }
  if (kind === 'paren' || kind === 'annotated') return toLiteral(fields.this)
  if (kind !== 'literal') return outside(`${kind} where a constant is needed`)
  const text = String(fields.value)
  if (fields.literal_type === 'string') return literal(text)
  if (fields.literal_type !== 'number' || !/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return outside('literal')
  const value = Number(text)
  return literal(/^\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value)
}

export function toCount(node: unknown): number {
  const { value } = toLiteral(node)
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : outside('limit')
}

function toColumn(fields: Fields, scope: Scope): Expr {
  only('column', fields, 'name table')
  const name = nameOf(fields.name) ?? outside('column')
  const table = nameOf(fields.table)
  const inner = new Set<string>()
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found: { source: Named; column: Column }[] = []
    for (const source of at.sources) {
      if (table !== undefined && source.name !== table.name.toLowerCase()) continue
      const column = findColumn(source.table, name.name)
      if (column !== undefined) found.push({ source, column })
    }
    if (found.length > 1) return outside('ambiguous column')
    if (found[0] !== undefined) {
      const { source, column } = found[0]
      if (inner.has(source.key)) return outside('name of an outer table that an inner one hides')
      return { kind: 'column', table: source.key, column: column.name }
    }
    const alias = table === undefined ? at.aliases.get(name.name.toLowerCase()) : undefined
    if (alias !== undefined) return at === scope ? alias : outside('alias of an outer query')
    for (const source of at.sources) inner.add(source.key)
  }
  return name.quoted && table === undefined ? literal(name.name) : outside('unknown column')
}

export function toCondition(node: unknown, scope: Scope): Condition {
  const { kind, fields } = open(node) ?? outside('condition')
  if (isKey(kind, comparisons)) {
    only(kind, fields, 'left right')
    return {
      kind: 'compare',
      op: comparisons[kind],
      left: toExpr(fields.left, scope),
      right: toExpr(fields.right, scope),
    }
  }
  switch (kind) {
    case 'annotated':
    case 'paren':
      return toCondition(fields.this, scope)
    case 'and':
    case 'or':
      return connect(kind, toCondition(fields.left, scope), toCondition(fields.right, scope))
    case 'not':
      return negate(toCondition(fields.this, scope))
    case 'between': {
      only(kind, fields, 'this low high not')
      const [arg, low, high] = [fields.this, fields.low, fields.high].map(part => toExpr(part, scope))
      return { kind, arg: arg!, low: low!, high: high!, not: fields.not === true }
    }
    case 'like': {
      only(kind, fields, 'left right')
      const pattern = toExpr(fields.right, scope)
      if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') return outside('computed pattern')
      return { kind, arg: toExpr(fields.left, scope), pattern: pattern.value, not: false }
    }
    case 'is_null':
      return { kind: 'null', arg: toExpr(fields.this, scope), not: fields.not === true }
    case 'exists':
      only(kind, fields, 'this')
      return { kind, query: scope.read(fields.this, { schema: scope.schema, parent: scope }), not: false }
    case 'in': {
      only(kind, fields, 'this expressions query not')
      const arg = toExpr(fields.this, scope)
      const not = fields.not === true
      if (!isEmpty(fields.query))
        return { kind, arg, in: scope.read(fields.query, { schema: scope.schema, parent: scope }), not }
      const values = list(fields.expressions).map(item => {
        const value = toExpr(item, scope)
        return value.kind === 'literal' ? value : outside('list of more than constants')
      })
      return values.length > 0 ? { kind, arg, in: values, not } : outside('empty list')
    }
    default:
      return outside(`${kind} as condition`)
  }
}

const connect = (kind: 'and' | 'or', ...parts: readonly Condition[]): Condition => ({
  kind,
  parts: parts.flatMap(part => (part.kind === kind ? part.parts : [part])),
})

/** The condition that holds where the given one is false, and is unknown where that is unknown. */
function negate(condition: Condition): Condition {
  switch (condition.kind) {
    case 'compare':
      return { ...condition, op: opposite[condition.op] }
    case 'and':
      return connect('or', ...condition.parts.map(negate))
    case 'or':
      return connect('and', ...condition.parts.map(negate))
    default:
      return { ...condition, not: !condition.not }
  }
}
