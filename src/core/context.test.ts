import { expect, test } from 'vitest'
import { fixedClock, systemClock } from './clock.ts'
import { type ResourceKind, tableResources } from './context.ts'

test('a resource is found under its kind and name, or its absence is an error of ours', async () => {
  const database: ResourceKind<{ rows: number }> = { kind: 'database' }
  const resources = tableResources({ database: new Map([['shop', { rows: 3 }]]) })
  expect((await resources.resolve(database, 'shop')).rows).toBe(3)
  await expect(resources.resolve(database, 'clinic')).rejects.toMatchObject({
    code: 'E_INPUT',
    message: 'No database is registered under clinic.',
  })
  await expect(resources.resolve({ kind: 'model' }, 'shop')).rejects.toMatchObject({ code: 'E_INPUT' })
})

test('a fixed clock moves only when told', () => {
  const clock = fixedClock(1000)
  clock.advance(5)
  expect([clock.now(), clock.elapsed(), clock.cpu()]).toEqual([1005, 5, 0])
})

test('the clock of the system goes on', () => {
  const before = systemClock.elapsed()
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000)
  expect(systemClock.elapsed()).toBeGreaterThanOrEqual(before)
  expect(systemClock.cpu()).toBeGreaterThan(0)
})
