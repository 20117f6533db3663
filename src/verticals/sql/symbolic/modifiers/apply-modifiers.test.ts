import { describe, expect, it } from 'vitest'
import { call, column, compare, literal, type Query, type Select, star } from '../../../../lang/sql/ast.ts'
import { joinFrom, joinTrees } from '../../../../lang/sql/join-free.ts'
import { printQuery } from '../../../../lang/sql/print.ts'
import { smallShop } from '../../link/small-index.suite.ts'
import { attachAll, attachments, finish } from '../attach.ts'
import { type Reading, readingsOf } from '../reading.ts'

const index = smallShop()
const read = (question: string): Reading =>
  readingsOf(question, index, { now: Date.parse('2024-07-01'), manner: 'ask' })[0]!

const select = (tables: readonly string[], parts: Partial<Select>): Select => ({
  kind: 'select',
  distinct: false,
  items: [{ expr: call('count', star) }],
  from: joinFrom(tables[0]!, joinTrees(index.graph, tables, 1)[0]!),
  groupBy: [],
  orderBy: [],
  ...parts,
})

/** The SQL of the query with all modifiers of the question in it; undefined where they do not fit. */
function put(question: string, query: Query): string | undefined {
  const reading = read(question)
  const tables = query.kind === 'select' && query.from.kind === 'joined' ? [query.from.first.table] : []
  const [attachment] = attachments(
    reading,
    tables.map(key => index.graph.node.get(key)!),
  )
  const attached = attachAll(query, reading, attachment!)
  const finished = attached === undefined ? undefined : finish(attached, reading)
  return finished === undefined ? undefined : printQuery(finished, index.schema)
}

const name = column('customer', 'name')
const purchases = (parts: Partial<Select>): Select => select(['purchase', 'customer'], parts)
const perCustomer = purchases({ items: [{ expr: name }, { expr: call('count', star) }], groupBy: [name] })

describe('puts into a query', () => {
  it('a list of what to show', () => {
    const sql = put('customers from Germany: name, email', select(['customer'], { items: [{ expr: name }] }))
    expect(sql).toBe('SELECT name, email FROM customer')
  })

  it('what is to be shown beside the rest', () => {
    expect(
      put('customers with at least 2 purchases, with the number of purchases', {
        ...perCustomer,
        items: [{ expr: name }],
        having: compare(call('count', star), '>=', literal(2)),
      }),
    ).toBe(
      'SELECT customer.name, count(*) FROM purchase JOIN customer ON purchase.customer_id = customer.id GROUP BY customer.name HAVING count(*) >= 2',
    )
  })

  it('no list that asks for a measure where nothing is measured', () => {
    expect(
      put('customers from Germany: name, total', select(['customer'], { items: [{ expr: name }] })),
    ).toBeUndefined()
  })

  it('an order', () => {
    const items = [{ expr: column('product', 'name') }]
    expect(put('products, cheapest first', select(['product'], { items }))).toBe(
      'SELECT name FROM product ORDER BY list_price ASC',
    )
    expect(put('purchases per customer, most first', perCustomer)).toMatch(/ORDER BY count\(\*\) DESC$/)
  })

  it('the first of each group', () => {
    const first = select(['product'], {
      items: [{ expr: column('product', 'name') }],
      orderBy: [{ expr: column('product', 'list_price'), direction: 'desc' }],
      limit: 1,
      ties: true,
    })
    expect(put('the most expensive product of each color', first)).toBe(
      'SELECT color, name FROM (SELECT color, name, RANK() OVER (PARTITION BY color ORDER BY list_price DESC) AS rank_ FROM product WHERE list_price IS NOT NULL) AS ranked WHERE rank_ <= 1 ORDER BY color, rank_',
    )
  })

  it('what a value must not be', () => {
    expect(put('customers not from Germany', select(['customer'], { items: [{ expr: name }] }))).toBe(
      "SELECT name FROM customer WHERE country <> 'Germany'",
    )
  })

  it('what happened in one period and not in another', () => {
    const sql = put('customers who ordered in 2023 but not in 2024', purchases({ items: [{ expr: name }] }))
    expect(sql).toContain("purchase.ordered_on >= '2023-01-01' AND purchase.ordered_on < '2024-01-01'")
    expect(sql).toContain('customer.id NOT IN (SELECT customer.id FROM purchase')
    expect(sql).toContain("purchase.ordered_on >= '2024-01-01'")
  })

  it('a change between two periods', () => {
    const sql = put('By how many percent did the number of purchases grow from 2023 to 2024?', select(['purchase'], {}))
    expect(sql).toMatch(
      /^SELECT 100\.0 \* \(sum\(CASE WHEN .*2024.* - sum\(CASE WHEN .*2023.* AS percent FROM purchase$/,
    )
  })

  it('an average of counts', () => {
    expect(put('average number of purchases per customer', perCustomer)).toBe(
      'SELECT 1.0 * count(*) / NULLIF(count(DISTINCT customer.name), 0) AS average FROM purchase JOIN customer ON purchase.customer_id = customer.id',
    )
  })

  it('groups without partners, with the conditions on the others inside the count', () => {
    const sql = put('purchases per customer in 2023, 0 if there are none', perCustomer)
    expect(sql).toMatch(
      /^SELECT customer\.name, sum\(CASE WHEN purchase\.ordered_on .*FROM customer LEFT JOIN purchase ON/,
    )
    expect(sql).not.toContain('WHERE')
  })

  it('the part of each group that meets a condition', () => {
    const grouped = select(['customer'], {
      items: [{ expr: column('customer', 'country') }, { expr: call('count', star) }],
      groupBy: [column('customer', 'country')],
    })
    expect(put('percentage of customers with the newsletter by country', grouped)).toBe(
      'SELECT country, 100.0 * sum(CASE WHEN newsletter = 1 THEN 1 ELSE 0 END) / NULLIF(count(*), 0) AS percent FROM customer GROUP BY country',
    )
  })

  it('decimals and factors', () => {
    const price = column('product', 'list_price')
    const average = select(['product'], { items: [{ expr: call('avg', price) }] })
    expect(put('average list price rounded to two decimals', average)).toBe(
      'SELECT round(avg(list_price), 2) FROM product',
    )
    const above = select(['product'], {
      items: [{ expr: column('product', 'name') }],
      where: compare(price, '>', { kind: 'scalar', query: average }),
    })
    expect(put('products with a list price above twice the average', above)).toBe(
      'SELECT name FROM product WHERE list_price > 2 * (SELECT avg(list_price) FROM product)',
    )
  })
})
