import { describe, expect, it } from 'vitest'
import { orderingOf } from './sort-keys.ts'

describe('orderingOf', () => {
  it.each<[string, string[] | undefined]>([
    ['select a from t', undefined],
    ['select a from t order by b', ['b']],
    ['select a from t ORDER  BY b DESC, lower(c, 1) asc NULLS LAST, 2 limit 3', ['b', 'lower(c, 1)', '2']],
    ['select a from t order by count(*) desc;', ['count(*)']],
    ['select a from (select b from t order by c limit 1)', undefined],
    ["select a from t where b = 'order by c'", undefined],
    ['select a from t where b in (select c from u order by d) order by e -- order by f', ['e']],
    ['select row_number() over (order by a) from t', undefined],
    ['select a from t union select b from u order by 1', ['1']],
    ['select a from t order by "b desc"', ['"b desc"']],
    ['select a from t order by (a + b) * 2 desc offset 4', ['(a + b) * 2']],
  ])('%s', (sql, by) => {
    expect(orderingOf(sql)?.by).toEqual(by)
  })

  it('adds items to plain selects only', () => {
    const items = ['x', 'count(*)']
    expect(orderingOf('select a, b from t order by x limit 2')?.withItems?.(items)).toBe(
      'select a, b , x, count(*) from t order by x limit 2',
    )
    expect(orderingOf('select (select 1 from u), b from t order by x')?.withItems?.(['x'])).toBe(
      'select (select 1 from u), b , x from t order by x',
    )
    expect(orderingOf('select distinct a from t order by a')?.withItems).toBeUndefined()
    expect(orderingOf('select a from t union select b from u order by 1')?.withItems).toBeUndefined()
    expect(orderingOf('with c as (select 1) select a from c order by b')?.withItems).toBeUndefined()
  })
})
