import { statSync } from 'node:fs'
import type { Answer } from '../src/core/answer.ts'
import { systemClock } from '../src/core/clock.ts'
import type { AskSource } from '../src/verticals/sql/ask.ts'
import { hasSpider, loadSpider, type SpiderItem, spiderDatabase } from '../src/verticals/sql/bench/spider.ts'
import { type Claim, defineBench, type Row } from './bench.ts'
import { built } from './built.ts'
import { quantileOf } from './figures.ts'

type Measured = {
  readonly id: string
  readonly cpuMs: number
  readonly wallMs: number
  readonly status: Answer['status']
  readonly tried: number
}

const reachMedianMs = 60
const reachP99Ms = 1200

/** Questions of each database that are asked once before: its engine and the program are compiled while they run. */
const warmUps = 10

export const bench = defineBench({
  about: 'one question, warm, no model, over Spider dev; indexes built before',
  settings: { every: 1 },
  missing: () => (hasSpider() ? undefined : 'needs Spider in the data folder (TRIVET_DATA)'),
  run: async ({ every }, tell) => {
    const items = loadSpider('dev').filter((item, i) => item.skip === undefined && i % Math.max(1, every) === 0)
    const asker = await openAsker()
    const measured: Measured[] = []
    for (const [db, own] of byDatabase(items)) {
      await asker.open(db)
      for (const item of own.slice(0, warmUps)) await asker.ask(item)
      for (const item of own) measured.push(await asker.ask(item))
      tell(`${measured.length} of ${items.length}`)
    }
    await asker.close()
    const cpu = measured.map(({ cpuMs }) => cpuMs)
    const wall = measured.map(({ wallMs }) => wallMs)
    const threads = items.every(({ db }) => statSync(spiderDatabase(db)).size <= 32 << 20)
    return {
      rows: [rowOf('CPU ms', cpu), rowOf('wall ms', wall)],
      claims: [
        claim('median CPU', quantileOf(cpu, 0.5), reachMedianMs),
        claim('99 % CPU', quantileOf(cpu, 0.99), reachP99Ms),
        claim('99 % wall', quantileOf(wall, 0.99), reachP99Ms),
      ],
      notes: [
        `${measured.length} questions, one after the other, after ${warmUps} of each database that are not counted, by the generator behind \`trivet ask\` with a ledger in memory: proposing, executing, ranking, explaining`,
        `${measured.filter(({ status }) => status === 'answered').length} answered; queries tried a question: median ${quantileOf(
          measured.map(({ tried }) => tried),
          0.5,
        )}`,
        threads
          ? 'CPU is that of the whole process, engine thread and garbage collection included'
          : 'some databases run in a process of their own, whose CPU is not counted',
      ],
      raw: measured,
    }
  },
})

const rowOf = (what: string, values: readonly number[]): Row => ({
  what,
  median: quantileOf(values, 0.5),
  p25: quantileOf(values, 0.25),
  p75: quantileOf(values, 0.75),
  p95: quantileOf(values, 0.95),
  p99: quantileOf(values, 0.99),
  most: quantileOf(values, 1),
})

const claim = (what: string, ms: number, reachMs: number): Claim => ({
  what,
  reach: `< ${reachMs} ms`,
  found: `${ms.toFixed(1)} ms`,
  holds: ms < reachMs,
})

function byDatabase(items: readonly SpiderItem[]): Map<string, SpiderItem[]> {
  const groups = new Map<string, SpiderItem[]>()
  for (const item of items) groups.set(item.db, [...(groups.get(item.db) ?? []), item])
  return groups
}

/** Asks over one database at a time: `open` makes it ready, `ask` measures. */
type Asker = { open(db: string): Promise<void>; ask(item: SpiderItem): Promise<Measured>; close(): Promise<void> }

async function openAsker(): Promise<Asker> {
  const { ask } = await built<typeof import('../src/verticals/sql/ask.ts')>('verticals/sql/ask')
  const { openDatabase } = await built<typeof import('../src/check/database/open.ts')>('check/database/open')
  const { buildIndex } = await built<typeof import('../src/verticals/sql/link/schema-index.ts')>(
    'verticals/sql/link/schema-index',
  )
  const { loadWeights } = await built<typeof import('../src/verticals/sql/symbolic/weights.ts')>(
    'verticals/sql/symbolic/weights',
  )
  const { toContext } = await built<typeof import('../src/verticals/sql/runs.ts')>('verticals/sql/runs')
  const { memoryLedger } = await built<typeof import('../src/core/ledger.ts')>('core/ledger')
  const weights = await loadWeights()
  const { signal } = new AbortController()

  const measure = async ({ id, question }: SpiderItem, source: AskSource): Promise<Measured> => {
    const startWall = systemClock.elapsed()
    const startCpu = systemClock.cpu()
    const ctx = toContext({ clock: systemClock, signal })
    const events = ask(question, source, ctx, { id, ledger: memoryLedger(), version: '' })
    let tried = 0
    for (;;) {
      const next = await events.next()
      if (next.done === true) {
        const cpuMs = systemClock.cpu() - startCpu
        return { id, cpuMs, wallMs: systemClock.elapsed() - startWall, status: next.value.status, tried }
      }
      if (next.value.type === 'checked') tried++
    }
  }
  let source: AskSource | undefined
  const close = async (): Promise<void> => source?.database.close()
  return {
    open: async db => {
      await close()
      const database = await openDatabase(spiderDatabase(db))
      const index = await buildIndex(database, { signal })
      source = { database, index, models: weights.models, weightsId: weights.id }
    },
    ask: item => measure(item, source!),
    close,
  }
}
