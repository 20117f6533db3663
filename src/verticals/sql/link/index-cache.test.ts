import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../check/database/database.ts'
import { dataFilesOf, openFiles } from '../../../check/database/files.ts'
import { withVisibility } from '../../../check/database/view.ts'
import { notBuilt } from '../../../core/built.suite.ts'
import { systemClock } from '../../../core/clock.ts'
import { seedRng } from '../../../core/rng.ts'
import { type CacheOptions, type LoadedIndex, loadIndex } from './index-cache.ts'
import { readStored } from './index-store.ts'

const root = mkdtempSync(join(tmpdir(), 'trivet-index-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const data = join(root, 'data')
const folder = join(root, 'index')
const options: CacheOptions = {
  folder,
  place: root,
  clock: systemClock,
  signal: new AbortController().signal,
  refresh: true,
}
const again: CacheOptions = { ...options, refresh: false }
const open = (): Database => openFiles(dataFilesOf(data), 'shop', { env: { TRIVET_HOME: join(root, 'home') } })
const files = (): string[] => readdirSync(folder).map(name => join(folder, name))

async function load(how: CacheOptions, see: (database: Database) => Database = same => same): Promise<LoadedIndex> {
  const database = open()
  try {
    return await loadIndex(see(database), how)
  } finally {
    await database.close()
  }
}

describe.skipIf(notBuilt() !== undefined)('loadIndex', () => {
  beforeAll(() => {
    mkdirSync(data)
    writeFileSync(join(data, 'people.csv'), 'person_id,full_name,phone\n1,Bo Lind,555-100\n2,Ada Holm,555-200\n')
    writeFileSync(join(data, 'visits.csv'), 'visit_id,person_id,seen_on\n1,1,2024-01-05\n2,2,2024-01-06\n')
  })

  it('takes what has not changed from a file that only its owner reads', async () => {
    const first = await load(options)
    expect([first.reused, first.isKept]).toEqual([0, true])
    expect(files()).toHaveLength(1)
    expect(statSync(files()[0]!).mode & 0o777).toBe(0o600)
    const second = await load(again)
    expect([second.reused, second.isKept]).toEqual([2, true])
    expect(second.index.columns).toEqual(first.index.columns)
    expect(second.index.schema).toEqual(first.index.schema)
  })

  it('reads changed tables again, and no other', async () => {
    writeFileSync(join(data, 'visits.csv'), 'visit_id,person_id,seen_on\n1,1,2024-01-05\n')
    const { reused, index } = await load(again)
    expect(reused).toBe(1)
    expect(index.tables.map(({ rows }) => rows)).toEqual([2, 1])
    expect((await load(again)).reused).toBe(2)
    expect((await load({ ...again, full: true })).reused).toBe(0)
  })

  it('keeps nothing that is hidden or withheld', async () => {
    const bytes = (): string =>
      files()
        .map(path => readFileSync(path, 'latin1'))
        .join('\n')
    await load(options)
    expect(bytes()).toContain('Bo Lind')
    expect(bytes()).toContain('555-100')
    await load(again, database => withVisibility(database, 'shop', { hidden: { columns: ['people.phone'] } }))
    expect(bytes()).toContain('Bo Lind')
    expect(bytes()).not.toContain('555-100')
    expect(bytes()).not.toContain('phone')
    await load(again, database => withVisibility(database, 'shop', { values: { 'People.FULL_NAME': 'off' } }))
    expect(bytes()).not.toContain('Bo Lind')
    await load(again, database => withVisibility(database, 'shop', { values: 'off' }))
    expect(bytes()).not.toContain('2024')
  })

  it('makes a damaged one again without a word', async () => {
    await load(options)
    const [path] = files()
    const whole = readFileSync(path!)
    const rng = seedRng(1)
    for (let i = 0; i < 20; i++) {
      const bytes = Buffer.from(whole)
      bytes[rng.integer(bytes.length)]! ^= 1 + rng.integer(254)
      writeFileSync(path!, bytes)
      expect(readStored(path!)).toBeUndefined()
    }
    expect((await load(again)).reused).toBe(0)
    truncateSync(path!, whole.length - 7)
    expect((await load(again)).reused).toBe(0)
    expect((await load(again)).reused).toBe(2)
    writeFileSync(path!, '')
    expect((await load(again)).reused).toBe(0)
  })

  it('does without a folder that cannot be written', async () => {
    const closed = join(root, 'closed')
    writeFileSync(closed, '')
    const { index, isKept } = await load({ ...options, folder: join(closed, 'index') })
    expect([index.tables.length, isKept]).toEqual([2, false])
  })
})

it('is whole or absent after kill -9 at any moment of writing', async () => {
  const path = join(root, 'killed', 'x.index')
  const script = join(import.meta.dirname, 'index-writer.suite.ts')
  const rng = seedRng(2)
  let absent = 0
  for (let i = 0; i < 6; i++) {
    rmSync(path, { force: true })
    const child = spawn(process.execPath, ['--import', 'tsx', script, path], { stdio: ['ignore', 'pipe', 'ignore'] })
    const ended = new Promise(resolve => child.once('exit', resolve))
    await new Promise(resolve => child.stdout!.once('data', resolve))
    await new Promise(resolve => setTimeout(resolve, rng.integer(60)))
    child.kill('SIGKILL')
    await ended
    if (existsSync(path)) expect(readStored(path)?.tables.size).toBe(1)
    else absent++
  }
  expect(absent).toBeLessThan(6)
}, 60_000)
