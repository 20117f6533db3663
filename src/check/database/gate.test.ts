import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { call, column, compare, literal, type Query, type Select, star } from '../../lang/sql/ast.ts'
import { toQuery } from '../../lang/sql/parse.ts'
import { loadParser } from '../../lang/sql/parser.ts'
import { openSpider, readGolds, spiderAbsent } from '../../lang/sql/spider.suite.ts'
import { schemaOfNames } from './gate.suite.ts'
import { checkQuery } from './gate.ts'

const schema = schemaOfNames('sqlite', { Singer: 'id Name age', song: 'song_id singer_id title' })
const select = (rest: Partial<Select>): Select => ({
  kind: 'select',
  distinct: false,
  items: [{ expr: star }],
  from: { kind: 'joined', first: { table: 'Singer' }, joins: [] },
  groupBy: [],
  orderBy: [],
  ...rest,
})
const where = (left: Select['items'][number]['expr']): Select =>
  select({ where: compare(left as ReturnType<typeof column>, '=', literal("it's")) })

describe('checkQuery', () => {
  test('prints what it has checked', () => {
    expect(checkQuery(where(column('Singer', 'Name')), schema)).toEqual({
      sql: "SELECT * FROM Singer WHERE Name = 'it''s'",
      dialect: 'sqlite',
    })
  })

  test('a subquery sees the tables around it', () => {
    const inner = select({
      from: { kind: 'joined', first: { table: 'song' }, joins: [] },
      where: compare(column('song', 'singer_id'), '=', column('Singer', 'id')),
    })
    expect(() => checkQuery(select({ where: { kind: 'exists', query: inner, not: true } }), schema)).not.toThrow()
    expect(() => checkQuery(inner, schema)).toThrow(expect.objectContaining({ code: 'E_SQL_UNKNOWN_NAME' }))
  })

  test.each([
    [
      'a table',
      select({ from: { kind: 'joined', first: { table: 'singers' }, joins: [] } }),
      /no table "singers".*Singer/,
    ],
    ['a column', where(column('Singer', 'Nam')), /no column "Nam" in "Singer".*Singer\.Name/],
    ['a source', where(column('song', 'title')), /no table "song"/],
  ])('an unknown name of %s is refused, with the nearest', (_, query, message) => {
    expect(() => checkQuery(query, schema)).toThrow(message)
    expect(() => checkQuery(query, schema)).toThrow(expect.objectContaining({ code: 'E_SQL_UNKNOWN_NAME' }))
  })

  test.each([
    ['an operator', select({ where: compare(literal(1), '= 1; DROP TABLE x; --' as '=', literal(1)) })],
    ['an aggregate', select({ items: [{ expr: call('load_extension' as 'max', literal('x')) }] })],
    ['a limit', select({ limit: '1; DELETE FROM x' as unknown as number })],
    ['a number', where(literal(Number.NaN))],
    ['a NUL', where(literal('a\0b'))],
    ['a direction', select({ orderBy: [{ expr: column('Singer', 'id'), direction: 'asc; --' as 'asc' }] })],
    ['a kind of expression', select({ items: [{ expr: { kind: 'raw', sql: 'x' } as unknown as typeof star }] })],
    ['a kind of condition', select({ where: { kind: 'raw' } as unknown as NonNullable<Select['where']> })],
    ['a kind of query', { kind: 'delete', left: select({}), right: select({}) } as unknown as Query],
    ['ties', select({ limit: 1, ties: true })],
    ['an empty list', select({ where: { kind: 'in', arg: literal(1), in: [], not: false } })],
    ['an empty conjunction', select({ where: { kind: 'and', parts: [] } })],
    ['a join-free FROM', select({ from: { kind: 'tables', tables: ['Singer'], via: [] } })],
  ])('%s beyond the types is refused', (_, query) =>
    expect(() => checkQuery(query, schema)).toThrow(expect.objectContaining({ code: 'E_SQL_FORBIDDEN' })),
  )

  test('a star over a table with hidden columns lists the visible ones', () => {
    const partly = { ...schema, tables: schema.tables.map(table => ({ ...table, partial: table.name === 'Singer' })) }
    const query = select({ where: { kind: 'in', arg: literal(1), in: select({}), not: false } })
    expect(checkQuery(query, partly).sql).toBe(
      'SELECT id, Name, age FROM Singer WHERE 1 IN (SELECT id, Name, age FROM Singer)',
    )
    expect(checkQuery(select({ items: [{ expr: call('count', star) }] }), partly).sql).toBe(
      'SELECT count(*) FROM Singer',
    )
  })

  test('only the gate makes CheckedSql', () => {
    const folder = join(import.meta.dirname, '..', '..')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
    const makers = files.filter(file => /\bseal\b|as CheckedSql/.test(readFileSync(join(folder, file), 'utf8')))
    expect(makers.filter(file => !/gate(-text|\.test)?\.ts$|\.suite\.ts$/.test(file))).toEqual([])
  })
})

describe.skipIf(spiderAbsent)(`the golds of Spider dev${spiderAbsent ? ` (${spiderAbsent})` : ''}`, () => {
  test('all in our grammar pass', async () => {
    const parser = await loadParser()
    const queries: [Query, typeof schema][] = []
    for (const gold of readGolds('dev')) {
      const database = await openSpider(gold.db_id)
      const query = database && toQuery(parser.parse(gold.query, 'sqlite')[0]!, database.schema)
      if (database !== undefined && query !== undefined) queries.push([query, database.schema])
    }
    for (const [query, view] of queries) checkQuery(query, view)
    const started = systemClock.cpu()
    for (const [query, view] of queries) checkQuery(query, view)
    const each = (systemClock.cpu() - started) / queries.length
    console.log(`checkQuery: ${queries.length} golds, ${(each * 1000).toFixed(1)} µs CPU each`)
    expect(queries.length).toBeGreaterThan(1000)
  })
})
