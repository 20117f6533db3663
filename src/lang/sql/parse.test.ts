import { describe, expect, test } from 'vitest'
import { TrivetError } from '../../core/errors.ts'
import { toQuery } from './parse.ts'
import { loadParser } from './parser.ts'
import { printQuery } from './print.ts'
import type { Schema } from './schema.ts'
import { openSpider, readGolds, spiderAbsent } from './spider.suite.ts'

const parser = await loadParser()

const table = (name: string, columns: string): Schema['tables'][number] => ({
  key: name,
  name,
  kind: 'table',
  columns: columns.split(' ').map(column => ({
    name: column,
    type: 'text',
    declared: 'text',
    nullable: true,
    primaryKey: false,
    unique: false,
  })),
})
const schema: Schema = {
  dialect: 'sqlite',
  tables: [
    table('Singer', 'id Name age'),
    table('song', 'song_id singer_id title year'),
    table('award', 'song_id prize'),
  ],
  foreignKeys: [],
}

const round = (sql: string): string | undefined => {
  const query = toQuery(parser.parse(sql, 'sqlite')[0]!, schema)
  return query && printQuery(query, schema)
}

describe('toQuery', () => {
  test.each([
    ['select NAME from singer', 'SELECT Name FROM Singer'],
    [
      'SELECT T1.name FROM singer AS T1 JOIN song AS T2 ON T1.id = T2.singer_id WHERE T2.year > 2014',
      'SELECT Singer.Name FROM Singer JOIN song ON Singer.id = song.singer_id WHERE song.year > 2014',
    ],
    [
      'SELECT name FROM singer, song WHERE id = singer_id AND year = 1',
      'SELECT Singer.Name FROM Singer JOIN song ON Singer.id = song.singer_id WHERE song.year = 1',
    ],
    [
      'SELECT prize FROM song JOIN award USING (song_id)',
      'SELECT award.prize FROM song JOIN award ON song.song_id = award.song_id',
    ],
    [
      'SELECT id FROM singer UNION SELECT id FROM singer WHERE age > (SELECT 1 + avg(age) FROM singer) EXCEPT SELECT title FROM song',
      'SELECT * FROM (SELECT id FROM Singer UNION SELECT id FROM Singer WHERE age > (SELECT 1 + avg(age) FROM Singer)) EXCEPT SELECT title FROM song',
    ],
    [
      'SELECT a.name FROM singer a JOIN singer b ON a.age = b.age',
      'SELECT a.Name FROM Singer AS a JOIN Singer AS b ON a.age = b.age',
    ],
    [
      'SELECT name FROM singer WHERE id NOT IN (SELECT singer_id FROM song) AND NOT (age > 3 OR age IS NULL)',
      'SELECT Name FROM Singer WHERE id NOT IN (SELECT singer_id FROM song) AND age <= 3 AND age IS NOT NULL',
    ],
    [
      'SELECT name FROM singer WHERE name = "abc" AND age BETWEEN 1 AND 2 AND name LIKE "%a"',
      "SELECT Name FROM Singer WHERE Name = 'abc' AND age BETWEEN 1 AND 2 AND Name LIKE '%a'",
    ],
    [
      'SELECT age AS a, count(*) AS n FROM singer GROUP BY 1 HAVING n > 2 ORDER BY n DESC, a LIMIT 3',
      'SELECT age AS a, count(*) AS n FROM Singer GROUP BY age HAVING count(*) > 2 ORDER BY count(*) DESC, age ASC LIMIT 3',
    ],
    [
      'SELECT count(DISTINCT age) FROM singer UNION SELECT max(year) - min(year) FROM song',
      'SELECT count(DISTINCT age) FROM Singer UNION SELECT max(year) - min(year) FROM song',
    ],
    [
      'SELECT name FROM singer WHERE age > (SELECT avg(age) FROM singer) INTERSECT SELECT title FROM song',
      'SELECT Name FROM Singer WHERE age > (SELECT avg(age) FROM Singer) INTERSECT SELECT title FROM song',
    ],
    [
      'SELECT CAST(sum(age) AS REAL) * 100 / count(*) FROM singer',
      'SELECT 100.0 * sum(age) / NULLIF(count(*), 0) FROM Singer',
    ],
    [
      'SELECT T1.* FROM singer AS T1 JOIN song AS T2 ON T1.id = T2.singer_id',
      'SELECT Singer.id, Singer.Name, Singer.age FROM Singer JOIN song ON Singer.id = song.singer_id',
    ],
    ['SELECT name FROM (SELECT name FROM singer)', undefined],
    ['SELECT upper(name) FROM singer', undefined],
    ['SELECT nothing FROM singer', undefined],
    ['SELECT name FROM singer NATURAL JOIN song', undefined],
    ['DELETE FROM singer', undefined],
  ])('%s', (sql, expected) => expect(round(sql)).toBe(expected))
})

describe('the parser', () => {
  test.each([
    ['nothing', ''],
    ['an open parenthesis', 'select ('],
    ['10,000 parentheses', `select ${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['a sum of 20,000 terms, which overflows its stack', `select 1${'+1'.repeat(20_000)}`],
    ['a NUL', 'select a \0 from t'],
  ])('%s is refused, and the next statement is parsed', async (_, sql) => {
    const own = await loadParser()
    const attempt = (): unknown => {
      const trees = own.parse(sql, 'sqlite')
      if (trees.length === 0) throw new TrivetError('E_SQL_PARSE', 'empty')
      return trees
    }
    expect(attempt).toThrow(expect.objectContaining({ code: 'E_SQL_PARSE' }))
    expect((await loadParser()).parse('select a from t', 'sqlite')).toHaveLength(1)
  })
})

describe.skipIf(spiderAbsent)(`Spider's golds${spiderAbsent ? ` (${spiderAbsent})` : ''}`, () => {
  test.each([
    { file: 'dev', step: 1, converted: 0.99, equal: 1 },
    { file: 'train_spider', step: process.env.TRIVET_SLOW === '1' ? 1 : 5, converted: 0.99, equal: 1 },
  ] as const)(
    '$file: nearly all are in our grammar and give the same rows',
    async ({ file, step, converted, equal }) => {
      let [all, inside, same] = [0, 0, 0]
      for (const [index, gold] of readGolds(file).entries()) {
        const database = index % step === 0 ? await openSpider(gold.db_id) : undefined
        if (database === undefined) continue
        all++
        const query = toQuery(parser.parse(gold.query, 'sqlite')[0]!, database.schema)
        if (query === undefined) continue
        inside++
        const [ours, golds] = [printQuery(query, database.schema), gold.query].map(sql => database.rows(sql).sort())
        if (JSON.stringify(ours) === JSON.stringify(golds)) same++
      }
      console.log(`${file}: ${inside} of ${all} in the grammar, ${same} with equal rows`)
      expect(inside / all).toBeGreaterThanOrEqual(converted)
      expect(same / inside).toBeGreaterThanOrEqual(equal)
    },
  )
})
