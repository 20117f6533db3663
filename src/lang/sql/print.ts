import type { Condition, Expr, From, Item, Order, Query, Select, Source, Star } from './ast.ts'
import { type NamedItem, nameItems, uniqueName } from './item-names.ts'
import { type Printer, printColumn, quoteName, quoteTable, tableByKey } from './names.ts'
import { printDate, printDatePart, printPartNumber } from './print-date.ts'
import { printAge, printDaysBetween, printTimeBetween } from './print-duration.ts'
import { alike, printLiteral, printPattern } from './print-literal.ts'
import type { Schema, Table } from './schema.ts'
import { hasQuery, toExtreme, withoutNullKeys } from './ties.ts'

/**
 * The tree as one line of SQL in the dialect of the schema, without comments. A FROM in the join-free form is printed
 * as the list that it is; restore it first (join-free.ts) when it is to be executed.
 * @throws RangeError when a source names no table of the schema
 */
export const printQuery = (query: Query, schema: Schema): string =>
  query_(query, { dialect: schema.dialect, schema, qualified: false })

/** Characters up to which a query, a subquery and a list of items stay on one line. */
const widths = { query: 72, subquery: 60, items: 88 } as const

/**
 * The same statement as `printQuery` gives, for people: a line for each clause, join and condition once it is long.
 * @throws RangeError when a source names no table of the schema
 */
export function formatSql(query: Query, schema: Schema): string {
  const line = printQuery(query, schema)
  if (line.length <= widths.query) return line
  return query_(query, { dialect: schema.dialect, schema, qualified: false, indent: '' })
}

const setWords = { union: 'UNION', 'union-all': 'UNION ALL', intersect: 'INTERSECT', except: 'EXCEPT' } as const

const newLine = (p: Printer, deeper = ''): string => (p.indent === undefined ? ' ' : `\n${p.indent}${deeper}`)

/** In parentheses, indented on lines of its own where it is long. */
function nested_(p: Printer, print: (inner: Printer) => string): string {
  const line = print({ ...p, indent: undefined })
  if (p.indent === undefined || line.length <= widths.subquery) return `(${line})`
  const inner = { ...p, indent: `${p.indent}  ` }
  return `(${newLine(inner)}${print(inner)}${newLine(p)})`
}

function query_(query: Query, p: Printer): string {
  if (query.kind === 'select') return select_(query, p)
  const side = (part: Query): string => {
    const select = part.kind === 'select' ? settled(part, p) : undefined
    if (select !== undefined && select.orderBy.length === 0 && select.limit === undefined) return select_(select, p)
    const text = nested_(p, inner => query_(part, inner))
    return p.dialect === 'sqlite' ? `SELECT * FROM ${text}` : text
  }
  return `${side(query.left)}${newLine(p)}${setWords[query.kind]}${newLine(p)}${side(query.right)}`
}

/** Ties that need no ranking are written without; PostgreSQL has words for all. */
const settled = (select: Select, p: Printer): Select =>
  select.ties === true && select.within === undefined && p.dialect !== 'postgres'
    ? (toExtreme(select) ?? select)
    : select

function select_(given: Select, outer: Printer): string {
  const select = settled(given, outer)
  const p = within(select, outer)
  if (select.ties !== true || select.limit === undefined || select.orderBy.length === 0)
    return clauses_(select, p).concat(tail_(select, p)).join(newLine(p))
  if (p.dialect !== 'postgres' || select.within !== undefined) return ranked_(select, p)
  const known = withoutNullKeys(select, p)
  return clauses_(known, p).concat(order_(known, p), `FETCH FIRST ${select.limit} ROWS WITH TIES`).join(newLine(p))
}

/** The printer inside a select. */
function within(select: Select, outer: Printer): Printer {
  const { from } = select
  const sources =
    from.kind === 'tables'
      ? from.tables.map((table): Source => ({ table }))
      : [from.first, ...from.joins.map(join => join.source)]
  const tables = sources.map(({ table, alias }): [string, Table] => {
    const found = tableByKey(outer.schema, table)
    if (found === undefined) throw new RangeError(`No table ${table} in the schema.`)
    return [alias ?? table, found]
  })
  const hides = select.items.some(({ expr, alias }) => {
    if (alias === undefined || (expr.kind === 'column' && expr.column === alias)) return false
    return tables.some(([, table]) => table.columns.some(({ name }) => name.toLowerCase() === alias.toLowerCase()))
  })
  return { ...outer, outer, sources: new Map(tables), qualified: tables.length > 1 || hides }
}

function clauses_(select: Select, p: Printer, ...more: readonly string[]): string[] {
  const texts = [...select.items.map(item => item_(item, p)), ...more]
  const line = `SELECT ${select.distinct ? 'DISTINCT ' : ''}${texts.join(', ')}`
  const broken = `SELECT${select.distinct ? ' DISTINCT' : ''}${newLine(p, '  ')}${texts.join(`,${newLine(p, '  ')}`)}`
  const parts = [p.indent !== undefined && line.length > widths.items ? broken : line, ...from_(select.from, p)]
  if (select.where !== undefined) parts.push(`WHERE ${filter_(select.where, p)}`)
  if (select.groupBy.length > 0) parts.push(`GROUP BY ${select.groupBy.map(expr => printExpr(expr, p)).join(', ')}`)
  if (select.having !== undefined) parts.push(`HAVING ${filter_(select.having, p)}`)
  return parts
}

function tail_(select: Select, p: Printer): string[] {
  const parts = select.orderBy.length > 0 ? [order_(select, p)] : []
  if (select.limit !== undefined) parts.push(`LIMIT ${select.limit}`)
  return parts
}

const order_ = (select: Select, p: Printer): string =>
  `ORDER BY ${select.orderBy.map(order => `${sortKey_(order.expr, select, p)} ${direction_(order, p)}`).join(', ')}`

const direction_ = ({ direction }: Order, p: Printer): string =>
  direction === 'asc' ? 'ASC' : p.dialect === 'postgres' ? 'DESC NULLS LAST' : 'DESC'

/** What rows are sorted by: names of weekdays and months sort as the calendar does. */
function sortKey_(expr: Expr, select: Select, p: Printer): string {
  const number = expr.kind === 'date-part' && !select.distinct ? printPartNumber(expr.unit, expr.arg, p) : undefined
  if (number === undefined) return printExpr(expr, p)
  // Grouping by the name does not allow the number, though each group has one only.
  return select.groupBy.length > 0 ? `min(${number})` : number
}

/**
 * The rows whose rank is within the limit, for dialects without WITH TIES. Ranks are given before DISTINCT, and not
 * all engines take a query in a window: then the rows are found first, and ranked by their columns.
 */
function ranked_(select: Select, p: Printer): string {
  const named = nameItems(select, p)
  const taken = new Set(named.map(({ name }) => name.toLowerCase()))
  const window = (keys: readonly string[], groups: readonly string[]): string => {
    const order = keys.map((key, index) => `${key} ${direction_(select.orderBy[index]!, p)}`).join(', ')
    const partition = groups.length === 0 ? '' : `PARTITION BY ${groups.join(', ')} `
    return `RANK() OVER (${partition}ORDER BY ${order}) AS ${rank}`
  }
  const quoted = (items: readonly NamedItem[]): string[] => items.map(({ name }) => quoteName(name, p.dialect))
  const inside = select.distinct || select.orderBy.some(({ expr }) => hasQuery(expr))
  const keys = inside ? select.orderBy.map(({ expr }) => keyItem(expr, named, taken, p)) : []
  const rank = uniqueName('rank_', taken)
  const among = select.within ?? []
  const groups = inside ? among.map(expr => keyItem(expr, [...named, ...keys], taken, p)) : []
  const items = [...new Set([...named, ...keys, ...groups])].map(toItem)
  const known = withoutNullKeys({ ...select, items }, p)
  const rows = (outer: Printer, ...more: readonly string[]): string => {
    const inner = within(known, outer)
    return clauses_(known, inner, ...more).join(newLine(inner))
  }
  const source = (outer: Printer): string => {
    const around = { ...p.outer!, indent: outer.indent }
    if (!inside) {
      const inner = within(known, around)
      const sorts = select.orderBy.map(({ expr }) => sortKey_(expr, known, inner))
      return rows(
        around,
        window(
          sorts,
          among.map(expr => printExpr(expr, inner)),
        ),
      )
    }
    const found = nested_(around, rows)
    return `SELECT *, ${window(quoted(keys), quoted(groups))}${newLine(around)}FROM ${found} AS found`
  }
  return [
    `SELECT ${named.map(({ name }) => quoteName(name, p.dialect)).join(', ')}`,
    `FROM ${nested_(p, source)} AS ranked`,
    `WHERE ${rank} <= ${select.limit}`,
    `ORDER BY ${[...among.flatMap(expr => shownName(expr, named, p)), rank].join(', ')}`,
  ].join(newLine(p))
}

/** The name under which an expression is shown, if it is. */
function shownName(expr: Expr, named: readonly NamedItem[], p: Printer): string[] {
  const text = printExpr(expr, p)
  const item = named.find(one => printExpr(one.expr, p) === text)
  return item === undefined ? [] : [quoteName(item.name, p.dialect)]
}

/** The item that shows a sort key, or one more. */
function keyItem(expr: Expr, named: readonly NamedItem[], taken: Set<string>, p: Printer): NamedItem {
  const text = printExpr(expr, p)
  return named.find(item => printExpr(item.expr, p) === text) ?? { expr, name: uniqueName('key_', taken) }
}

const toItem = ({ expr, name }: NamedItem): Item =>
  expr.kind === 'column' && expr.column === name ? { expr } : { expr, alias: name }

function item_(item: Item, p: Printer): string {
  const text = item.expr.kind === 'star' ? '*' : printExpr(item.expr, p)
  return item.alias === undefined ? text : `${text} AS ${quoteName(item.alias, p.dialect)}`
}

function source_(source: Source, p: Printer): string {
  const key = source.alias ?? source.table
  const table = p.sources!.get(key)!
  const name = quoteTable(table, p.dialect)
  return key === table.name ? name : `${name} AS ${quoteName(key, p.dialect)}`
}

/** FROM and its joins. */
function from_(from: From, p: Printer): string[] {
  if (from.kind === 'tables') {
    const via =
      from.via.length === 0 ? '' : ` VIA ${from.via.map(ref => printColumn(ref, { ...p, qualified: true })).join(', ')}`
    return [`FROM ${from.tables.map(table => source_({ table }, p)).join(', ')}${via}`]
  }
  const joins = from.joins.map(
    join =>
      `${join.kind === 'left' ? 'LEFT JOIN' : 'JOIN'} ${source_(join.source, p)} ON ${join.on.map(pair => `${printColumn(pair.left, p)} = ${printColumn(pair.right, p)}`).join(' AND ')}`,
  )
  return [`FROM ${source_(from.first, p)}`, ...joins]
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
    case 'time-between':
      return printTimeBetween(expr.unit, expr.from, expr.to, p)
    case 'age':
      return printAge(expr.birth, expr.at, p)
    case 'round': {
      const text = printExpr(expr.arg, p)
      return p.dialect === 'postgres' ? `round((${text})::numeric, ${expr.digits})` : `round(${text}, ${expr.digits})`
    }
    case 'ratio': {
      const { numerator, denominator, percent } = expr
      const divisor = denominator.kind === 'literal' ? denominator.value : undefined
      const safe = (typeof divisor === 'number' || typeof divisor === 'bigint') && Number(divisor) !== 0
      const below = safe ? printExpr(denominator, p) : `NULLIF(${printExpr(denominator, p)}, 0)`
      return `${percent ? '100.0' : '1.0'} * ${operand_(numerator, p)} / ${below}`
    }
    case 'coalesce':
      return `COALESCE(${printExpr(expr.arg, p)}, ${printExpr(expr.fallback, p)})`
    case 'indicator':
      return `CASE WHEN ${condition_(expr.condition, p)} THEN 1 ELSE 0 END`
    case 'scalar':
      return nested_(p, inner => query_(expr.query, inner))
  }
}

const compound = new Set(['arithmetic', 'ratio', 'time-between', 'age'])
const operand_ = (expr: Expr, p: Printer): string =>
  compound.has(expr.kind) ? `(${printExpr(expr, p)})` : printExpr(expr, p)

/** A condition of a clause: each part of a conjunction on its line. */
function filter_(given: Condition, p: Printer): string {
  const condition = single(given)
  return condition.kind === 'and'
    ? condition.parts.map(part => part_(part, condition.kind, p)).join(`${newLine(p, '  ')}AND `)
    : condition_(condition, p)
}

/** Without AND or OR of one part. */
function single(condition: Condition): Condition {
  const [part, ...more] = condition.kind === 'and' || condition.kind === 'or' ? condition.parts : []
  return part === undefined || more.length > 0 ? condition : single(part)
}

function condition_(given: Condition, p: Printer): string {
  const condition = single(given)
  switch (condition.kind) {
    case 'compare': {
      const [left, right] = alike([condition.left, condition.right], p, printExpr) as [string, string]
      return condition.fold === true
        ? `LOWER(${left}) ${condition.op} LOWER(${right})`
        : `${left} ${condition.op} ${right}`
    }
    case 'between': {
      const [arg, low, high] = alike([condition.arg, condition.low, condition.high], p, printExpr)
      return `${arg} ${condition.not ? 'NOT ' : ''}BETWEEN ${low} AND ${high}`
    }
    case 'like':
      return printPattern(condition, printExpr(condition.arg, p), p)
    case 'null':
      return `${printExpr(condition.arg, p)} IS ${condition.not ? 'NOT ' : ''}NULL`
    case 'in': {
      const not = condition.not ? 'NOT ' : ''
      if ('kind' in condition.in) return `${printExpr(condition.arg, p)} ${not}IN ${list_(condition.in, p)}`
      const [arg, ...values] = alike([condition.arg, ...condition.in], p, printExpr)
      return `${arg} ${not}IN (${values.join(', ')})`
    }
    case 'exists':
      return `${condition.not ? 'NOT ' : ''}EXISTS ${nested_(p, inner => query_(condition.query, inner))}`
    case 'and':
    case 'or':
      return condition.parts
        .map(part => part_(part, condition.kind, p))
        .join(condition.kind === 'and' ? ' AND ' : ' OR ')
  }
}

function part_(given: Condition, kind: 'and' | 'or', p: Printer): string {
  const part = single(given)
  const text = condition_(part, p)
  return (part.kind === 'and' || part.kind === 'or') && part.kind !== kind ? `(${text})` : text
}

/** The query of an IN. MySQL takes no LIMIT there but further in. */
function list_(query: Query, p: Printer): string {
  const limited = query.kind === 'select' && query.limit !== undefined && p.dialect === 'mysql'
  return limited
    ? nested_(p, outer => `SELECT * FROM ${nested_(outer, inner => query_(query, inner))} AS picked`)
    : nested_(p, inner => query_(query, inner))
}
