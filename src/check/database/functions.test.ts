import initSqlJs from 'sql.js'
import { describe, expect, test } from 'vitest'
import { dialects } from '../../lang/sql/schema.ts'
import { allowedFunctions, deniedFunctions } from './functions.ts'
import { schemaOfNames } from './gate.suite.ts'
import { checkText } from './gate-text.ts'

const slow = process.env.TRIVET_SLOW === '1'

describe('allowed functions', () => {
  test.each(dialects)('none of %s is denied', dialect => {
    const { expressions, tables } = allowedFunctions(dialect)
    const denied = [...expressions, ...tables].filter(name => deniedFunctions.some(pattern => pattern.test(name)))
    expect(denied).toEqual([])
    expect(expressions.size).toBeGreaterThan(100)
  })

  test('SQLite: all are built in and deterministic, or constant within a statement', async () => {
    const db = new (await initSqlJs()).Database()
    const rows = db.exec('SELECT DISTINCT lower(name) FROM pragma_function_list')[0]?.values ?? []
    const built = new Set(rows.map(([name]) => String(name)))
    // Optional parts of SQLite that this build lacks.
    const optional = new Set([
      'soundex',
      'percentile',
      'percentile_cont',
      'percentile_disc',
      'generate_series',
      'json_each',
      'json_tree',
      'jsonb_each',
      'jsonb_tree',
    ])
    expect([...allowedFunctions('sqlite').expressions].filter(name => !built.has(name) && !optional.has(name))).toEqual(
      [],
    )
    expect(allowedFunctions('sqlite').expressions.has('random')).toBe(false)
  })

  test('DuckDB: all are in its catalogue, none is volatile or has side effects', async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const result = await connection.runAndReadAll(
      "SELECT lower(function_name), bool_or(coalesce(stability, '') = 'VOLATILE' OR coalesce(has_side_effects, false)) FROM duckdb_functions() GROUP BY 1",
    )
    const rows = result.getRows() as [string, boolean][]
    const catalogue = new Map(rows)
    // Syntax rather than functions.
    const syntax = new Set([
      'coalesce',
      'current_time',
      'current_timestamp',
      'if',
      'ifnull',
      'localtime',
      'localtimestamp',
      'grouping',
      'grouping_id',
      'percentile_cont',
      'percentile_disc',
    ])
    const { expressions } = allowedFunctions('duckdb')
    expect([...expressions].filter(name => catalogue.get(name) === true)).toEqual([])
    expect([...expressions].filter(name => !catalogue.has(name) && !syntax.has(name))).toEqual([])
  })

  test('PostgreSQL: all are in its catalogue, none is volatile', async ({ skip }) => {
    skip(!slow, 'boots PGlite; TRIVET_SLOW=1 runs it')
    const { PGlite } = await import('@electric-sql/pglite')
    const db = new PGlite()
    const { rows } = await db.query<{ name: string; kinds: string }>(
      "SELECT proname AS name, string_agg(provolatile::text, '') AS kinds FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace GROUP BY 1",
    )
    await db.close()
    const catalogue = new Map(rows.map(({ name, kinds }) => [name, kinds]))
    const syntax = new Set(
      'coalesce current_catalog current_date current_role current_time current_timestamp greatest least localtime localtimestamp nullif row trim grouping'.split(
        ' ',
      ),
    )
    const { expressions } = allowedFunctions('postgres')
    expect([...expressions].filter(name => catalogue.get(name)?.includes('v') === true)).toEqual([])
    expect([...expressions].filter(name => !catalogue.has(name) && !syntax.has(name))).toEqual([])
  }, 60_000)

  test.each(dialects)(
    '%s: a call is printed as it was written',
    async dialect => {
      const schema = schemaOfNames(dialect, { t: 'a b c' })
      // These have a syntax of their own, or are words without parentheses.
      const special =
        /^(cast|try_cast|extract|interval|position|row|exists|array|trim|unnest|grouping|current_.*|session_user|localtime.*|overlay|left|right)$/
      const names = [...allowedFunctions(dialect).expressions].filter(name => !special.test(name))
      const calls = names.map(name => `${name}(${/^timestamp(add|diff)$/.test(name) ? 'day, a, b' : 'a, b'})`)
      const changed: string[] = []
      for (let at = 0; at < calls.length; at += 50) {
        const part = calls.slice(at, at + 50)
        const { sql } = await checkText(`SELECT ${part.join(', ')} FROM t`, schema, { doubleQuotes: 'strict' })
        const printed = sql.slice('SELECT '.length, -' FROM t'.length).split(/(?<=\)), /)
        changed.push(...part.filter((call, index) => call !== printed[index]?.toLowerCase()))
      }
      expect(changed).toEqual([])
    },
    60_000,
  )
})
