import { expect, it } from 'vitest'
import { call, column, literal, star } from './ast.ts'
import { isAmong, isSameExpr, treeKey } from './equal.ts'

it('tells equal expressions from others, whole numbers of any size included', () => {
  expect(isSameExpr(column('t', 'x'), column('t', 'x'))).toBe(true)
  expect(isSameExpr(column('t', 'x'), column('u', 'x'))).toBe(false)
  expect(isSameExpr(call('count', star), call('count', star, true))).toBe(false)
  expect(isSameExpr(literal(9007199254740993n), literal(9007199254740993n))).toBe(true)
  expect(treeKey(literal(1n))).not.toBe(treeKey(literal(1)))
  expect(isAmong([column('t', 'x'), literal(2n)], literal(2n))).toBe(true)
  expect(isAmong([], star)).toBe(false)
})
