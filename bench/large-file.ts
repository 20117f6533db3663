import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { makeLargeSqlite } from '../scripts/make-large-sqlite.ts'
import { systemClock } from '../src/core/clock.ts'
import { cacheFolder } from '../src/core/paths.ts'
import { type Claim, defineBench } from './bench.ts'
import { mainPath } from './built.ts'
import { median, withSpread } from './figures.ts'
import { type Memory, memoryOf } from './memory.ts'
import { withFolder } from './process.ts'

const questions = ['How many orders are there in each status?', 'How many customers are there in each country?']
const reachMB = 250
const reachFirstS = 15
/** Milliseconds between two looks at the memory. */
const every = 20

type Answered = { readonly atS: number; readonly status: string; readonly peak: Memory }
type Run = { readonly answers: readonly Answered[]; readonly peak: Memory; readonly wholeS: number }

export const bench = defineBench({
  about: 'a large SQLite file: indexed and asked two questions by one `trivet ask`',
  settings: { megabytes: 336, runs: 3 },
  missing: () => {
    if (!existsSync('/proc/self/smaps_rollup')) return 'needs Linux (/proc)'
    return existsSync(mainPath()) ? undefined : 'needs the compiled program (npm run build)'
  },
  run: ({ megabytes, runs }, tell) =>
    withFolder(async folder => {
      const path = join(cacheFolder(), 'bench', `large-${megabytes}.sqlite`)
      if (!existsSync(path)) {
        tell(`making ${path}`)
        await makeLargeSqlite(path, megabytes)
      }
      const done: Run[] = []
      for (let run = 0; run < runs; run++) {
        done.push(await askBoth(path, join(folder, `home-${run}`)))
        tell(`${run + 1} of ${runs}`)
      }
      const firstS = done.map(
        ({ answers }) => answers.find(({ status }) => status === 'answered')?.atS ?? Number.POSITIVE_INFINITY,
      )
      const declined = done.flatMap(({ answers }) => answers).filter(({ status }) => status !== 'answered').length
      const peakPss = done.map(({ peak }) => peak.pssMB)
      const peakRss = done.map(({ peak }) => peak.rssMB)
      return {
        rows: [
          ...questions.map((question, i) => ({
            what: `answer ${i + 1}: ${question}`,
            'after s': withSpread(done.map(({ answers }) => answers[i]!.atS)),
            'peak until then, RSS MB': withSpread(
              done.map(({ answers }) => answers[i]!.peak.rssMB),
              0,
            ),
            'PSS MB': withSpread(
              done.map(({ answers }) => answers[i]!.peak.pssMB),
              0,
            ),
            status: [...new Set(done.map(({ answers }) => answers[i]!.status))].join(', '),
          })),
          {
            what: 'end',
            'after s': withSpread(done.map(({ wholeS }) => wholeS)),
            'peak until then, RSS MB': withSpread(peakRss, 0),
            'PSS MB': withSpread(
              done.map(({ peak }) => peak.pssMB),
              0,
            ),
          },
        ],
        claims: [
          claim('resident at most, RSS of all processes added up', median(peakRss), reachMB, 'MB'),
          claim('resident at most, what they share counted once (PSS)', median(peakPss), reachMB, 'MB'),
          claim('first answer, indexing included', median(firstS), reachFirstS, 's'),
        ],
        notes: [
          `a file of ${(statSync(path).size / 2 ** 20).toFixed(0)} MB (scripts/make-large-sqlite.ts), ${runs} runs, each with an empty home folder; the file may be in the system's cache`,
          `${declined} of ${runs * questions.length} answers declined; the first answer is the first that is not`,
          `memory read every ${every} ms; RSS adds up what the ${Math.max(...done.map(({ peak }) => peak.processes))} processes share, PSS divides it`,
        ],
        raw: done,
      }
    }),
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

/** One process that answers both questions, one a line of its stdin. */
async function askBoth(path: string, home: string): Promise<Run> {
  const start = systemClock.elapsed()
  const child = spawn(process.execPath, [mainPath(), 'ask', '--db', path, '--json'], {
    env: { ...process.env, TRIVET_HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
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
      const { status = 'error' } = JSON.parse(line) as { status?: string }
      answers.push({ atS: (systemClock.elapsed() - start) / 1000, status, peak })
    }
    const code = await ended
    if (answers.length !== questions.length)
      throw new Error(`${answers.length} answers; the command ended with ${code}`)
  } finally {
    clearInterval(look)
  }
  return { answers, peak, wholeS: (systemClock.elapsed() - start) / 1000 }
}
