import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { makeLargeSqlite } from '../scripts/make-large-sqlite.ts'
import { systemClock } from '../src/core/clock.ts'
import { cacheFolder } from '../src/core/paths.ts'
import { type Claim, defineBench } from './bench.ts'
import { mainPath } from './built.ts'
import { toCsvFolder } from './csv-folder.ts'
import { median, withSpread } from './figures.ts'
import { type Memory, memoryOf } from './memory.ts'
import { withFolder } from './process.ts'

/** What people ask; the first reads a whole large table, others join two. Which readings are right is no part of this. */
const questions = [
  'How many orders are there in each status?',
  'How many customers are there in each country?',
  'What is the total amount of payments by method?',
  'Which 5 products were ordered most?',
  'How many orders per year?',
  'average unit price by category',
  'Which customers have the most orders?',
  'How many orders were placed in 2023?',
  'total payments in March 2022',
  'customers from Germany without orders',
]
const reachFirstS = 15
/** Milliseconds between two looks at the memory. */
const every = 20

type Answered = { readonly atS: number; readonly status: string; readonly peak: Memory }
type Run = { readonly answers: readonly Answered[]; readonly peak: Memory; readonly wholeS: number }
type Place = { readonly name: string; readonly path: string; readonly reachMB: number }

export const bench = defineBench({
  about: 'a large SQLite file, its tables as CSV files and a smaller file: each indexed and asked by one `trivet ask`',
  settings: { megabytes: 336, smaller: 20, runs: 3 },
  missing: () => {
    if (!existsSync('/proc/self/smaps_rollup')) return 'needs Linux (/proc)'
    return existsSync(mainPath()) ? undefined : 'needs the compiled program (npm run build)'
  },
  run: ({ megabytes, smaller, runs }, tell) =>
    withFolder(async folder => {
      const large = await made(megabytes, tell)
      const csv = join(cacheFolder(), 'bench', `large-${megabytes}-csv`)
      if (!existsSync(csv)) {
        tell(`making ${csv}`)
        await toCsvFolder(large, csv)
      }
      const places: readonly Place[] = [
        { name: 'SQLite', path: large, reachMB: 250 },
        { name: 'CSV folder', path: csv, reachMB: 400 },
        { name: 'smaller SQLite', path: await made(smaller, tell), reachMB: 300 },
      ]
      const done: Run[][] = places.map(() => [])
      for (let run = 0; run < runs; run++) {
        for (const [i, { name, path }] of places.entries()) {
          done[i]!.push(await askAll(path, join(folder, `home-${i}-${run}`)))
          tell(`${run + 1} of ${runs}: ${name}`)
        }
      }
      return {
        rows: places.flatMap(({ name }, i) => rowsOf(name, done[i]!)),
        claims: places.flatMap(({ name, reachMB }, i) => [
          claim(`${name}: resident at most, RSS of all processes added up`, most(done[i]!, 'rssMB'), reachMB, 'MB'),
          claim(`${name}: first answer, indexing included`, median(done[i]!.map(firstAnswer)), reachFirstS, 's'),
        ]),
        notes: [
          ...places.map(({ name, path }) => `${name}: ${(bytesOf(path) / 2 ** 20).toFixed(0)} MB`),
          `made by scripts/make-large-sqlite.ts; ${runs} interleaved runs, each with an empty home folder; the files may be in the system's cache`,
          `memory read every ${every} ms; RSS counts for each process what several share, PSS divides it`,
        ],
        raw: Object.fromEntries(places.map(({ name }, i) => [name, done[i]!])),
      }
    }),
})

async function made(megabytes: number, tell: (text: string) => void): Promise<string> {
  const path = join(cacheFolder(), 'bench', `large-${megabytes}.sqlite`)
  if (!existsSync(path)) {
    tell(`making ${path}`)
    await makeLargeSqlite(path, megabytes)
  }
  return path
}

const bytesOf = (path: string): number =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0)
    : statSync(path).size

const most = (runs: readonly Run[], unit: 'rssMB' | 'pssMB'): number => median(runs.map(({ peak }) => peak[unit]))

const firstAnswer = ({ answers }: Run): number =>
  answers.find(({ status }) => status === 'answered')?.atS ?? Number.POSITIVE_INFINITY

const rowsOf = (name: string, runs: readonly Run[]) =>
  questions.map((question, i) => {
    const own = runs.map(({ answers }) => answers[i]!)
    return {
      database: name,
      question,
      'after s': withSpread(own.map(({ atS }) => atS)),
      'peak until then, RSS MB': withSpread(
        own.map(({ peak }) => peak.rssMB),
        0,
      ),
      'PSS MB': withSpread(
        own.map(({ peak }) => peak.pssMB),
        0,
      ),
      status: [...new Set(own.map(({ status }) => status))].join(', '),
    }
  })

const claim = (what: string, found: number, reach: number, unit: string): Claim => ({
  what,
  reach: `< ${reach} ${unit}`,
  found: `${found.toFixed(1)} ${unit}`,
  holds: found < reach,
})

const larger = (a: Memory, b: Memory): Memory => ({
  rssMB: Math.max(a.rssMB, b.rssMB),
  pssMB: Math.max(a.pssMB, b.pssMB),
  processes: Math.max(a.processes, b.processes),
})

/** One process that answers all questions, one a line of its stdin. */
async function askAll(path: string, home: string): Promise<Run> {
  const start = systemClock.elapsed()
  const child = spawn(process.execPath, [mainPath(), 'ask', '--db', path, '--json'], {
    env: { ...process.env, TRIVET_HOME: home },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  let peak: Memory = { rssMB: 0, pssMB: 0, processes: 0 }
  const look = setInterval(() => {
    peak = larger(peak, memoryOf(child.pid!))
  }, every)
  const answers: Answered[] = []
  try {
    child.stdin.end(`${questions.join('\n')}\n`)
    for await (const line of createInterface({ input: child.stdout })) {
      const { status = 'error', reason } = JSON.parse(line) as { status?: string; reason?: string }
      const told = reason === undefined ? status : `${status}: ${reason}`
      answers.push({ atS: (systemClock.elapsed() - start) / 1000, status: told, peak })
    }
    const code = await ended
    if (answers.length !== questions.length)
      throw new Error(`${answers.length} answers; the command ended with ${code}`)
  } finally {
    clearInterval(look)
  }
  return { answers, peak, wholeS: (systemClock.elapsed() - start) / 1000 }
}
