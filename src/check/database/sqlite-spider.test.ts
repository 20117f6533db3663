import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder } from '../../core/paths.ts'
import { unchecked } from './checked.suite.ts'
import { openSqlite } from './open-sqlite.ts'

const spider = join(dataFolder(), 'sql', 'spider')

test('both drivers give the same for Spider dev, but for double-quoted texts', { timeout: 180_000 }, async context => {
  if (!existsSync(spider)) context.skip(`${spider} is absent`)
  const items = JSON.parse(readFileSync(join(spider, 'dev.json'), 'utf8')) as { db_id: string; query: string }[]
  let refused = 0
  for (const id of new Set(items.map(item => item.db_id))) {
    const path = join(spider, 'database', id, `${id}.sqlite`)
    const memory = openSqlite(path, id, { inPlace: false })
    const file = openSqlite(path, id, { inPlace: true })
    expect(await file.schema()).toEqual(await memory.schema())
    for (const { query } of items.filter(item => item.db_id === id)) {
      const sql = unchecked(query, 'sqlite')
      const { columns, rows } = await memory.query(sql)
      const other = await file.query(sql).catch(thrown => thrown)
      // libsql takes a double-quoted text for a name, sql.js for a text when there is no such name.
      if (other.code === 'E_SQL_UNKNOWN_NAME') refused++
      else expect({ columns: other.columns, rows: other.rows }, query).toEqual({ columns, rows })
    }
    await Promise.all([memory.close(), file.close()])
  }
  expect([items.length, refused]).toEqual([1034, 213])
})
