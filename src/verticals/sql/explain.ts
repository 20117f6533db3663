import type { Condition, Expr, Query, Select, Star } from '../../lang/sql/ast.ts'
import { printExpr } from '../../lang/sql/print.ts'
import type { Proposed } from './symbolic/propose.ts'
import type { Reading } from './symbolic/reading.ts'

/** In words what a candidate does: tables, filters with the words of the question they come from, groups, order, limit. */
export function explain({ built }: Proposed, reading: Reading): string[] {
  const lines = explainQuery(built.query, reading)
  const { tokens } = reading.linked
  for (const operand of built.filled.operands) {
    if (operand.kind === 'none') continue
    const said = tokens.slice(operand.span.from, operand.span.to).map(token => token.text).join(' ')
    if (operand.kind === 'value' && typeof operand.value === 'string' && said !== operand.value) lines.push(`"${said}" is read as the stored value '${operand.value}'`)
  }
  return lines
}

function explainQuery(query: Query, reading: Reading): string[] {
  if (query.kind !== 'select') {
    const word = { union: 'together with', 'union-all': 'together with', intersect: 'that are also among', except: 'that are not among' }[query.kind]
    return [...explainQuery(query.left, reading), `${word}:`, ...explainQuery(query.right, reading).map(line => `  ${line}`)]
  }
  return explainSelect(query, reading)
}

function explainSelect(select: Select, reading: Reading): string[] {
  const p = { dialect: reading.index.schema.dialect, schema: reading.index.schema, qualified: false }
  const print = (expr: Expr | Star): string => printExpr(expr, p)
  const tables = select.from.kind === 'tables' ? select.from.tables : [select.from.first, ...select.from.joins.map(join => join.source)].map(source => source.table)
  const lines = [`looks in ${tables.join(', ')}`]
  if (select.where !== undefined) lines.push(`keeps rows where ${inWords(select.where, print)}`)
  if (select.groupBy.length > 0) lines.push(`one row per ${select.groupBy.map(print).join(', ')}`)
  if (select.having !== undefined) lines.push(`keeps groups where ${inWords(select.having, print)}`)
  if (select.orderBy.length > 0) lines.push(`sorted by ${select.orderBy.map(({ expr, direction }) => `${print(expr)}, ${direction === 'desc' ? 'highest' : 'lowest'} first`).join('; then ')}`)
  if (select.limit !== undefined) lines.push(`the first ${select.limit === 1 ? 'row' : `${select.limit} rows`} only`)
  return lines
}

function inWords(condition: Condition, print: (expr: Expr | Star) => string): string {
  switch (condition.kind) {
    case 'compare': {
      const words = { '=': 'is', '<>': 'is not', '<': 'is less than', '<=': 'is at most', '>': 'is more than', '>=': 'is at least' }
      return `${print(condition.left)} ${words[condition.op]} ${print(condition.right)}`
    }
    case 'between':
      return `${print(condition.arg)} is ${condition.not ? 'not ' : ''}from ${print(condition.low)} to ${print(condition.high)}`
    case 'like':
      return `${print(condition.arg)} ${condition.not ? 'does not match' : 'matches'} '${condition.pattern}'`
    case 'null':
      return `${print(condition.arg)} is ${condition.not ? 'known' : 'missing'}`
    case 'in':
      return `${print(condition.arg)} is ${condition.not ? 'not ' : ''}among ${'kind' in condition.in ? 'the rows of another query' : condition.in.map(print).join(', ')}`
    case 'exists':
      return condition.not ? 'no row of another query belongs to it' : 'some row of another query belongs to it'
    case 'and':
    case 'or':
      return condition.parts.map(part => inWords(part, print)).join(condition.kind === 'and' ? ' and ' : ' or ')
  }
}
