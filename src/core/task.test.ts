import { expect, test } from 'vitest'
import { defineTask } from './task.ts'
import { isAtLeast, strengths } from './verdict.ts'

test('equal tasks have equal ids, whatever the order of their members', () => {
  const task = defineTask('ask', { a: 1, b: [2] })
  expect(defineTask('ask', { b: [2], a: 1 })).toEqual(task)
  expect(task).toEqual({ id: task.id, kind: 'ask', input: { a: 1, b: [2] }, seed: 0 })
  const others = [
    defineTask('prove', { a: 1, b: [2] }),
    defineTask('ask', { a: 1, b: [3] }),
    defineTask('ask', { a: 1, b: [2] }, { seed: 1 }),
    defineTask('ask', { a: 1, b: [2] }, { require: 'tested' }),
  ]
  expect(new Set([task, ...others].map(({ id }) => id)).size).toBe(5)
  expect(task.id).toMatch(/^[0-9a-f]{16}$/)
})

test('strengths are ordered, weakest first', () => {
  for (const [i, a] of strengths.entries())
    for (const [j, b] of strengths.entries()) expect(isAtLeast(a, b)).toBe(i >= j)
})
