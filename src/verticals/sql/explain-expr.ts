import type { AggregateCall, Condition, Expr, Literal, Query, Select, Star } from '../../lang/sql/ast.ts'
import { tableByKey } from '../../lang/sql/names.ts'
import { isTemporal } from '../../lang/sql/schema.ts'
import { columnWords, listed, manyOf, type Names, namesOf } from './explain-names.ts'
import { periodWords } from './explain-period.ts'

/** A value as it stands in the query. */
export function literalWords({ value }: Literal): string {
  if (value === null) return 'missing'
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** An expression in words. */
export function exprWords(expr: Expr | Star, names: Names): string {
  switch (expr.kind) {
    case 'star':
      return 'all columns'
    case 'column':
      return columnWords(expr, names)
    case 'literal':
      return literalWords(expr)
    case 'aggregate':
      return aggregateWords(expr, names)
    case 'arithmetic': {
      const sign = { '+': '+', '-': '−', '*': '×', '/': '÷' }[expr.op]
      return `${operandWords(expr.left, names)} ${sign} ${operandWords(expr.right, names)}`
    }
    case 'date':
      return columnWords(expr.arg, names)
    case 'date-of-parts':
      return `date of ${listed([expr.year, expr.month, ...(expr.day === undefined ? [] : [expr.day])].map(part => columnWords(part, names)))}`
    case 'date-part':
      return `${unitWords[expr.unit]} of ${exprWords(expr.arg, names)}`
    case 'days-between':
      return `days from ${exprWords(expr.from, names)} to ${exprWords(expr.to, names)}`
    case 'time-between':
      return `${expr.unit}s from ${exprWords(expr.from, names)} to ${exprWords(expr.to, names)}`
    case 'age':
      return `age on ${expr.at} by ${exprWords(expr.birth, names)}`
    case 'ratio':
      return ratioWords(expr, names)
    case 'round':
      return `${exprWords(expr.arg, names)}, rounded to ${expr.digits === 1 ? 'one decimal' : `${expr.digits} decimals`}`
    case 'coalesce':
      return `${exprWords(expr.arg, names)} (${literalWords(expr.fallback)} where there is none)`
    case 'indicator':
      return `1 where ${conditionWords(expr.condition, names)}, else 0`
    case 'scalar':
      return scalarWords(expr.query, names)
  }
}

const unitWords = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'week',
  day: 'day',
  weekday: 'day of the week',
  monthname: 'month of the year',
  hour: 'hour',
} as const

const operandWords = (expr: Expr, names: Names): string => {
  const text = exprWords(expr, names)
  return expr.kind === 'arithmetic' || expr.kind === 'ratio' || expr.kind === 'indicator' ? `(${text})` : text
}

function ratioWords({ numerator, denominator, percent }: Extract<Expr, { kind: 'ratio' }>, names: Names): string {
  const counts =
    numerator.kind === 'aggregate' && numerator.fn === 'sum' && numerator.arg.kind === 'indicator'
      ? numerator.arg.condition
      : undefined
  const isOfAll = denominator.kind === 'aggregate' && denominator.fn === 'count' && denominator.arg.kind === 'star'
  if (counts !== undefined && isOfAll)
    return `${percent ? 'percentage' : 'share'} of ${rowsWords(names)} where ${conditionWords(counts, names)}`
  return `${operandWords(numerator, names)} ÷ ${operandWords(denominator, names)}${percent ? ', in percent' : ''}`
}

/** Whose rows the select looks at. */
export const rowsWords = (names: Names): string => manyOf(mainTable(names), names)

/** The table whose rows are counted: the one that points at the others. */
export function mainTable({ own, schema }: Names): string {
  const isParent = (key: string): boolean =>
    schema.foreignKeys.some(({ table, refTable }) => refTable === key && table !== key && own.includes(table))
  return own.find(key => !isParent(key)) ?? own[0] ?? ''
}

function aggregateWords({ fn, arg, distinct }: AggregateCall, names: Names): string {
  if (arg.kind === 'star') return `number of ${rowsWords(names)}`
  const what = exprWords(arg, names)
  if (fn === 'count') return distinct ? `number of different ${what}` : `number of ${rowsWords(names)} with ${what}`
  const isTime = temporal(arg, names)
  const word = {
    sum: 'total',
    avg: 'average',
    min: isTime ? 'earliest' : 'lowest',
    max: isTime ? 'latest' : 'highest',
  }[fn]
  return `${word} ${distinct ? 'of the different ' : ''}${arg.kind === 'arithmetic' || arg.kind === 'ratio' ? `of (${what})` : what}`
}

/** Moments are earlier and later, not lower and higher. */
export function temporal(expr: Expr | Star, names: Names): boolean {
  if (expr.kind === 'date' || expr.kind === 'date-of-parts') return true
  if (expr.kind === 'date-part') return expr.unit !== 'weekday' && expr.unit !== 'monthname' && expr.unit !== 'hour'
  if (expr.kind === 'aggregate') return (expr.fn === 'min' || expr.fn === 'max') && temporal(expr.arg, names)
  if (expr.kind !== 'column') return false
  const table = tableByKey(names.schema, names.tables.get(expr.table) ?? expr.table)
  const column = table?.columns.find(({ name }) => name === expr.column)
  return column !== undefined && isTemporal(column.type)
}

/** A query of one value: "the average list price of all products". */
function scalarWords(query: Query, outer: Names): string {
  if (query.kind !== 'select') return 'the value of another query'
  const names = namesOf(query, outer.schema, outer)
  const [item] = query.items
  const what = item === undefined ? 'value' : exprWords(item.expr, names)
  const of = names.own.length === 1 ? ` of ${query.where === undefined ? 'all ' : ''}${rowsWords(names)}` : ''
  const where = query.where === undefined ? '' : ` where ${conditionWords(query.where, names)}`
  return `the ${what}${item?.expr.kind === 'aggregate' && item.expr.arg.kind === 'star' ? '' : of}${where}`
}

const comparisons = {
  '=': 'is',
  '<>': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
} as const
const timeComparisons = {
  ...comparisons,
  '<': 'is before',
  '<=': 'is at the latest',
  '>': 'is after',
  '>=': 'is from',
  '=': 'is',
} as const

/** A condition in words, without its "where". */
export function conditionWords(condition: Condition, names: Names): string {
  switch (condition.kind) {
    case 'compare':
      return compareWords(condition, names)
    case 'between':
      return `${exprWords(condition.arg, names)} is ${condition.not ? 'not ' : ''}from ${exprWords(condition.low, names)} to ${exprWords(condition.high, names)}`
    case 'like':
      return `${exprWords(condition.arg, names)} ${patternWords(condition.pattern, condition.not)}`
    case 'null':
      return `${exprWords(condition.arg, names)} is ${condition.not ? 'known' : 'missing'}`
    case 'in':
      if (!('kind' in condition.in))
        return `${exprWords(condition.arg, names)} is ${condition.not ? 'none of' : 'one of'} ${condition.in.map(literalWords).join(', ')}`
      return membershipWords(condition.arg, condition.in, condition.not, names)
    case 'exists':
      return `there ${condition.not ? 'are no' : 'are'} ${existingWords(condition.query, names)} for it`
    case 'and':
    case 'or':
      return partsWords(condition, names)
  }
}

function compareWords({ op, left, right }: Extract<Condition, { kind: 'compare' }>, names: Names): string {
  const what = exprWords(left, names)
  if (right.kind === 'scalar' && right.query.kind === 'select' && right.query.where === undefined) {
    const [item] = right.query.items
    const fn = item?.expr.kind === 'aggregate' ? item.expr.fn : undefined
    const isTime = temporal(left, names)
    if (op === '=' && fn === 'max') return `${what} is the ${isTime ? 'latest' : 'highest'} of all`
    if (op === '=' && fn === 'min') return `${what} is the ${isTime ? 'earliest' : 'lowest'} of all`
    if (fn === 'avg' && (op === '>' || op === '<')) return `${what} is ${op === '>' ? 'above' : 'below'} the average`
  }
  const words = temporal(left, names) ? timeComparisons : comparisons
  const value =
    right.kind === 'literal' && temporal(left, names) && typeof right.value === 'string'
      ? right.value
      : exprWords(right, names)
  return `${what} ${words[op]} ${value}${temporal(left, names) && op === '>=' ? ' on' : ''}`
}

/** `%` at both ends is "contains", and so on. */
function patternWords(pattern: string, not: boolean): string {
  const [, before, inner, after] = /^(%?)([^%_]*)(%?)$/.exec(pattern) ?? []
  if (inner === undefined || inner === '') return `${not ? 'does not match' : 'matches'} the pattern '${pattern}'`
  const verb = before === '' ? (after === '' ? 'be' : 'begin with') : after === '' ? 'end in' : 'contain'
  const plain = { be: 'is', 'begin with': 'begins with', 'end in': 'ends in', contain: 'contains' }[verb]
  return not ? `does not ${verb} '${inner}'` : `${plain} '${inner}'`
}

/** "there are no orders for it" where the subquery follows a key, else the list of its values. */
function membershipWords(arg: Expr, query: Query, not: boolean, names: Names): string {
  const [item] = query.kind === 'select' ? query.items : []
  if (
    query.kind === 'select' &&
    arg.kind === 'column' &&
    item?.expr.kind === 'column' &&
    isKey(arg, item.expr, names, query)
  )
    return `there ${not ? 'are no' : 'are'} ${existingWords(query, names)} for it`
  if (query.kind !== 'select')
    return `${exprWords(arg, names)} is ${not ? 'not ' : ''}among the values of another query`
  const inner = namesOf(query, names.schema, names)
  const values = item === undefined ? 'values' : exprWords(item.expr, inner)
  const where = query.where === undefined ? '' : ` where ${conditionWords(query.where, inner)}`
  return `${exprWords(arg, names)} is ${not ? 'not ' : ''}among the ${values}${inner.own.length === 1 ? ` of ${rowsWords(inner)}` : ''}${where}`
}

function isKey(
  arg: { table: string; column: string },
  item: { table: string; column: string },
  names: Names,
  query: Select,
): boolean {
  const inner = namesOf(query, names.schema, names)
  const parent = names.tables.get(arg.table) ?? arg.table
  const child = inner.tables.get(item.table) ?? item.table
  return names.schema.foreignKeys.some(
    key =>
      key.table === child &&
      key.refTable === parent &&
      key.columns.includes(item.column) &&
      key.refColumns.includes(arg.column),
  )
}

/** The rows of a subquery: "orders where status is 'shipped'". Conditions that only join, or only ask for a key, are left out. */
function existingWords(query: Query, outer: Names): string {
  if (query.kind !== 'select') return 'rows of another query'
  const names = namesOf(query, outer.schema, outer)
  const parts = query.where === undefined ? [] : query.where.kind === 'and' ? query.where.parts : [query.where]
  const kept = parts.filter(
    part =>
      !(part.kind === 'null' && part.not) &&
      !(part.kind === 'compare' && part.left.kind === 'column' && part.right.kind === 'column'),
  )
  return `${rowsWords(names)}${kept.length === 0 ? '' : ` where ${partsWords({ kind: 'and', parts: kept }, names)}`}`
}

function partsWords({ kind, parts }: Extract<Condition, { kind: 'and' | 'or' }>, names: Names): string {
  const merged = kind === 'and' ? mergePeriods(parts, names) : parts.map(part => ({ part }))
  const texts = merged.map(one => {
    if ('text' in one) return one.text
    const text = conditionWords(one.part, names)
    return one.part.kind === 'or' || (one.part.kind === 'and' && kind === 'or') ? `(${text})` : text
  })
  return texts.length <= 2 || kind === 'or' ? texts.join(` ${kind} `) : listed(texts)
}

type Merged = { readonly part: Condition } | { readonly text: string }

/** "x from A on" and "x before B" are one period. */
function mergePeriods(parts: readonly Condition[], names: Names): Merged[] {
  const used = new Set<Condition>()
  const bound = (part: Condition, op: '>=' | '<'): { what: string; value: string } | undefined =>
    part.kind === 'compare' &&
    part.op === op &&
    part.right.kind === 'literal' &&
    typeof part.right.value === 'string' &&
    /^\d{4}-\d\d-\d\d/.test(part.right.value)
      ? { what: exprWords(part.left, names), value: part.right.value }
      : undefined
  return parts.flatMap((part): Merged[] => {
    if (used.has(part)) return []
    const low = bound(part, '>=')
    if (low === undefined) return [{ part }]
    const other = parts.find(one => !used.has(one) && bound(one, '<')?.what === low.what)
    if (other === undefined) return [{ part }]
    used.add(other)
    return [{ text: `${low.what} is ${periodWords(low.value, bound(other, '<')!.value)}` }]
  })
}
