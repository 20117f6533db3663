import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PostgresServer, postgresMissing, startPostgresServer } from '../../check/database/postgres-server.ts'
import { notBuilt } from '../../core/built.suite.ts'
import { doctorContract } from '../../verticals/sql/contracts.suite.ts'
import { openPlace } from './cli.suite.ts'

const missing = notBuilt()
const place = openPlace()
afterAll(place.remove)

type Found = { readonly state: string; readonly detail: string }
const look = (db: string): Map<string, Found> => {
  const { status, value } = place.json(['doctor', '--db', db])
  expect(status).toBe(0)
  return new Map(doctorContract.parse(value).findings.map(({ name, ...rest }) => [name, rest]))
}

test.skipIf(missing !== undefined)('files are opened read-only', async () => {
  const path = await place.sqlite('boats.sqlite', 'CREATE TABLE boats(id integer primary key)')
  place.give('boats.csv', 'id,name\n1,Ada\n')
  for (const db of [path, 'boats.csv', 'sample:events'])
    expect(look(db).get('access')).toEqual({ state: 'ok', detail: 'opened read-only' })
})

describe.skipIf(missing !== undefined || postgresMissing() !== undefined)('rights on a PostgreSQL server', () => {
  let server: PostgresServer
  const urlOf = (role: string): string => server.url.replace('postgres@', `${role}@`)
  const as = async (role: string, sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: urlOf(role) })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  beforeAll(async () => {
    server = await startPostgresServer()
    await as(
      'postgres',
      `CREATE TABLE boats (id integer PRIMARY KEY, name text); CREATE SCHEMA "Old sales"; CREATE SCHEMA closed;
       CREATE TABLE "Old sales".lines (id integer, note text); CREATE TABLE closed.x (id integer);
       CREATE ROLE reader LOGIN; GRANT SELECT ON boats TO reader;
       CREATE ROLE clerk LOGIN; GRANT SELECT ON boats TO clerk; GRANT USAGE, CREATE ON SCHEMA "Old sales" TO clerk;
       GRANT SELECT, UPDATE (note) ON "Old sales".lines TO clerk; GRANT ALL ON closed.x TO clerk;
       CREATE ROLE porter LOGIN IN ROLE pg_read_server_files; GRANT SELECT ON boats TO porter`,
    )
  })
  afterAll(() => server?.stop())

  test('a role that may only read is fine', () => {
    const found = look(urlOf('reader'))
    expect(found.get('access')).toMatchObject({ state: 'ok', detail: expect.stringContaining('may only read') })
    expect(found.has('read-only role')).toBe(false)
  })

  test('what a role may do beyond that is told by name, without what it cannot see', () => {
    const { state, detail } = look(urlOf('clerk')).get('access')!
    expect(state).toBe('warn')
    expect(detail).toContain('may change rows of Old sales.lines')
    expect(detail).toContain('may create tables in Old sales')
    expect(detail).not.toMatch(/boats|closed|superuser/)
    expect(look(urlOf('porter')).get('access')!.detail).toContain('pg_read_server_files')
  })

  test('a superuser is told, and the statements given make a role that may only read', async () => {
    const found = look(server.url)
    expect(found.get('access')).toMatchObject({ state: 'warn', detail: expect.stringContaining('is a superuser') })
    const { detail } = found.get('read-only role')!
    await as('postgres', detail)
    const reader = look(urlOf('trivet_reader'))
    expect(reader.get('access')).toMatchObject({ state: 'ok' })
    expect(reader.get('database')!.detail).toContain('3 tables')
  })
})
