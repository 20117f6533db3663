import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../src/core/clock.ts'
import type { SchemaIndex } from '../src/verticals/sql/link/schema-index.ts'
import { type Claim, defineBench, type Row } from './bench.ts'
import { built, mainPath } from './built.ts'
import { median, quantileOf, spread } from './figures.ts'
import { withFolder } from './process.ts'
import { makeWideSchema } from './wide-schema.ts'

const reachIndexMs = 5000
const reachLinkMs = 50
/** Questions that are measured, each new to the index, and those before that only warm the process. */
const asked = 200
const warmUps = 40

export const bench = defineBench({
  about: 'index and linking over a generated schema of many tables',
  settings: { tables: 500, runs: 5 },
  missing: () => (existsSync(mainPath()) ? undefined : 'needs the compiled program (npm run build)'),
  run: ({ tables, runs }, tell) =>
    withFolder(async folder => {
      const path = join(folder, 'wide.sqlite')
      const { columns, questions } = await makeWideSchema(path, tables, 2 * (warmUps + asked))
      const { openDatabase } = await built<typeof import('../src/check/database/open.ts')>('check/database/open')
      const { withVisibility } = await built<typeof import('../src/check/database/view.ts')>('check/database/view')
      const { buildIndex } = await built<typeof import('../src/verticals/sql/link/schema-index.ts')>(
        'verticals/sql/link/schema-index',
      )
      const { linkQuestion } =
        await built<typeof import('../src/verticals/sql/link/match.ts')>('verticals/sql/link/match')
      const { readingsOf } = await built<typeof import('../src/verticals/sql/symbolic/reading.ts')>(
        'verticals/sql/symbolic/reading',
      )
      const { signal } = new AbortController()
      const times: Record<'open' | 'names' | 'values', number[]> = { open: [], names: [], values: [] }
      let index: SchemaIndex | undefined
      for (let run = 0; run < runs; run++) {
        const [opened, openMs] = await timed(() => openDatabase(path))
        const nameless = withVisibility(opened, opened.ref.id, { values: 'off' })
        times.open.push(openMs)
        times.names.push((await timed(() => buildIndex(nameless, { signal })))[1])
        const [made, valuesMs] = await timed(() => buildIndex(opened, { signal }))
        times.values.push(valuesMs)
        index = made
        await opened.close()
        tell(`${run + 1} of ${runs}`)
      }
      const now = Date.parse('2026-01-01')
      const link = await timeEach(questions.slice(0, warmUps + asked), question => linkQuestion(question, index!))
      const read = await timeEach(questions.slice(warmUps + asked), question =>
        readingsOf(question, index!, { now, manner: 'ask' }),
      )
      return {
        rows: [
          rowOf('open and read the schema', times.open),
          rowOf('index without values', times.names),
          rowOf('index with values', times.values),
          rowOf('link: names and values in the question', link),
          rowOf('link and read: with periods, formulas, modifiers', read),
        ],
        claims: [
          claim('index without values, median', median(times.names), reachIndexMs),
          claim('link call, median', median(link), reachLinkMs),
          claim('link and read, median', median(read), reachLinkMs),
        ],
        notes: [
          `${tables} tables, ${columns} columns, two foreign keys a table, 20 rows each, in a SQLite file; ${runs} runs in one process, the first of them cold`,
          `${asked} questions for each of the two, each asked once, after ${warmUps} others that are not counted, over the index with values`,
        ],
        raw: { times, link, read },
      }
    }),
})

async function timed<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const start = systemClock.elapsed()
  const value = await work()
  return [value, systemClock.elapsed() - start]
}

async function timeEach(questions: readonly string[], work: (question: string) => unknown): Promise<number[]> {
  const times: number[] = []
  for (const question of questions) times.push((await timed(() => work(question)))[1])
  return times.slice(warmUps)
}

const rowOf = (what: string, ms: readonly number[]): Row => ({
  what,
  'median ms': median(ms),
  least: spread(ms).low,
  p95: quantileOf(ms, 0.95),
  most: spread(ms).high,
})

const claim = (what: string, ms: number, reachMs: number): Claim => ({
  what,
  reach: `< ${reachMs} ms`,
  found: `${ms.toFixed(1)} ms`,
  holds: ms < reachMs,
})
