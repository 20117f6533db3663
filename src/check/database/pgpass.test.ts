import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findPassword } from './pgpass.ts'

test('lines, wildcards, escapes, and a file that others may read', () => {
  const home = mkdtempSync(join(tmpdir(), 'trivet-pgpass-'))
  const file = join(home, '.pgpass')
  const find = (host: string, port: number, database: string, user: string) =>
    findPassword({ host, port, database, user }, { HOME: home })
  expect(find('h', 1, 'd', 'u')).toBeUndefined()
  writeFileSync(file, '# comment\nh:5432:d:u:a\\:b\\\\c\nh:*:*:u:second\nincomplete:1\n*:*:d\\:1:*:third\n', {
    mode: 0o600,
  })
  expect(find('h', 5432, 'd', 'u')).toBe('a:b\\c')
  expect(find('h', 5433, 'd', 'u')).toBe('second')
  expect(find('other', 1, 'd:1', 'x')).toBe('third')
  expect(find('other', 1, 'd', 'x')).toBeUndefined()
  chmodSync(file, 0o644)
  expect(find('h', 5432, 'd', 'u')).toBeUndefined()
  rmSync(home, { recursive: true })
})
