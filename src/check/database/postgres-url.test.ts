import { expect, test } from 'vitest'
import { parsePostgresUrl } from './postgres-url.ts'

const client = (url: string, env: NodeJS.ProcessEnv = {}) => parsePostgresUrl(url, { env }).client

test('every part of the URL, decoded', () => {
  expect(client('postgresql://a%40b:p%25%20w@db.example:6000/my%20db?sslmode=verify-full')).toMatchObject({
    user: 'a@b',
    password: 'p% w',
    host: 'db.example',
    port: 6000,
    database: 'my db',
    ssl: { rejectUnauthorized: true },
  })
})

test('what is left open comes from the environment', () => {
  const env = { PGHOST: 'h', PGPORT: '7', PGUSER: 'u', PGPASSWORD: 'p', PGDATABASE: 'd', PGSSLMODE: 'disable' }
  expect(client('postgres://', env)).toMatchObject({
    host: 'h',
    port: 7,
    user: 'u',
    password: 'p',
    database: 'd',
    ssl: false,
  })
  expect(client('postgres:///', { PGUSER: 'me' })).toMatchObject({ user: 'me', database: 'me', port: 5432 })
})

test('sockets and IPv6', () => {
  expect(client('postgres:///x?host=/run/postgresql')).toMatchObject({
    host: '/run/postgresql',
    database: 'x',
    ssl: false,
  })
  expect(client('postgres://u@[::1]:5/x').host).toBe('::1')
})

test('sslmode: the URL, then the configuration, then the environment; never the password in the name', () => {
  const read = (url: string) => parsePostgresUrl(url, { env: { PGSSLMODE: 'require' }, sslmode: 'verify-ca' })
  expect(read('postgres://u:secret@h/x').sslmode).toBe('verify-ca')
  expect(read('postgres://u:secret@h/x?sslmode=disable').sslmode).toBe('disable')
  expect(read('postgres://u:secret@h/x').shown).toBe('postgres://u@h:5432/x')
  expect(() => read('postgres://h/x?sslmode=perhaps')).toThrow(/perhaps/)
})
