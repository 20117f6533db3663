import { expect, test } from 'vitest'
import { layOutSql } from './sql.ts'

test('what fits stays on one line', () => {
  const sql = "SELECT name FROM customers WHERE country = 'Germany' ORDER BY name"
  expect(layOutSql(sql, 80)).toEqual([sql])
})

test('a long statement has a line for each clause, join and condition', () => {
  const sql =
    "SELECT c.name, sum(l.qty * l.price) AS total FROM customers AS c LEFT JOIN orders AS o ON o.customer = c.id JOIN lines AS l ON l.order_id = o.id WHERE o.placed BETWEEN '2024-01-01' AND '2024-03-31' AND (c.city = 'Bonn' OR c.city = 'Ulm') GROUP BY c.name ORDER BY total DESC LIMIT 3"
  expect(layOutSql(sql, 80).join('\n')).toBe(`SELECT c.name, sum(l.qty * l.price) AS total
FROM customers AS c
LEFT JOIN orders AS o ON o.customer = c.id
JOIN lines AS l ON l.order_id = o.id
WHERE o.placed BETWEEN '2024-01-01' AND '2024-03-31'
  AND (c.city = 'Bonn' OR c.city = 'Ulm')
GROUP BY c.name
ORDER BY total DESC
LIMIT 3`)
})

test('long subqueries stand further in, windows and short ones stay whole', () => {
  const sql =
    'SELECT name, total FROM (SELECT name, sum(qty) AS total, RANK() OVER (ORDER BY sum(qty) DESC) AS rank_ FROM sale GROUP BY name) AS ranked WHERE rank_ <= 3 AND name IN (SELECT name FROM product) UNION ALL SELECT EXTRACT(YEAR FROM day), 1 FROM days'
  expect(layOutSql(sql, 80).join('\n')).toBe(`SELECT name, total
FROM (SELECT name, sum(qty) AS total, RANK() OVER (ORDER BY sum(qty) DESC) AS
  rank_
  FROM sale
  GROUP BY name) AS ranked
WHERE rank_ <= 3
  AND name IN (SELECT name FROM product)
UNION ALL
SELECT EXTRACT(YEAR FROM day), 1
FROM days`)
})

test('nothing is broken or changed inside quotes', () => {
  const value = `'${'New  York FROM (  '.repeat(6)}it''s'`
  const sql = `SELECT "a  FROM b", \`c WHERE d\` FROM t WHERE x = ${value} AND y = ${value}`
  const lines = layOutSql(sql, 40)
  expect(lines.filter(line => line.trim() === value)).toHaveLength(2)
  expect(lines.map(line => line.trim()).join(' ')).toBe(sql)
})
