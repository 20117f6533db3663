import { expect, test } from 'vitest'
import { loadParser } from './parser.ts'

const parser = await loadParser()
const again = (sql: string): string => parser.print(parser.parse(sql, 'sqlite')[0]!, 'sqlite')

test.each([
  "SELECT NULL, TRUE, 1.5, -2, x, COUNT(*) FROM t WHERE a IS NULL AND b LIKE 'a%' AND c IN (SELECT 1)",
  'SELECT CASE WHEN a = 1 THEN NULL ELSE \'b\' END AS "odd name", CAST(c AS TEXT) FROM t AS u LEFT JOIN v ON u.x = v.x',
  'SELECT a, SUM(b) OVER (PARTITION BY c ORDER BY d) FROM t GROUP BY a HAVING COUNT(DISTINCT b) > 2 ORDER BY a DESC LIMIT 3',
  "SELECT 'ü💥', x'00FF' UNION ALL SELECT 'a''b', NULL",
])('what has nothing to rewrite is printed as it is: %s', sql => {
  expect(again(sql)).toBe(sql)
})

test('a tree of more levels than JSON may have in the module is printed too', () => {
  const sum = `SELECT ${Array(200).fill('a').join(' + ')} FROM t`
  expect(again(sum)).toBe(sum)
  const unions = Array(150).fill('SELECT 1').join(' UNION ')
  expect(again(unions)).toBe(unions)
})

test('what is no tree is refused', () => {
  expect(() => parser.print({ select: 1 }, 'sqlite')).toThrow(expect.objectContaining({ code: 'E_SQL_PARSE' }))
})
