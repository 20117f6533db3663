import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sha256 } from '../src/core/hash.ts'
import { makeLargeSqlite } from './make-large-sqlite.ts'

const folder = mkdtempSync(join(tmpdir(), 'trivet-large-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('makeLargeSqlite', () => {
  it('writes the same bytes on every run, of about the size that is asked for', async () => {
    const paths = [join(folder, 'a.sqlite'), join(folder, 'b.sqlite')]
    const [made] = [await makeLargeSqlite(paths[0]!, 3), await makeLargeSqlite(paths[1]!, 3)]
    const [first, second] = paths.map(path => sha256(readFileSync(path).toString('base64')))
    expect(first).toBe(second)
    expect(made.bytes / 2 ** 20).toBeGreaterThan(2.4)
    expect(made.bytes / 2 ** 20).toBeLessThan(3.6)
  })

  it('declares keys that hold', async () => {
    const path = join(folder, 'keys.sqlite')
    const { rows } = await makeLargeSqlite(path, 1)
    const { default: Database } = await import('libsql')
    const db = new Database(path)
    try {
      expect(db.prepare('PRAGMA foreign_key_check').raw().all()).toEqual([])
      for (const [table, count] of Object.entries(rows))
        expect(db.prepare(`SELECT count(*) FROM ${table}`).raw().get()).toEqual([count])
    } finally {
      db.close()
    }
  })
})
