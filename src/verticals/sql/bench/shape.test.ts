import { expect, it } from 'vitest'
import { shapeOf } from './shape.ts'

it.each([
  ['select a from t', '1'],
  ['select a from t x join t y on x.id = y.id', '1'],
  ['select a from t join u on t.id = u.id where a in (1, 2)', '2'],
  ['select a from "T", [u], main.t', '3+'],
  ['select a from t, u where b = (select max(c) from v)', 'nested'],
  ['select a from t union select b from u', 'nested'],
  ["select a from t where b = 'select c from u, v'", '1'],
])('%s', (sql, shape) => {
  expect(shapeOf(sql)).toBe(shape)
})
