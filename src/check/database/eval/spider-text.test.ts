import { describe, expect, it } from 'vitest'
import { editSpiderSql, isOrdered } from './spider-text.ts'

describe('editSpiderSql', () => {
  const edit = (sql: string): string => editSpiderSql(sql, { keepDistinct: false })

  it.each([
    ['SELECT DISTINCT name FROM t', 'SELECT  name FROM t'],
    ['select count(distinct x) from t', 'select count( x) from t'],
    ['SELECT COUNT(DISTINCT(x))', 'SELECT COUNT((x))'],
    ["select x from t where y = 'distinct' and z = 'a DISTINCT b'", null],
    [`select "distinct", \`distinct\`, [distinct] from t`, null],
    ["select 'it''s distinct' from t", null],
    ['select distinct_id, is_distinct from t', null],
    ['select a -- distinct\n from t /* distinct */', null],
    ["select distinct 'unclosed distinct", "select  'unclosed "],
    ['select 1 where a > = 2 and b < = 3 and c ! = 4', 'select 1 where a >= 2 and b <= 3 and c != 4'],
    ["select 1 where a >  = 2 or b = '> ='", "select 1 where a >  = 2 or b = '>='"],
    ['select year ( curdate( ) ) - a from t', 'select 2020 - a from t'],
  ])('%s', (sql, edited) => {
    expect(edit(sql)).toBe(edited ?? sql)
  })

  it('keeps DISTINCT on demand, and joins operators all the same', () => {
    expect(editSpiderSql('SELECT DISTINCT a WHERE b > = 1', { keepDistinct: true })).toBe(
      'SELECT DISTINCT a WHERE b >= 1',
    )
  })
})

it('finds `order by` anywhere, in any case', () => {
  expect(isOrdered('select a from t ORDER BY b')).toBe(true)
  expect(isOrdered('select a from (select b from t order by c limit 1)')).toBe(true)
  expect(isOrdered("select a from t where b = 'Order By'")).toBe(true)
  expect(isOrdered('select a from t order  by b')).toBe(false)
  expect(isOrdered('select a from t')).toBe(false)
})
