import type { Condition, Expr, From, Item, Literal, Query, Select, Source, Star } from './ast.ts'
import { type Printer, printColumn, quoteName, quoteTable, tableByKey } from './names.ts'
import { printDate, printDatePart, printDaysBetween } from './print-date.ts'
import type { Dialect, Schema } from './schema.ts'

/**
 * The tree as one line of SQL in the dialect of the schema, without comments. A FROM in the join-free form is printed
 * as the list that it is; restore it first (join-free.ts) when it is to be executed.
 * @throws RangeError when a source names no table of the schema
 */
export const printQuery = (query: Query, schema: Schema): string =>
  query_(query, { dialect: schema.dialect, schema, qualified: false })

const setWords = { union: 'UNION', 'union-all': 'UNION ALL', intersect: 'INTERSECT', except: 'EXCEPT' } as const

function query_(query: Query, p: Printer): string {
  if (query.kind === 'select') return select_(query, p)
  const side = (part: Query): string => {
    const text = query_(part, p)
    const bare = part.kind === 'select' && part.orderBy.length === 0 && part.limit === undefined
    if (bare) return text
    return p.dialect === 'sqlite' ? `SELECT * FROM (${text})` : `(${text})`
  }
  return `${side(query.left)} ${setWords[query.kind]} ${side(query.right)}`
}

function select_(select: Select, outer: Printer): string {
  const sources = select.from.kind === 'tables' ? select.from.tables.length : 1 + select.from.joins.length
  const p: Printer = { ...outer, qualified: sources > 1 }
  const parts = [
    `SELECT ${select.distinct ? 'DISTINCT ' : ''}${select.items.map(item => item_(item, p)).join(', ')}`,
    `FROM ${from_(select.from, p)}`,
  ]
  if (select.where !== undefined) parts.push(`WHERE ${condition_(select.where, p)}`)
  if (select.groupBy.length > 0) parts.push(`GROUP BY ${select.groupBy.map(expr => printExpr(expr, p)).join(', ')}`)
  if (select.having !== undefined) parts.push(`HAVING ${condition_(select.having, p)}`)
  if (select.orderBy.length > 0) {
    const nullsLast = p.dialect === 'postgres'
    parts.push(
      `ORDER BY ${select.orderBy.map(({ expr, direction }) => `${printExpr(expr, p)} ${direction === 'desc' ? `DESC${nullsLast ? ' NULLS LAST' : ''}` : 'ASC'}`).join(', ')}`,
    )
  }
  if (select.limit !== undefined) parts.push(`LIMIT ${select.limit}`)
  return parts.join(' ')
}

function item_(item: Item, p: Printer): string {
  const text = item.expr.kind === 'star' ? '*' : printExpr(item.expr, p)
  return item.alias === undefined ? text : `${text} AS ${quoteName(item.alias, p.dialect)}`
}

function source_(source: Source, p: Printer): string {
  const table = tableByKey(p.schema, source.table)
  if (table === undefined) throw new RangeError(`No table ${source.table} in the schema.`)
  const name = quoteTable(table, p.dialect)
  if (source.alias !== undefined && source.alias !== source.table)
    return `${name} AS ${quoteName(source.alias, p.dialect)}`
  return table.key === table.name ? name : `${name} AS ${quoteName(table.key, p.dialect)}`
}

function from_(from: From, p: Printer): string {
  if (from.kind === 'tables') {
    const via =
      from.via.length === 0 ? '' : ` VIA ${from.via.map(ref => printExpr(ref, { ...p, qualified: true })).join(', ')}`
    return from.tables.map(table => source_({ table }, p)).join(', ') + via
  }
  const joins = from.joins.map(
    join =>
      ` ${join.kind === 'left' ? 'LEFT JOIN' : 'JOIN'} ${source_(join.source, p)} ON ${join.on.map(pair => `${printExpr(pair.left, p)} = ${printExpr(pair.right, p)}`).join(' AND ')}`,
  )
  return source_(from.first, p) + joins.join('')
}

/** One expression, as `printQuery` would print it. */
export function printExpr(expr: Expr | Star, p: Printer): string {
  switch (expr.kind) {
    case 'star':
      return '*'
    case 'column':
      return printColumn(expr, p)
    case 'literal':
      return printLiteral(expr, p.dialect)
    case 'aggregate':
      return `${expr.fn}(${expr.distinct ? 'DISTINCT ' : ''}${printExpr(expr.arg, p)})`
    case 'arithmetic':
      return `${operand_(expr.left, p)} ${expr.op} ${operand_(expr.right, p)}`
    case 'date':
    case 'date-of-parts':
      return printDate(expr, p)
    case 'date-part':
      return printDatePart(expr.unit, expr.arg, p)
    case 'days-between':
      return printDaysBetween(expr.from, expr.to, p)
    case 'ratio': {
      const factor = expr.percent ? '100.0' : '1.0'
      return `${factor} * ${operand_(expr.numerator, p)} / NULLIF(${printExpr(expr.denominator, p)}, 0)`
    }
    case 'coalesce':
      return `COALESCE(${printExpr(expr.arg, p)}, ${printExpr(expr.fallback, p)})`
    case 'indicator':
      return `CASE WHEN ${condition_(expr.condition, p)} THEN 1 ELSE 0 END`
    case 'scalar':
      return `(${query_(expr.query, p)})`
  }
}

const compound = new Set(['arithmetic', 'ratio', 'days-between'])
const operand_ = (expr: Expr, p: Printer): string =>
  compound.has(expr.kind) ? `(${printExpr(expr, p)})` : printExpr(expr, p)

/** A value as a literal of the dialect. */
export function printLiteral({ value }: Literal, dialect: Dialect): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return dialect === 'sqlite' ? (value ? '1' : '0') : value ? 'TRUE' : 'FALSE'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  const text = value.replaceAll("'", "''")
  return dialect === 'mysql' ? `'${text.replaceAll('\\', '\\\\')}'` : `'${text}'`
}

function condition_(condition: Condition, p: Printer): string {
  switch (condition.kind) {
    case 'compare': {
      const left = printExpr(condition.left, p)
      const right = printExpr(condition.right, p)
      return condition.fold === true
        ? `LOWER(${left}) ${condition.op} LOWER(${right})`
        : `${left} ${condition.op} ${right}`
    }
    case 'between':
      return `${printExpr(condition.arg, p)} ${condition.not ? 'NOT ' : ''}BETWEEN ${printExpr(condition.low, p)} AND ${printExpr(condition.high, p)}`
    case 'like': {
      const like = p.dialect === 'postgres' || p.dialect === 'duckdb' ? 'ILIKE' : 'LIKE'
      return `${printExpr(condition.arg, p)} ${condition.not ? 'NOT ' : ''}${like} ${printLiteral({ kind: 'literal', value: condition.pattern }, p.dialect)}`
    }
    case 'null':
      return `${printExpr(condition.arg, p)} IS ${condition.not ? 'NOT ' : ''}NULL`
    case 'in': {
      const list =
        'kind' in condition.in
          ? query_(condition.in, p)
          : condition.in.map(item => printLiteral(item, p.dialect)).join(', ')
      return `${printExpr(condition.arg, p)} ${condition.not ? 'NOT ' : ''}IN (${list})`
    }
    case 'exists':
      return `${condition.not ? 'NOT ' : ''}EXISTS (${query_(condition.query, p)})`
    case 'and':
    case 'or': {
      const inner = condition.parts.map(part =>
        part.kind === 'or' || (part.kind === 'and' && condition.kind === 'or')
          ? `(${condition_(part, p)})`
          : condition_(part, p),
      )
      return inner.join(condition.kind === 'and' ? ' AND ' : ' OR ')
    }
  }
}
