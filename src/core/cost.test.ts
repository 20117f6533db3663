import { expect, test } from 'vitest'
import { addCost, toUnits } from './cost.ts'

test('amounts add up, wall times of parallel work overlap', () => {
  expect(addCost({ cpuMs: 3, wallMs: 5, tokensIn: 1 }, { cpuMs: 4, wallMs: 2, oracleCalls: 1 })).toEqual({
    cpuMs: 7,
    wallMs: 5,
    tokensIn: 1,
    oracleCalls: 1,
  })
  expect(addCost({}, {})).toEqual({})
})

test('a fraction is never understated', () => {
  expect([0, 0.1, 1, 1.5, -2].map(toUnits)).toEqual([0, 1, 1, 2, 0])
})
