import { describe, expect, test } from 'vitest'
import {
  type Condition,
  call,
  column,
  compare,
  type DatePart,
  type Expr,
  literal,
  type Query,
  type Select,
  star,
} from './ast.ts'
import { formatSql, printQuery } from './print.ts'
import type { ColumnType, Dialect, Schema } from './schema.ts'

const types: Record<string, ColumnType> = {
  id: 'integer',
  price: 'real',
  qty: 'integer',
  sold: 'text',
  year: 'integer',
}
const schemaFor = (dialect: Dialect): Schema => ({
  dialect,
  tables: ['product', 'sale'].map(name => ({
    key: name,
    name,
    kind: 'table',
    columns: (name === 'product' ? 'id name price' : 'id product qty sold year active').split(' ').map(column => ({
      name: column,
      type: types[column] ?? 'text',
      declared: '',
      nullable: column !== 'qty',
      primaryKey: column === 'id',
      unique: false,
    })),
  })),
  foreignKeys: [],
})
const product = { kind: 'joined', first: { table: 'product' }, joins: [] } as const
const sale = { kind: 'joined', first: { table: 'sale' }, joins: [] } as const
const both = {
  kind: 'joined',
  first: { table: 'product' },
  joins: [
    {
      kind: 'inner',
      source: { table: 'sale' },
      on: [{ left: column('product', 'id'), right: column('sale', 'product') }],
    },
  ],
} as const
const select = (rest: Partial<Select>): Select => ({
  kind: 'select',
  distinct: false,
  items: [{ expr: star }],
  from: product,
  groupBy: [],
  orderBy: [],
  ...rest,
})
const name = column('product', 'name')
const price = column('product', 'price')
const qty = column('sale', 'qty')
const sold: DatePart['arg'] = { kind: 'date', arg: column('sale', 'sold'), storage: 'iso' }
const part = (unit: DatePart['unit']): Expr => ({ kind: 'date-part', unit, arg: sold })
const desc = (expr: Expr) => ({ expr, direction: 'desc' }) as const
const asc = (expr: Expr) => ({ expr, direction: 'asc' }) as const
const print = (query: Query, dialect: Dialect = 'sqlite'): string => printQuery(query, schemaFor(dialect))
const where = (condition: Condition, dialect: Dialect = 'sqlite'): string =>
  print(select({ items: [{ expr: call('count', star) }], from: sale, where: condition }), dialect).replace(
    'SELECT count(*) FROM sale WHERE ',
    '',
  )

describe('ties', () => {
  const best = select({ items: [{ expr: name }], orderBy: [desc(price)], limit: 1, ties: true })
  const grouped = select({
    items: [{ expr: name }, { expr: call('sum', qty) }],
    from: both,
    groupBy: [column('product', 'id'), name],
    orderBy: [desc(call('sum', qty))],
    limit: 3,
    ties: true,
  })

  test('one row with its ties is what attains the maximum over the same rows', () => {
    const maximum = 'SELECT name FROM product WHERE price = (SELECT max(price) FROM product)'
    expect(print(best)).toBe(maximum)
    expect(print(best, 'duckdb')).toBe(maximum)
    expect(print(best, 'mysql')).toBe(maximum)
    const condition = compare(name, '<>', literal('x'))
    expect(print({ ...best, where: condition, distinct: true, orderBy: [asc(price)] })).toBe(
      "SELECT DISTINCT name FROM product WHERE name <> 'x' AND price = (SELECT min(price) FROM product WHERE name <> 'x')",
    )
  })

  test('more rows, groups and several keys are ranked', () => {
    expect(print(grouped)).toBe(
      'SELECT name, total_qty FROM (SELECT product.name, sum(sale.qty) AS total_qty, RANK() OVER (ORDER BY sum(sale.qty) DESC) AS rank_ ' +
        'FROM product JOIN sale ON product.id = sale.product GROUP BY product.id, product.name) AS ranked WHERE rank_ <= 3 ORDER BY rank_',
    )
    expect(print({ ...best, orderBy: [asc(price), desc(name)] })).toBe(
      'SELECT name FROM (SELECT name, RANK() OVER (ORDER BY price ASC, name DESC) AS rank_ FROM product WHERE price IS NOT NULL) AS ranked WHERE rank_ <= 1 ORDER BY rank_',
    )
  })

  test('PostgreSQL has words for it', () => {
    expect(print(best, 'postgres')).toBe(
      'SELECT name FROM product WHERE price IS NOT NULL ORDER BY price DESC NULLS LAST FETCH FIRST 1 ROWS WITH TIES',
    )
    expect(print(grouped, 'postgres')).toMatch(
      /GROUP BY product.id, product.name ORDER BY sum\(sale.qty\) DESC NULLS LAST FETCH FIRST 3 ROWS WITH TIES$/,
    )
  })

  test('items have different names', () => {
    const text = print({
      ...grouped,
      items: [name, name, column('product', 'id'), column('sale', 'id')].map(expr => ({ expr })),
    })
    expect(text).toMatch(/^SELECT product_name, product_name_2, product_id, sale_id FROM/)
    expect(print({ ...best, items: [{ expr: star }], limit: 2 })).toMatch(/^SELECT id, name, price FROM \(SELECT id,/)
    const odd = {
      ...grouped,
      items: [
        { expr: name, alias: 'rank_' },
        { expr: call('count', star), alias: 'a "b"' },
      ],
    }
    expect(print(odd)).toMatch(/^SELECT rank_, "a ""b""" FROM .* AS rank__2 .* ORDER BY rank__2$/)
  })

  test('distinct rows are found before they are ranked', () => {
    expect(print({ ...best, distinct: true, items: [{ expr: price }], limit: 2 })).toBe(
      'SELECT price FROM (SELECT *, RANK() OVER (ORDER BY price DESC) AS rank_ FROM (SELECT DISTINCT price FROM product WHERE price IS NOT NULL) AS found) AS ranked WHERE rank_ <= 2 ORDER BY rank_',
    )
  })

  test('as a side of a set operation', () => {
    expect(print({ kind: 'intersect', left: best, right: { ...best, limit: 2 } })).toMatch(
      /^SELECT name FROM product WHERE price = \(.*\) INTERSECT SELECT \* FROM \(SELECT name FROM \(SELECT/,
    )
  })
})

describe('names', () => {
  test('a column of a query further out has its table', () => {
    const inner = select({
      from: sale,
      where: compare(column('sale', 'product'), '=', column('product', 'id')),
    })
    expect(print(select({ where: { kind: 'exists', query: inner, not: true } }))).toBe(
      'SELECT * FROM product WHERE NOT EXISTS (SELECT * FROM sale WHERE product = product.id)',
    )
  })

  test('an alias that hides a column makes columns have their table', () => {
    const text = print(
      select({ items: [{ expr: name }, { expr: call('max', price), alias: 'Price' }], orderBy: [asc(price)] }),
    )
    expect(text).toBe('SELECT product.name, max(product.price) AS Price FROM product ORDER BY product.price ASC')
  })
})

describe('dates', () => {
  test('a weekday is compared by its name, or number', () => {
    const weekend: Condition = { kind: 'in', arg: part('weekday'), in: [literal('saturday'), literal(0)], not: false }
    expect(where(weekend)).toBe("strftime('%w', sold) IN ('6', '0')")
    expect(where(weekend, 'duckdb')).toBe("dayname(TRY_CAST(sold AS DATE)) IN ('Saturday', 'Sunday')")
    expect(where(weekend, 'postgres')).toBe("to_char(CAST(sold AS DATE), 'FMDay') IN ('Saturday', 'Sunday')")
    expect(where(weekend, 'mysql')).toBe("DATE_FORMAT(sold, '%W') IN ('Saturday', 'Sunday')")
    expect(where(compare(literal('March'), '=', part('monthname')))).toBe("'03' = strftime('%m', sold)")
    expect(where(compare(part('monthname'), '<>', literal(12)), 'duckdb')).toMatch(/ <> 'December'$/)
  })

  test('years are text where they are cut, and stay what they are in a column of their own', () => {
    const year = (storage: 'iso' | 'year', name: string): Expr => ({
      kind: 'date-part',
      unit: 'year',
      arg: { kind: 'date', arg: column('sale', name), storage },
    })
    expect(where(compare(year('iso', 'sold'), '=', literal(2024)))).toBe("strftime('%Y', sold) = '2024'")
    expect(where(compare(year('iso', 'sold'), '=', literal(2024)), 'duckdb')).toBe("substr(sold, 1, 4) = '2024'")
    expect(where(compare(year('year', 'year'), '=', literal('2024')), 'postgres')).toBe('year = 2024')
    expect(where(compare(year('year', 'sold'), '=', literal(2024)), 'postgres')).toBe("sold = '2024'")
  })

  test('weekdays sort from Monday on', () => {
    const days = select({
      items: [{ expr: part('weekday') }],
      from: sale,
      groupBy: [part('weekday')],
      orderBy: [asc(part('weekday'))],
    })
    expect(print(days)).toMatch(
      /^SELECT CASE strftime\('%w', sold\) WHEN '0' THEN 'Sunday' .* ORDER BY min\(\(strftime\('%w', sold\) \+ 6\) % 7\) ASC$/,
    )
    expect(print(days, 'duckdb')).toMatch(/ ORDER BY min\(isodow\(TRY_CAST\(sold AS DATE\)\)\) ASC$/)
  })

  test('MySQL joins text by CONCAT', () => {
    const month: Expr = {
      kind: 'date-part',
      unit: 'month',
      arg: { kind: 'date', arg: column('sale', 'sold'), storage: 'dmy' },
    }
    expect(where(compare(month, '=', literal('2024-03')), 'mysql')).toBe(
      "CONCAT(substr(sold, 7, 4), '-', substr(sold, 4, 2)) = '2024-03'",
    )
  })
})

describe('conditions', () => {
  test('booleans', () => {
    const active = compare(column('sale', 'active'), '=', literal(true))
    expect(where(active)).toBe('active = 1')
    expect(where(active, 'duckdb')).toBe('active = TRUE')
    expect(where(active, 'postgres')).toBe('active = TRUE')
  })

  test('patterns mean the same everywhere', () => {
    const like = (name: string): Condition => ({
      kind: 'like',
      arg: column('sale', name),
      pattern: '%a\\b%',
      not: false,
    })
    expect(where(like('sold'))).toBe("sold LIKE '%a\\b%'")
    expect(where(like('qty'), 'duckdb')).toBe("CAST(qty AS VARCHAR) ILIKE '%a\\b%'")
    expect(where(like('sold'), 'postgres')).toBe("sold ILIKE '%a\\\\b%'")
    expect(where(like('sold'), 'mysql')).toBe("sold LIKE '%a\\\\\\\\b%'")
  })

  test('MySQL takes a limit in IN only further in', () => {
    const cheap = select({ items: [{ expr: column('product', 'id') }], orderBy: [asc(price)], limit: 3 })
    expect(where({ kind: 'in', arg: column('sale', 'product'), in: cheap, not: false }, 'mysql')).toBe(
      'product IN (SELECT * FROM (SELECT id FROM product ORDER BY price ASC LIMIT 3) AS picked)',
    )
  })
})

describe('formatSql', () => {
  test('short statements stay on one line', () => {
    expect(formatSql(select({}), schemaFor('sqlite'))).toBe('SELECT * FROM product')
  })

  test('long ones have a line for each clause, join and condition', () => {
    const query = select({
      items: [{ expr: name }, { expr: call('sum', qty) }],
      from: both,
      where: {
        kind: 'and',
        parts: [
          compare(column('sale', 'sold'), '>=', literal('2024-01-01')),
          { kind: 'or', parts: [compare(price, '>', literal(5)), compare(price, '<', literal(1))] },
        ],
      },
      groupBy: [name],
      orderBy: [desc(call('sum', qty))],
      limit: 3,
      ties: true,
    })
    expect(formatSql(query, schemaFor('sqlite'))).toBe(`SELECT name, total_qty
FROM (
  SELECT
    product.name,
    sum(sale.qty) AS total_qty,
    RANK() OVER (ORDER BY sum(sale.qty) DESC) AS rank_
  FROM product
  JOIN sale ON product.id = sale.product
  WHERE sale.sold >= '2024-01-01'
    AND (product.price > 5 OR product.price < 1)
  GROUP BY product.name
) AS ranked
WHERE rank_ <= 3
ORDER BY rank_`)
  })
})
