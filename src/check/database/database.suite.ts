import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { sha256 } from '../../core/hash.ts'
import type { ColumnType, Dialect, Schema } from '../../lang/sql/schema.ts'
import { unchecked } from './checked.suite.ts'
import type { Cell, Database, QueryLimits } from './database.ts'
import { blobTable, oddName, quoteName, type SuiteType, suiteTables } from './tables.suite.ts'

/** What an engine may lack. */
export type Facet = 'keys' | 'views' | 'comments' | 'blobs' | 'crash' | 'plan-rows'

export type EngineCase = {
  readonly name: string
  readonly dialect: Dialect
  /** Makes the suite's tables by raw means. `folder`: the user's data, in which nothing may appear or change. */
  create(): Promise<{ folder?: string; open(): Promise<Database>; destroy(): Promise<void> }>
  /** The cell that stands for `value` of a column of that type, and the type that the schema gives it. */
  cell(type: SuiteType, value: Exclude<Cell, null>): Cell
  type(type: SuiteType): ColumnType
  /** Kills the engine under an idle database. */
  crash?(database: Database): Promise<void>
  /** Facets that the engine lacks, each with the reason. */
  readonly skips: Partial<Record<Facet, string>>
}

/** Every file under a folder with its content's hash. */
export const listing = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map(name => {
      const path = join(folder, name)
      return statSync(path).isFile() ? `${name} ${sha256(readFileSync(path))}` : name
    })

const runaway = {
  recursion: 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT (x * 7 + 1) % 1000003 FROM c) SELECT count(*) FROM c',
  'cross join': `SELECT max(a.n * b.n - c.n + d.n * e.n) FROM ${['a', 'b', 'c', 'd', 'e'].map(n => `numbers ${n}`).join(', ')}`,
}

/** What every engine behind `Database` must do. */
export function databaseSuite(engine: EngineCase): void {
  /** A test of something that not every engine has. */
  const facet = (name: Facet, title: string, work: () => Promise<void> | void): void =>
    test(title, context => {
      const reason = engine.skips[name]
      if (reason !== undefined) context.skip(`${engine.name}: ${reason}`)
      return work()
    })

  describe(engine.name, () => {
    let made: Awaited<ReturnType<EngineCase['create']>>
    let database: Database
    let schema: Schema
    let before: string[] = []
    const query = (sql: string, limits: Partial<QueryLimits> = {}, signal?: AbortSignal) =>
      database.query(unchecked(sql, engine.dialect), { limits, ...(signal && { signal }) })
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => 'none',
        thrown => thrown.code,
      )
    const works = async () => expect((await query('SELECT count(*) FROM orders')).rows).toEqual([[3]])

    beforeAll(async () => {
      made = await engine.create()
      if (made.folder !== undefined) before = listing(made.folder)
      database = await made.open()
      schema = await database.schema()
    })
    afterAll(async () => {
      await database?.close()
      if (made?.folder !== undefined) expect(listing(made.folder)).toEqual(before)
      await made?.destroy()
    })

    test('says its dialect and a fingerprint without a password', () => {
      expect(database.dialect).toBe(engine.dialect)
      expect(schema.dialect).toBe(engine.dialect)
      expect(database.ref.fingerprint).toMatch(/^[0-9a-f]{16,}$/)
      expect(database.ref.id).not.toMatch(/secret/)
    })

    test('lists tables and columns with their types', () => {
      for (const table of suiteTables) {
        const found = schema.tables.find(({ key }) => key === table.name)
        expect(found?.kind === 'table' || found?.kind === 'view', table.name).toBe(true)
        const types = Object.entries(table.columns).map(([name, type]) => [name, engine.type(type)])
        expect(found!.columns.map(({ name, type }) => [name, type])).toEqual(types)
      }
    })

    facet('keys', 'knows declared keys', () => {
      const column = (table: string, name: string) =>
        schema.tables.find(({ key }) => key === table)!.columns.find(found => found.name === name)!
      expect(column('customers', 'id')).toMatchObject({ primaryKey: true, unique: true, nullable: false })
      expect(column('customers', 'email')).toMatchObject({ primaryKey: false, unique: true, nullable: true })
      expect(column('order_lines', 'line_no')).toMatchObject({ primaryKey: true, unique: false })
      const keys = schema.foreignKeys.map(key => ({ ...key, columns: [...key.columns] }))
      expect(keys).toHaveLength(2)
      expect(keys).toContainEqual({
        table: 'orders',
        columns: ['customer_id'],
        refTable: 'customers',
        refColumns: ['id'],
        origin: 'declared',
      })
    })

    facet('views', 'lists and reads views', async () => {
      const view = schema.tables.find(({ key }) => key === 'big_orders')
      expect(view?.kind).toBe('view')
      expect(view?.columns.map(({ name, type }) => [name, type])).toEqual([
        ['id', 'integer'],
        ['placed', 'timestamp'],
        ['total', engine.type('decimal')],
      ])
      expect((await query('SELECT id FROM big_orders ORDER BY id')).rows).toEqual([[10], [12]])
    })

    facet('comments', 'reads comments', () => {
      const table = schema.tables.find(({ key }) => key === 'customers')
      expect(table?.comment).toBe('Who buys')
      expect(table?.columns.find(({ name }) => name === 'vip')?.comment).toBe('Gets a discount')
    })

    test.each(suiteTables.filter(({ name }) => name !== 'numbers'))('reads the cells of $name exactly', async table => {
      const names = Object.keys(table.columns)
      const result = await query(
        `SELECT ${names.map(quoteName).join(', ')} FROM ${quoteName(table.name)} ORDER BY ${names.map((_, i) => i + 1).join(', ')}`,
      )
      const types = Object.values(table.columns)
      expect(result.columns).toEqual(names.map((name, index) => ({ name, type: engine.type(types[index]!) })))
      const expected = table.rows.map(row =>
        row.map((cell, index) => (cell === null ? null : engine.cell(types[index]!, cell))),
      )
      expect(result.rows).toEqual(expected)
      expect(result.truncated).toBe(false)
      expect(result.ms).toBeGreaterThan(0)
    })

    facet('blobs', 'reads blobs as bytes', async () => {
      const result = await query('SELECT data FROM blobs ORDER BY id')
      expect(result.columns).toEqual([{ name: 'data', type: 'blob' }])
      expect(result.rows).toEqual(blobTable.rows.map(([, data]) => [data]))
      expect(Object.getPrototypeOf(result.rows[0]![0])).toBe(Uint8Array.prototype)
    })

    test('computes aggregates as numbers', async () => {
      const { rows, columns } = await query(
        'SELECT count(*) AS a, sum(qty) AS b, avg(qty) AS c, max(product) AS d, min(qty) AS e FROM order_lines',
      )
      expect(rows).toEqual([[3, 3, expect.anything(), 'rope', 1]])
      expect(Number(rows[0]![2])).toBe(1.5)
      expect(columns.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e'])
    })

    test('keeps two result columns of one name apart, and gives columns to no rows', async () => {
      const two = await query('SELECT a.id, b.id FROM orders a JOIN customers b ON b.id = a.customer_id ORDER BY 1')
      expect(two.columns.map(({ name }) => name)).toEqual(['id', 'id'])
      expect(two.rows[2]).toEqual([12, 2])
      const none = await query('SELECT id, placed FROM orders WHERE id < 0')
      expect(none).toMatchObject({ rows: [], truncated: false })
      expect(none.columns.map(({ name }) => name)).toEqual(['id', 'placed'])
    })

    test('cuts at the row limit, and only beyond it', async () => {
      const all = await query('SELECT n FROM numbers ORDER BY n', { rows: 1000 })
      expect([all.rows.length, all.truncated]).toEqual([1000, false])
      const cut = await query('SELECT n FROM numbers ORDER BY n', { rows: 999 })
      expect([cut.rows.length, cut.truncated, cut.rows[998]]).toEqual([999, true, [998]])
      const endless = await query('SELECT a.n FROM numbers a, numbers b, numbers c', { rows: 5 })
      expect([endless.rows.length, endless.truncated]).toEqual([5, true])
    })

    test('cuts at the byte limit', async () => {
      const cut = await query('SELECT n FROM numbers', { bytes: 80 })
      expect([cut.rows.length, cut.truncated]).toEqual([10, true])
    })

    test('names what is wrong with a statement', async () => {
      expect(await code(query('SELECT missing_column FROM orders'))).toBe('E_SQL_UNKNOWN_NAME')
      expect(await code(query('SELECT * FROM nowhere'))).toBe('E_SQL_UNKNOWN_NAME')
      expect(await code(query('SELECT no_such_function(1)'))).toBe('E_SQL_UNKNOWN_NAME')
      expect(await code(query('SELECT FROM WHERE'))).toBe('E_SQL_PARSE')
      await works()
    })

    test('refuses writes by itself', async () => {
      for (const sql of [
        'DELETE FROM orders',
        "INSERT INTO customers (id, name) VALUES (9, 'x')",
        'CREATE TABLE more (x INTEGER)',
        'DROP TABLE order_lines',
        'UPDATE orders SET total = 0',
      ])
        expect(await code(query(sql)), sql).not.toBe('none')
      await works()
    })

    test.each(Object.entries(runaway))('stops a runaway %s in time', async (_, sql) => {
      const start = systemClock.elapsed()
      expect(['E_SQL_TIMEOUT', 'E_SQL_TOO_LARGE']).toContain(await code(query(sql, { wallMs: 400 })))
      expect(systemClock.elapsed() - start).toBeLessThan(3000)
      await works()
    })

    test('stops when cancelled, before and during', async () => {
      const stop = new AbortController()
      const pending = code(query(runaway['cross join'], {}, stop.signal))
      setTimeout(() => stop.abort(), 200)
      expect(await pending).toBe('E_CANCELLED')
      expect(await code(query('SELECT 1', {}, stop.signal))).toBe('E_CANCELLED')
      await works()
    })

    test('serves calls that are made at once', async () => {
      const results = await Promise.all([1, 2, 3].map(id => query(`SELECT ${id} AS x FROM customers WHERE id = 1`)))
      expect(results.map(({ rows }) => rows)).toEqual([[[1]], [[2]], [[3]]])
    })

    facet('crash', 'survives an engine that is killed', async () => {
      const pending = code(query(runaway['cross join']))
      await new Promise(resolve => setTimeout(resolve, 300))
      await engine.crash!(database)
      expect(await pending).toBe('E_DB_DIED')
      await works()
      await engine.crash!(database)
      await works()
    })

    test('explains a plan', async () => {
      const plan = await database.plan(unchecked('SELECT * FROM orders WHERE id = 10', engine.dialect))
      expect(plan.text).toMatch(/orders|scan|csv/i)
      if (engine.skips['plan-rows'] === undefined) expect(plan.rows).toBeGreaterThan(0)
    })

    test('is gone after close', async () => {
      const other = await made.open()
      await other.schema()
      await other.close()
      await other.close()
      expect(await code(other.query(unchecked('SELECT 1', engine.dialect)))).toBe('E_CANCELLED')
    })

    test('has a table of an odd name', () => expect(schema.tables.some(({ name }) => name === oddName)).toBe(true))
  })
}
