import initSqlJs from 'sql.js'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../core/hash.ts'
import { dialects } from '../../lang/sql/schema.ts'
import { checkText } from './gate-text.ts'
import { hostileSchema, makeHostile, runHostile } from './hostile.suite.ts'

const slow = process.env.TRIVET_SLOW === '1'

describe('hostile statements', () => {
  test.each(dialects)(
    'all of %s are refused by the gate alone',
    async dialect => {
      const schema = hostileSchema(dialect)
      const passed: unknown[] = []
      const codes: Record<string, number> = {}
      for (const { sql, aim } of makeHostile(dialect, 7, slow ? 5000 : 200)) {
        await checkText(sql, schema, { doubleQuotes: 'compat' }).then(
          ({ sql: print }) => passed.push({ aim, sql, print }),
          error => {
            const code = String((error as { code?: string }).code)
            codes[code] = (codes[code] ?? 0) + 1
          },
        )
      }
      console.log(dialect, codes)
      expect(passed).toEqual([])
      expect(Object.keys(codes).sort()).toEqual([
        'E_SQL_FORBIDDEN',
        'E_SQL_NOT_READ_ONLY',
        'E_SQL_PARSE',
        'E_SQL_UNKNOWN_NAME',
      ])
    },
    120_000,
  )

  test('a seed makes the same statements, another one others', () => {
    expect(makeHostile('sqlite', 1, 50)).toEqual(makeHostile('sqlite', 1, 50))
    expect(makeHostile('sqlite', 1, 50)).not.toEqual(makeHostile('sqlite', 2, 50))
  })

  test('what passes the gate leaves a writable SQLite database as it was', async () => {
    const sql = await initSqlJs()
    const db = new sql.Database()
    db.run('CREATE TABLE victim (id INTEGER, name TEXT); CREATE TABLE other (id INTEGER, amount REAL)')
    db.run("INSERT INTO victim VALUES (1, 'a'), (2, 'b'); INSERT INTO other VALUES (1, 0.5)")
    const target = {
      schema: hostileSchema('sqlite'),
      execute: async (text: string) => {
        try {
          return JSON.stringify(db.exec(text))
        } catch (thrown) {
          return String(thrown)
        }
      },
      state: async () => ({ data: sha256(Buffer.from(db.export()).toString('base64')) }),
    }
    const report = await runHostile(target, { seed: 11, count: slow ? 5000 : 300, through: 'gate' })
    expect(report.passed).toEqual([])
    expect(report.harmed).toEqual([])
    const raw = await runHostile(target, { seed: 11, count: 40, through: 'raw' })
    expect(raw.harmed.length, 'without the gate the same statements do write').toBeGreaterThan(0)
  }, 120_000)
})
