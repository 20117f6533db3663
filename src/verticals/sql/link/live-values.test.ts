import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../check/database/database.ts'
import { openSqlite } from '../../../check/database/open-sqlite.ts'
import { notBuilt } from '../../../core/built.suite.ts'
import { withLiveValues } from './live-values.ts'
import { linkQuestion } from './match.ts'
import { valueLimit, wholeRows } from './read-profile.ts'
import { buildIndex, type SchemaIndex } from './schema-index.ts'
import { smallShop } from './small-index.suite.ts'

const { signal } = new AbortController()

describe.skipIf(notBuilt() !== undefined)('withLiveValues', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-live-'))
  let database: Database
  let index: SchemaIndex
  beforeAll(async () => {
    const path = join(folder, 'large.sqlite')
    const { default: Libsql } = await import('libsql')
    const db = new Libsql(path)
    const rows = wholeRows + 5
    db.exec(`CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, country TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
      INSERT INTO customers SELECT i, 'Customer ' || i, iif(i % 2 = 0, 'Peru', 'Chile') FROM n;
      UPDATE customers SET name = 'Kinga Wilczek' WHERE id = ${rows - 1};
      CREATE TABLE parcels (id INTEGER PRIMARY KEY, label TEXT, carrier TEXT);
      INSERT INTO parcels SELECT id, 'PX' || (id * 7), 'Blue Post' FROM customers WHERE id <= ${valueLimit + 9}`)
    db.close()
    database = openSqlite(path, 'large', { inPlace: true })
    index = await buildIndex(database, { signal })
  })
  afterAll(async () => {
    await database?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(['What is the country of Kinga Wilczek?', 'country of kinga wilczek'])(
    'finds the name in "%s"',
    async text => {
      expect(linkQuestion(text, index).values).toEqual([])
      const live = await withLiveValues(text, index, database, { signal })
      const [hit] = linkQuestion(text, live).values
      expect(hit).toMatchObject({ value: 'Kinga Wilczek', score: 1 })
      expect(index.columns[hit!.column]!.name).toBe('name')
    },
  )

  it('finds a code of a table that is read whole but has too many of them', async () => {
    const code = `PX${(valueLimit + 5) * 7}`
    const text = `carrier of parcel ${code}`
    expect(linkQuestion(text, index).values).toEqual([])
    const live = await withLiveValues(text, index, database, { signal })
    expect(linkQuestion(text, live).values[0]).toMatchObject({ value: code, score: 1 })
  })

  it('leaves the index as it is when nothing is unknown or found, and where all was read', async () => {
    for (const text of ['How many customers are from Peru?', 'country of Nobody Atall'])
      expect(await withLiveValues(text, index, database, { signal })).toBe(index)
    const shop = smallShop()
    expect(await withLiveValues('orders of Kinga Wilczek', shop, database, { signal })).toBe(shop)
  })
})
