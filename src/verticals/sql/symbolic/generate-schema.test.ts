import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../check/database/database.ts'
import { checkQuery } from '../../../check/database/gate.ts'
import { openDatabase } from '../../../check/database/open.ts'
import { seedRng } from '../../../core/rng.ts'
import { buildIndex, type SchemaIndex } from '../link/schema-index.ts'
import { toSketch } from './abstract.ts'
import { type Generated, generateQuestions } from './generate.ts'
import { generatedDay } from './generate-heard.ts'
import { generateDatabase } from './generate-schema.ts'
import { readingsOf } from './reading.ts'

const signal = new AbortController().signal
/** With the columns that the question computes. */
const readIndex = (question: string, index: SchemaIndex): SchemaIndex =>
  readingsOf(question, index, { now: Date.parse(generatedDay), manner: 'ask' })[0]!.index
const folder = mkdtempSync(join(tmpdir(), 'generated-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('generated databases', () => {
  it('are the same bytes for the same seed, and others for another', async () => {
    for (const seed of [1, 2, 3]) {
      const bytes = await generateDatabase(seedRng(seed))
      expect(Buffer.compare(bytes, await generateDatabase(seedRng(seed)))).toBe(0)
      expect(Buffer.compare(bytes, await generateDatabase(seedRng(seed + 100)))).not.toBe(0)
    }
  })

  it('have 4 to 7 connected tables with gaps, flags, dates and measures', async () => {
    const seen = { gaps: 0, flags: 0, computed: 0, undeclared: 0, dates: new Set<string>() }
    for (let seed = 0; seed < 30; seed++) {
      const { database, index } = await open(seed)
      await database.close()
      expect(index.tables.length).toBeGreaterThanOrEqual(4)
      expect(index.tables.length).toBeLessThanOrEqual(7)
      for (const { rows, table } of index.tables) {
        expect(rows, table.name).toBeGreaterThanOrEqual(15)
        expect(rows, table.name).toBeLessThanOrEqual(400)
      }
      const linked = new Set(index.schema.foreignKeys.flatMap(key => [key.table, key.refTable]))
      expect(index.tables.map(({ table }) => table.key).filter(key => !linked.has(key))).toEqual([])
      seen.gaps += index.columns.filter(({ profile }) => profile.nulls > 0).length
      seen.computed += index.columns.filter(({ expr }) => expr !== undefined).length
      seen.undeclared += index.schema.foreignKeys.filter(({ origin }) => origin === 'inferred').length
      for (const { profile } of index.columns) if (profile.storage !== undefined) seen.dates.add(profile.storage)
    }
    expect(seen.gaps).toBeGreaterThan(100)
    expect(seen.computed).toBeGreaterThan(60)
    expect(seen.undeclared).toBeGreaterThan(10)
    expect([...seen.dates].sort()).toEqual(['dmy', 'iso', 'year'])
  })
})

describe.each([0, 1, 2, 3, 4, 5, 6, 7])('questions about generated database %i', seed => {
  let database: Database
  let index: SchemaIndex
  let made: Generated[]
  beforeAll(async () => {
    ;({ database, index } = await open(seed))
    made = generateQuestions(index, seedRng(seed), 200)
  })
  afterAll(() => database.close())

  it('run, mostly with rows', async () => {
    expect(made.length).toBe(200)
    let filled = 0
    for (const { question, query, core } of made) {
      expect(question).not.toMatch(/[{}[\]|]| {2}|undefined|^\s|\s$| [,?.!]/)
      const { rows } = await database.query(checkQuery(query, index.schema), { signal })
      await database.query(checkQuery(core ?? query, index.schema), { signal })
      if (rows.some(row => row.some(cell => cell !== null && Number(cell) !== 0))) filled++
    }
    expect(filled / made.length).toBeGreaterThanOrEqual(0.85)
  })

  it('have cores that sketches say', () => {
    const lost = made.filter(
      ({ question, core }) => core !== undefined && toSketch(core, readIndex(question, index)) === undefined,
    )
    expect(lost.length / made.length).toBeLessThanOrEqual(0.1)
  })
})

async function open(seed: number): Promise<{ database: Database; index: SchemaIndex }> {
  const path = join(folder, `${seed}.sqlite`)
  writeFileSync(path, await generateDatabase(seedRng(seed)))
  const database = await openDatabase(path)
  return { database, index: await buildIndex(database, { signal }) }
}
