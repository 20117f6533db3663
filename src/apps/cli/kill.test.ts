import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { listing } from '../../check/database/database.suite.ts'
import { notBuilt } from '../../core/built.suite.ts'
import { exitCodes } from '../../core/errors.ts'
import { parseLedger } from '../../core/ledger.ts'
import { seedRng } from '../../core/rng.ts'
import { askContract, runsContract } from '../../verticals/sql/contracts.suite.ts'
import { readStored } from '../../verticals/sql/link/index-store.ts'
import { ended, openPlace } from './cli.suite.ts'

const place = openPlace()
afterAll(place.remove)
const kills = process.env.TRIVET_SLOW === '1' ? 40 : 4
const question = 'How many boats are from Bergen?'

/** Processes that work in this folder: the program and its engines. */
const workingIn = (folder: string): string[] =>
  readdirSync('/proc').filter(name => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === folder
    } catch {
      return false
    }
  })

describe.skipIf(notBuilt() !== undefined)(`kill -9 at ${kills} random moments of a command`, () => {
  const rng = seedRng(31)
  const data = join(place.folder, 'data')
  mkdirSync(data)
  const rows = Array.from({ length: 3000 }, (_, id) => [id, `boat ${id}`, id % 3 === 0 ? 'Bergen' : 'Oslo'])
  const databases: Record<string, () => Promise<string>> = {
    'a SQLite file': () =>
      place.sqlite(
        'data/boats.sqlite',
        `CREATE TABLE boats(id integer primary key, name text, city text);
         INSERT INTO boats VALUES ${rows.map(([id, name, city]) => `(${id}, '${name}', '${city}')`).join(', ')}`,
      ),
    'a CSV file': async () =>
      place.give('data/boats.csv', ['id,name,city', ...rows.map(row => row.join(','))].join('\n')),
  }

  test.each(Object.keys(databases))('ask and index over %s', { timeout: 60_000 + 15_000 * kills }, async name => {
    const db = await databases[name]!()
    const before = listing(data)
    const answered = (value: unknown): void =>
      expect(askContract.parse(value)).toMatchObject({ status: 'answered', rows: [[1000]] })
    let cut = 0
    for (let kill = 0; kill < kills; kill++) {
      const child = place.start(kill % 4 === 3 ? ['index', db] : ['ask', question, '--db', db, '--json'])
      const end = ended(child)
      await sleep(100 + rng.integer(700))
      child.kill('SIGKILL')
      if ((await end).signal === 'SIGKILL') cut++

      const runs = join(place.home, 'runs')
      const ids = existsSync(runs) ? readdirSync(runs).map(file => file.replace('.jsonl', '')) : []
      const { status, value } = place.json(['runs', 'list', '--limit', '1000'])
      expect(status).toBe(0)
      const listed = runsContract.parse(value).runs
      expect(listed.map(({ run }) => run).sort()).toEqual(ids.sort())
      for (const { run, status } of listed) {
        expect(['answered', 'unfinished', 'empty']).toContain(status)
        const events = parseLedger(readFileSync(join(runs, `${run}.jsonl`), 'utf8'), run).events
        expect(status === 'empty').toBe(events.length === 0)
        for (const verb of events.length === 0 ? ['show', 'resume'] : [])
          expect(place.run(['runs', verb, run])).toMatchObject({
            status: exitCodes.usage,
            stderr: expect.stringContaining('ended before anything was written'),
          })
        if (events.length === 0) continue
        expect(place.run(['runs', 'show', run]).status).toBe(0)
        if (status !== 'answered') answered(place.json(['runs', 'resume', run]).value)
      }
      const indexes = join(place.home, 'cache', 'index')
      for (const file of existsSync(indexes) ? readdirSync(indexes) : [])
        if (file.endsWith('.index')) expect(readStored(join(indexes, file))?.tables.size).toBe(1)
      answered(place.json(['ask', question, '--db', db]).value)
      place.run(['runs', 'prune', '--keep', '0'])
    }
    expect(cut).toBeGreaterThan(0)
    expect(listing(data)).toEqual(before)
    expect(place.run(['index', db]).status).toBe(exitCodes.answered)
    if (existsSync('/proc')) await expect.poll(() => workingIn(place.folder), { timeout: 5000 }).toEqual([])
  })
})
