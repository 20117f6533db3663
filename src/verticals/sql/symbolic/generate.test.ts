import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../check/database/database.ts'
import { checkQuery } from '../../../check/database/gate.ts'
import { openDatabase } from '../../../check/database/open.ts'
import { type Rng, seedRng } from '../../../core/rng.ts'
import type { Column, Schema, Table } from '../../../lang/sql/schema.ts'
import { hasSpider, spiderDatabase } from '../bench/spider.ts'
import { toProfile } from '../link/profile.ts'
import { tokenize } from '../link/question.ts'
import { assembleIndex, buildIndex, type SchemaIndex } from '../link/schema-index.ts'
import { toSketch } from './abstract.ts'
import { type Generated, generateQuestions, topics } from './generate.ts'
import { generatedDay } from './generate-heard.ts'
import { readingsOf } from './reading.ts'

const signal = new AbortController().signal
/** With the columns that the question computes. */
const readIndex = (question: string, index: SchemaIndex): SchemaIndex =>
  readingsOf(question, index, { now: Date.parse(generatedDay), manner: 'ask' })[0]!.index

function expectSound(made: readonly Generated[], index: SchemaIndex): void {
  for (const { question, query, core } of made) {
    expect(tokenize(question).length, question).toBeGreaterThan(0)
    expect(question).not.toMatch(/[{}[\]|]| {2}|undefined|native code|^\s|\s$| [,?.!]/)
    expect(() => checkQuery(query, index.schema), question).not.toThrow()
    expect(() => checkQuery(core ?? query, index.schema), question).not.toThrow()
  }
  expect(new Set(made.map(({ question }) => question.toLowerCase())).size).toBe(made.length)
}

describe.each(['sample:shop', 'sample:clinic', 'sample:events'])('questions about %s', target => {
  let database: Database
  let index: SchemaIndex
  let made: Generated[]
  beforeAll(async () => {
    database = await openDatabase(target)
    index = await buildIndex(database, { signal })
    made = generateQuestions(index, seedRng(11), 240)
  })
  afterAll(() => database.close())

  it('are as many as wanted, over many topics, and pass the gate', () => {
    expect(made.length).toBe(240)
    expectSound(made, index)
  })

  it('run, mostly with rows', async () => {
    let filled = 0
    for (const { query, core } of made) {
      const { rows } = await database.query(checkQuery(query, index.schema), { signal })
      await database.query(checkQuery(core ?? query, index.schema), { signal })
      if (rows.some(row => row.some(cell => cell !== null && Number(cell) !== 0))) filled++
    }
    expect(filled / made.length).toBeGreaterThanOrEqual(0.85)
  })

  it('have cores that sketches say', () => {
    const whole = made.filter(({ core }) => core !== undefined)
    const said = whole.filter(({ question, core }) => toSketch(core!, readIndex(question, index)) !== undefined)
    expect(said.length / whole.length).toBeGreaterThanOrEqual(0.9)
  })

  it('are the same for the same seed, and others for another', () => {
    expect(generateQuestions(index, seedRng(11), 240)).toEqual(made)
    expect(generateQuestions(index, seedRng(12), 240)).not.toEqual(made)
  })

  it('begin with the same questions when fewer are wanted', () => {
    expect(generateQuestions(index, seedRng(11), 40)).toEqual(made.slice(0, 40))
  })
})

describe('any index', () => {
  it('gives sound questions or none', () => {
    for (let seed = 0; seed < 40; seed++) {
      const rng = seedRng(seed)
      const index = randomIndex(rng)
      const made = generateQuestions(index, rng.fork('questions'), 60)
      expectSound(made, index)
      for (const { core } of made) if (core !== undefined) expect(() => toSketch(core, index)).not.toThrow()
    }
  })

  it.skipIf(!hasSpider())('gives sound questions over Spider train databases', async () => {
    for (const name of [
      'hr_1',
      'department_management',
      'farm',
      'customers_and_invoices',
      'storm_record',
      'college_2',
    ]) {
      const database = await openDatabase(spiderDatabase(name))
      const index = await buildIndex(database, { signal })
      await database.close()
      const made = generateQuestions(index, seedRng(5), 100)
      expect(made.length, name).toBeGreaterThan(80)
      expectSound(made, index)
    }
  })

  it('has at least 35 topics', () => {
    expect(Object.keys(topics).length).toBeGreaterThanOrEqual(35)
  })
})

const names = [
  'id',
  'name',
  'title',
  'is_active',
  'price',
  'weight_kg',
  'created_at',
  'birthYr',
  'Order Date',
  'cityName',
  'x',
  'ref',
  '"odd"',
  'Ünï',
  'status',
  'year',
  'month',
  'day',
  'owner_id',
  'ok',
  'sex',
  'select',
  'constructor',
]
const cells = [
  (rng: Rng): unknown => rng.integer(5),
  (rng: Rng): unknown => rng.integer(1000) / 10,
  (rng: Rng): unknown =>
    ['red', 'blue', 'Köln', "O'Brien", 'a {b} [c|d]', '', 'Very long value that nobody would ever want to type', '50%'][
      rng.integer(8)
    ],
  (rng: Rng): unknown => `20${10 + rng.integer(10)}-0${1 + rng.integer(9)}-1${rng.integer(10)}`,
  (rng: Rng): unknown => `1${rng.integer(10)}.0${1 + rng.integer(9)}.1999`,
  (rng: Rng): unknown => ['Y', 'N'][rng.integer(2)],
  (rng: Rng): unknown => rng.integer(2) === 1,
  (rng: Rng): unknown => 1_600_000_000 + rng.integer(1e6),
  (): unknown => null,
  (rng: Rng): unknown => BigInt(rng.integer(9)),
]

/** A schema of odd names and values, with keys between its tables and empty tables among them. */
function randomIndex(rng: Rng): SchemaIndex {
  const tables: Table[] = []
  const rows = new Map<string, unknown[][]>()
  for (let t = 0; t < 1 + rng.integer(5); t++) {
    const key = `${names[rng.integer(names.length)]}_${t}`
    const chosen = rng.shuffle(names).slice(0, 1 + rng.integer(8))
    const makers = chosen.map(() => cells[rng.integer(cells.length)]!)
    const size = rng.integer(4) === 0 ? rng.integer(2) : rng.integer(60)
    const made = Array.from({ length: size }, (_, row) =>
      makers.map((make, c) => (c === 0 ? row : rng.integer(6) === 0 ? null : make(rng))),
    )
    const columns = chosen.map((name, c): Column => {
      const sample = made.map(row => row[c]).find(cell => cell !== null)
      const type = typeof sample === 'string' ? 'text' : typeof sample === 'boolean' ? 'boolean' : 'integer'
      return { name, type, declared: type, nullable: c > 0, primaryKey: c === 0 && rng.integer(3) > 0, unique: false }
    })
    tables.push({ key, name: key, kind: rng.integer(8) === 0 ? 'view' : 'table', columns })
    rows.set(key, made)
  }
  const foreignKeys = tables
    .flatMap((table, t) =>
      t === 0 || table.columns.length < 2
        ? []
        : [
            {
              table: table.key,
              columns: [table.columns[1]!.name],
              refTable: tables[rng.integer(t)]!.key,
              refColumns: [tables[0]!.columns[0]!.name],
              origin: 'declared' as const,
            },
          ],
    )
    .filter(key =>
      tables.find(table => table.key === key.refTable)!.columns.some(col => col.name === key.refColumns[0]),
    )
  const schema: Schema = { dialect: 'sqlite', tables, foreignKeys }
  const profiles = new Map(
    tables.map(table => [
      table.key,
      table.columns.map((col, c) => {
        const all = rows.get(table.key)!.map(row => row[c])
        const values = [...new Set(all.filter(cell => cell !== null))] as (string | number | bigint | boolean)[]
        return toProfile(col, all.length, all.filter(cell => cell === null).length, values, true, 'sqlite')
      }),
    ]),
  )
  return assembleIndex(schema, profiles)
}
