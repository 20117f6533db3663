import type { Item, Order, Query, Select } from '../../lang/sql/ast.ts'
import { tableByKey } from '../../lang/sql/names.ts'
import type { Schema } from '../../lang/sql/schema.ts'
import { conditionWords, exprWords, rowsWords, temporal } from './explain-expr.ts'
import { columnWords, listed, manyOf, type Names, namesOf, oneOf } from './explain-names.ts'
import { periodName } from './explain-period.ts'
import type { Proposed } from './symbolic/propose.ts'
import type { Reading } from './symbolic/reading.ts'

/**
 * In words what a candidate does: what it lists or computes, per what, from which tables, under which conditions, in
 * which order; then which words of the question it read as which stored values.
 */
export function explain({ built }: Proposed, reading: Reading): string[] {
  const { tokens } = reading.linked
  const lines = explainQuery(built.query, reading.index.schema)
  for (const operand of built.filled.operands) {
    if (operand.kind !== 'value' || typeof operand.value !== 'string') continue
    const said = tokens
      .slice(operand.span.from, operand.span.to)
      .map(token => token.text)
      .join(' ')
    if (said.toLowerCase() !== operand.value.toLowerCase()) lines.push(`reads "${said}" as '${operand.value}'`)
  }
  for (const modifier of reading.modifiers) {
    if (modifier.kind !== 'period' || !modifier.period.relative) continue
    const { low, high, words } = modifier.period
    if (low !== undefined && high !== undefined) lines.push(`takes "${words}" as ${periodName(low, high)}`)
    else if (low !== undefined || high !== undefined)
      lines.push(`takes "${words}" as ${low === undefined ? `before ${high}` : `from ${low} on`}`)
  }
  return [...new Set(lines)]
}

/** In words what a query does, a step a line. Never throws, whatever the tree. */
export function explainQuery(query: Query, schema: Schema): string[] {
  if (query.kind === 'select') return explainSelect(query, schema)
  const words = {
    union: 'together with what this gives (without repeats):',
    'union-all': 'together with what this gives:',
    intersect: 'of these only what this gives too:',
    except: 'of these only what this does not give:',
  }
  return [
    ...explainQuery(query.left, schema),
    words[query.kind],
    ...explainQuery(query.right, schema).map(line => `  ${line}`),
  ]
}

function explainSelect(select: Select, schema: Schema): string[] {
  const names = namesOf(select, schema)
  const lines = [whatWords(select, names), ...tableLines(select, names)]
  if (select.where !== undefined) lines.push(`only where ${conditionWords(select.where, names)}`)
  if (select.having !== undefined)
    lines.push(`only ${select.groupBy.length > 0 ? 'groups ' : ''}where the ${conditionWords(select.having, names)}`)
  return [...lines, ...orderLines(select, names)]
}

/** "counts orders per country of customers", "lists name and list price of products". */
function whatWords(select: Select, names: Names): string {
  const { items, groupBy } = select
  const computed = items.filter(({ expr }) => isComputed(expr))
  const plain = items.filter(({ expr }) => !isComputed(expr))
  const per = groupBy.length === 0 ? '' : ` per ${groupWords(select, names)}`
  if (computed.length === 0) {
    if (groupBy.length > 0) return `lists the ${listed(plain.map(item => itemWords(item, names)))}, one row${per}`
    const isStar = plain.some(({ expr }) => expr.kind === 'star')
    const what = isStar ? 'everything' : listed(plain.map(item => itemWords(item, names)))
    const of = names.own.length === 1 ? ` of ${rowsWords(names)}` : ''
    return `lists ${isStar ? '' : 'the '}${select.distinct ? 'different ' : ''}${what}${of}`
  }
  const [only] = computed
  const isCount =
    computed.length === 1 &&
    only!.expr.kind === 'aggregate' &&
    only!.expr.fn === 'count' &&
    only!.expr.arg.kind === 'star'
  if (isCount) return `counts ${rowsWords(names)}${per}`
  const of =
    names.own.length === 1 && computed.every(({ expr }) => expr.kind !== 'ratio') ? ` of ${rowsWords(names)}` : ''
  const shown = per === '' && plain.length > 0 ? ` beside ${listed(plain.map(item => itemWords(item, names)))}` : ''
  return `computes the ${listed(computed.map(item => itemWords(item, names)))}${of}${per}${shown}`
}

const itemWords = ({ expr }: Item, names: Names): string => exprWords(expr, names)

function isComputed(expr: Item['expr']): boolean {
  switch (expr.kind) {
    case 'aggregate':
    case 'ratio':
    case 'scalar':
      return true
    case 'round':
      return isComputed(expr.arg)
    case 'arithmetic':
      return isComputed(expr.left) || isComputed(expr.right)
    case 'coalesce':
      return isComputed(expr.arg)
    default:
      return false
  }
}

/** Rows of one entity are called by its name; other groups by their columns. */
function groupWords({ groupBy }: Select, names: Names): string {
  const tables = new Set(
    groupBy.map(expr => (expr.kind === 'column' ? (names.tables.get(expr.table) ?? expr.table) : undefined)),
  )
  const [key] = tables
  const keyed = groupBy.some(
    expr => key !== undefined && expr.kind === 'column' && isKey(key, expr.column, names.schema),
  )
  if (tables.size === 1 && key !== undefined && keyed) return oneOf(key, names)
  return listed(groupBy.map(expr => exprWords(expr, names)))
}

/** A primary key, or what other tables point at: files have no keys but those. */
const isKey = (table: string, column: string, schema: Schema): boolean =>
  tableByKey(schema, table)?.columns.some(({ name, primaryKey }) => primaryKey && name === column) === true ||
  schema.foreignKeys.some(({ refTable, refColumns }) => refTable === table && refColumns.includes(column))

/** How the tables come together, where there are several. */
function tableLines({ from }: Select, names: Names): string[] {
  if (from.kind === 'tables')
    return names.own.length < 2
      ? []
      : [`from ${listed(names.own.map(key => manyOf(key, names)))}, joined by their keys`]
  return from.joins.map(({ kind, source, on }) => {
    const table = manyOf(source.table, names)
    const [pair] = on
    const by = pair === undefined ? '' : ` by ${columnWords(pair.left, names)} = ${columnWords(pair.right, names)}`
    return kind === 'left' ? `with their ${table}${by}, also those without any` : `joined with ${table}${by}`
  })
}

function orderLines({ orderBy, limit, ties, within }: Select, names: Names): string[] {
  if (orderBy.length === 0)
    return limit === undefined ? [] : [limit === 1 ? 'only one row' : `only ${limit} rows, in no order`]
  const [first] = orderBy
  const each = within === undefined ? '' : ` for each ${listed(within.map(expr => exprWords(expr, names)))}`
  const tied = `${each}${ties === true ? ', with all that tie' : ''}`
  if (limit !== undefined && orderBy.length === 1) {
    const what = exprWords(first!.expr, names)
    const extreme = { asc: ['lowest', 'earliest'], desc: ['highest', 'latest'] }[first!.direction][
      temporal(first!.expr, names) ? 1 : 0
    ]
    return [`only ${limit === 1 ? 'the one' : `the ${limit}`} with the ${extreme} ${what}${tied}`]
  }
  const sorted = `sorted by ${listed(orderBy.map(order => directionWords(order, names)))}`
  return limit === undefined ? [sorted] : [sorted, `only the first ${limit === 1 ? 'row' : `${limit} rows`}${tied}`]
}

function directionWords({ expr, direction }: Order, names: Names): string {
  const what = exprWords(expr, names)
  if (temporal(expr, names)) return `${what}, ${direction === 'asc' ? 'earliest' : 'latest'} first`
  const table =
    expr.kind === 'column' ? tableByKey(names.schema, names.tables.get(expr.table) ?? expr.table) : undefined
  const isText = expr.kind === 'column' && table?.columns.find(({ name }) => name === expr.column)?.type === 'text'
  if (isText) return direction === 'asc' ? `${what}, from A to Z` : `${what}, from Z to A`
  return `${what}, ${direction === 'asc' ? 'lowest' : 'highest'} first`
}
