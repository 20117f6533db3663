import { expect, it } from 'vitest'
import { printExpr } from '../../../lang/sql/print.ts'
import { withFormulas } from './formulas.ts'
import { linkQuestion } from './match.ts'
import { smallIndex, smallShop } from './small-index.suite.ts'

const shop = smallShop()
const printer = { dialect: 'sqlite', schema: shop.schema, qualified: false } as const
const computed = (index = shop): Record<string, string> =>
  Object.fromEntries(
    index.columns.flatMap(({ name, expr }) => (expr === undefined ? [] : [[name, printExpr(expr, printer)]])),
  )

it('adds the measures that the columns of a table give', () => {
  expect(computed()).toEqual({
    revenue: 'qty * unit_price',
    'net revenue': '(qty * unit_price) * (1 - (1.0 * discount_pct / 100))',
    margin: 'list_price - cost',
    'days from ordered_on to shipped_on': 'CAST(julianday(date(shipped_on)) - julianday(date(ordered_on)) AS INTEGER)',
  })
})

it('takes a discount of at most one as a fraction, and a missing one as none', () => {
  const index = smallIndex({ line: { id: [1, 2], qty: [1, 2], price: [3.5, 4], discount: [0.25, null] } })
  expect(Object.values(computed(index))).toContain('(qty * price) * (1 - COALESCE(discount, 0))')
})

it('hears a measure by its names only', () => {
  const heard = (question: string): string[] => {
    const linked = linkQuestion(question, shop)
    return shop.columns.filter(({ id, expr }) => expr !== undefined && linked.columns[id]!.full).map(({ name }) => name)
  }
  expect(heard('total revenue of 2023')).toEqual(['revenue'])
  expect(heard('revenue after discount by country')).toContain('net revenue')
  expect(heard('orders of the last quarter')).toEqual([])
})

it('reads formulas that are spelled out', () => {
  const formula = (question: string): string[] => {
    const { index } = withFormulas(linkQuestion(question, shop), shop)
    return index.columns.slice(shop.columns.length).map(({ expr }) => printExpr(expr!, printer))
  }
  expect(formula('sum of qty times unit price')).toEqual(['qty * unit_price'])
  expect(formula('list price minus cost for each product')).toEqual(['list_price - cost'])
  expect(formula('average of shipped on minus ordered on')).toEqual([
    'CAST(julianday(date(shipped_on)) - julianday(date(ordered_on)) AS INTEGER)',
  ])
  expect(formula('three times a day')).toEqual([])
  expect(formula('times minus plus')).toEqual([])
})
