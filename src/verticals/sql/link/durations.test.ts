import { describe, expect, it } from 'vitest'
import { printExpr } from '../../../lang/sql/print.ts'
import { withComputed } from './formulas.ts'
import { linkQuestion } from './match.ts'
import type { SaidCondition } from './said.ts'
import { smallIndex } from './small-index.suite.ts'

const stamp = (day: number, hour: number): string => `2024-01-${String(day).padStart(2, '0')} ${hour}:30:00`
const index = smallIndex({
  customer: { id: [1, 2], name: ['Ada', 'Bo'] },
  order: {
    id: [1, 2, 3],
    customer_id: [1, 1, 2],
    order_date: ['2024-01-01', '2024-01-02', '2024-02-03'],
    ship_date: ['2024-01-05', null, '2024-02-04'],
    carrier: ['A', 'B', 'A'],
  },
  ticket: {
    id: [1, 2, 3],
    opened_at: [stamp(11, 10), stamp(12, 10), stamp(13, 11)],
    closed_at: [stamp(12, 10), stamp(12, 12), null],
    priority: ['high', 'low', 'low'],
  },
  invoice: {
    id: [1, 2, 3],
    issued_on: ['2024-01-01', '2024-01-05', '2024-01-09'],
    due_on: ['2024-01-31', '2024-02-05', '2024-02-09'],
    paid_on: ['2024-01-15', null, '2024-03-01'],
  },
  visit: {
    id: [1, 2, 3],
    customer_id: [1, 2, 2],
    'Adm Date': ['2024-01-01', '2024-01-05', '2024-01-09'],
    'Dis Date': ['2024-01-03', null, '2024-01-10'],
    days: [1, 2, 3],
  },
})
const printer = { dialect: 'sqlite', schema: index.schema, qualified: false } as const
const options = { now: Date.parse('2024-07-01'), manner: 'ask' } as const

function short(sql: string): string {
  return sql
    .replace(
      /CAST\(julianday\(date\((\S+|"[^"]+")\)\) - julianday\(date\((\S+|"[^"]+")\)\) AS INTEGER\)/g,
      '$1 - $2 in days',
    )
    .replace(/\(strftime\('%s', (\S+)\) - strftime\('%s', (\S+)\)\) \/ 3600\.0/g, '$1 - $2 in hours')
    .replace(/\(strftime\('%s', (\S+)\) - strftime\('%s', (\S+)\)\) \/ 60\.0/g, '$1 - $2 in minutes')
}

const write = (stated: SaidCondition): string => {
  const { condition } = stated
  if (condition?.kind === 'compare' && condition.right.kind === 'literal')
    return `${short(printExpr(condition.left, printer))} ${condition.op} ${condition.right.value}`
  if (condition?.kind === 'or') return condition.parts.map(part => write({ ...stated, condition: part })).join(' or ')
  if (condition?.kind === 'null')
    return `${printExpr(condition.arg, printer)} is ${condition.not ? 'known' : 'missing'}`
  return condition === undefined ? '-' : condition.kind
}

/** What is computed, with its words, and what is stated. */
function read(question: string): { computed: Record<string, string>; stated: string[] } {
  const { linked, index: own } = withComputed(linkQuestion(question, index), index, options)
  const words = (at: readonly number[]): string => at.map(one => linked.tokens[one]!.lower).join(' ')
  const isStated = (at: readonly number[]): boolean =>
    at.every(one => linked.conditions.some(({ from, to }) => one >= from && one < to))
  const computed = own.columns.flatMap(({ id, expr }) => {
    const { literal, at } = linked.columns[id]!
    return expr === undefined || !literal || isStated(at) ? [] : [[short(printExpr(expr, printer)), words(at)] as const]
  })
  return { computed: Object.fromEntries(computed), stated: linked.conditions.map(write) }
}

describe('durations to compute', () => {
  it.each([
    ['avg days from order to shipping, by carrier', 'ship_date - order_date in days', 'days from order to shipping'],
    ['how long does it take on average to ship an order', 'ship_date - order_date in days', 'long take to ship'],
    ['how quickly do we close tickets', 'closed_at - opened_at in hours', 'quickly close'],
    ['average shipping time by carrier', 'ship_date - order_date in days', 'shipping time'],
    ['which order took the longest to ship?', 'ship_date - order_date in days', 'took to ship'],
    ['avg hours to close a ticket, by priority', 'closed_at - opened_at in hours', 'hours to close'],
    ['how long does it take to resolve a ticket', 'closed_at - opened_at in hours', 'long take to resolve'],
    ['days until invoices are paid', 'paid_on - issued_on in days', 'days until paid'],
    ['length of stay by customer', '"Dis Date" - "Adm Date" in days', 'length of stay'],
    [
      'time between opening and closing of tickets in minutes',
      'closed_at - opened_at in minutes',
      'time between opening and closing in minutes',
    ],
    [
      'Which customer stayed the longest? Names and number of days',
      '"Dis Date" - "Adm Date" in days',
      'stayed number of days',
    ],
  ])('%s', (question, expr, words) => {
    expect(read(question).computed).toEqual({ [expr]: words })
  })

  it('leaves out what is not known, where the question says so', () => {
    expect(read('avg days from order to shipping, only orders that were shipped').stated).toEqual([
      'ship_date is known',
    ])
    expect(read('avg days from order to shipping, not yet shipped').stated).toEqual([])
  })

  it('hears none in other questions', () => {
    for (const question of [
      'orders shipped in the last 30 days',
      'how many orders from A to B',
      'orders of Ada in 2023',
      'customers with more than 3 orders',
      'visits of more than 2 days',
      'how many days in total',
    ])
      expect(read(question), question).toEqual({ computed: {}, stated: [] })
  })

  it('hears none in what evaluation suites ask', () => {
    const linked = linkQuestion('avg hours to close a ticket', index)
    expect(withComputed(linked, index, { ...options, manner: 'suite' })).toEqual({ linked, index })
  })
})

describe('conditions on durations', () => {
  it.each([
    ['orders shipped more than 5 days after the order date', 'ship_date - order_date in days > 5'],
    ['orders that took more than 5 days to ship', 'ship_date - order_date in days > 5'],
    ['How many orders were shipped within 2 days?', 'ship_date - order_date in days <= 2'],
    ['Which invoices were paid more than 30 days after they were issued? Name', 'paid_on - issued_on in days > 30'],
    ['invoices paid within a week of the issue date', 'paid_on - issued_on in days <= 7'],
    ['tickets that took longer than 48 hours to close', 'closed_at - opened_at in hours > 48'],
    ['customers who stayed at least 7 days', '"Dis Date" - "Adm Date" in days >= 7'],
    ['invoices paid late', 'paid_on - due_on in days > 0'],
    ['invoices paid after the due date', 'paid_on - due_on in days > 0'],
    ['invoices not paid on time', 'paid_on - due_on in days > 0'],
    ['late payments', 'paid_on - due_on in days > 0'],
    ['invoices paid on time', 'paid_on - due_on in days <= 0'],
    ['invoices paid more than 10 days late', 'paid_on - due_on in days > 10'],
    ['orders shipped on the same day', 'ship_date - order_date in days = 0'],
    ['orders shipped on the day they were ordered', 'ship_date - order_date in days = 0'],
    ['orders not shipped within 5 days', 'ship_date - order_date in days > 5 or ship_date is missing'],
  ])('%s', (question, stated) => {
    expect(read(question).stated).toEqual([stated])
  })
})
