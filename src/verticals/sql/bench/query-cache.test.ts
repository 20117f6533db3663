import { expect, it } from 'vitest'
import type { Database, QueryLimits, ResultSet } from '../../../check/database/database.ts'
import type { CheckedSql } from '../../../check/database/gate.ts'
import { TrivetError } from '../../../core/errors.ts'
import { evalLimits } from './evaluate.ts'
import { QueryCache } from './query-cache.ts'

const signal = new AbortController().signal
const schema = {
  dialect: 'sqlite',
  tables: [
    {
      key: 't',
      name: 't',
      kind: 'table',
      columns: [{ name: 'x', type: 'integer', declared: 'int', nullable: true, primaryKey: false, unique: false }],
    },
  ],
  foreignKeys: [],
} as const

/** A database of so many rows that counts what it is asked, and fails where it is told to. */
function counting(rows: number, cell: string | number = 1, fail: (limits: QueryLimits) => void = () => {}) {
  const asked: string[] = []
  const database = {
    ref: { id: 't', fingerprint: 't' },
    dialect: 'sqlite',
    schema: async () => schema,
    query: async ({ sql }: CheckedSql, { limits = evalLimits } = {}): Promise<ResultSet> => {
      asked.push(sql)
      fail(limits as QueryLimits)
      const most = Math.min(rows, limits.rows ?? rows)
      return {
        columns: [{ name: 'x', type: 'integer' }],
        rows: Array.from({ length: most }, () => [cell]),
        truncated: most < rows,
        ms: 0,
      }
    },
  } as unknown as Database
  return { asked, queries: new QueryCache(database) }
}
const limited = (rows: number): QueryLimits => ({ ...evalLimits, rows })

it('runs a query once, also when it is asked for twice at once', async () => {
  const { asked, queries } = counting(3)
  const sql = await queries.check('select x from t')
  expect(await queries.check('select x from t')).toBe(sql)
  const results = await Promise.all([1, 2, 3].map(() => queries.run(sql, evalLimits, signal)))
  expect(asked).toHaveLength(1)
  expect(results[1]).toBe(results[0])
})

it('gives what the limits would give', async () => {
  const { asked, queries } = counting(10)
  const sql = await queries.check('select x from t')
  const get = async (rows: number) => {
    const result = await queries.run(sql, limited(rows), signal)
    return [result.rows.length, result.truncated, asked.length]
  }
  expect(await get(4)).toEqual([4, true, 1])
  expect(await get(4)).toEqual([4, true, 1])
  expect(await get(2)).toEqual([2, true, 1])
  expect(await get(20)).toEqual([10, false, 2])
})

it('does not keep failures, samples, and more than it may', async () => {
  let failing = true
  const flaky = counting(3, 1, () => {
    if (failing) throw new TrivetError('E_DB_DIED', 'gone')
  })
  const sql = await flaky.queries.check('select x from t')
  await expect(flaky.queries.run(sql, evalLimits, signal)).rejects.toMatchObject({ code: 'E_DB_DIED' })
  failing = false
  expect((await flaky.queries.run(sql, evalLimits, signal)).rows).toHaveLength(3)
  expect(flaky.asked).toHaveLength(2)

  const sampled = counting(3)
  const sample = await sampled.queries.check('select x as sample from t')
  await sampled.queries.run(sample, evalLimits, signal)
  await sampled.queries.run(sample, evalLimits, signal)
  expect(sampled.asked).toHaveLength(2)

  const large = counting(5, 'x'.repeat(1 << 20))
  const texts = ['select x from t', 'select x from t where x = 1', 'select x from t where x = 2', 'select x + 1 from t']
  const checked = await Promise.all(texts.map(text => large.queries.check(text)))
  for (const each of checked) await large.queries.run(each, evalLimits, signal)
  await large.queries.run(checked[3]!, evalLimits, signal)
  expect(large.asked).toHaveLength(4)
  await large.queries.run(checked[0]!, evalLimits, signal)
  expect(large.asked).toHaveLength(5)
})

it('tries what takes too long once more, at twice the limit', async () => {
  const waits: number[] = []
  const { queries } = counting(1, 1, ({ wallMs }) => {
    waits.push(wallMs)
    if (wallMs < 150) throw new TrivetError('E_SQL_TIMEOUT', 'too long')
  })
  const sql = await queries.check('select x from t')
  await queries.run(sql, { ...evalLimits, wallMs: 100 }, signal)
  expect(waits).toEqual([100, 200])
})
