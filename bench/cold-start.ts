import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from '../src/core/paths.ts'
import { type Claim, defineBench } from './bench.ts'
import { mainPath } from './built.ts'
import { median, quantileOf, spread } from './figures.ts'
import { type Timed, timeProcess, withFolder } from './process.ts'

const question = 'How many customers are there in each country?'
const reachHelpMs = 200
const reachAskMs = 1500

/** Whole processes: what is measured, and what it is measured against. */
const commands: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': [process.execPath, '-e', '0'],
  'trivet --help': [process.execPath, mainPath(), '--help'],
  'trivet ask': [process.execPath, mainPath(), 'ask', question, '--db', 'sample:'],
  // in the home of the one before
  'trivet ask, index kept': [process.execPath, mainPath(), 'ask', question, '--db', 'sample:'],
}

export const bench = defineBench({
  about: '`trivet --help` and one question on the sample, as whole processes',
  settings: { runs: 15 },
  missing: () => (existsSync(mainPath()) ? undefined : 'needs the compiled program (npm run build)'),
  run: ({ runs }, tell) =>
    withFolder(async folder => {
      const timed: Record<string, Timed[]> = Object.fromEntries(Object.keys(commands).map(name => [name, []]))
      const stages: Record<string, number>[] = []
      // the first round fills the file cache and is not counted
      for (let run = 0; run <= runs; run++) {
        // a home of its own for each run: nothing is found there that an earlier one has left
        const env = { TRIVET_HOME: join(folder, `home-${run}`) }
        for (const [name, command] of Object.entries(commands)) {
          const one = timeProcess(command, { folder, env })
          if (run > 0) timed[name]!.push(one)
        }
        const dist = join(packageFolder(), 'dist')
        const script = join(import.meta.dirname, 'cold-stages.mjs')
        const { stdout } = timeProcess([process.execPath, script, dist, 'sample:', question], { folder, env })
        const { status, ...times } = JSON.parse(stdout) as { status: string } & Record<string, number>
        if (status !== 'answered') throw new Error(`the question is not answered but ${status}`)
        if (run > 0) stages.push(times)
        tell(`${run} of ${runs}`)
      }
      const wall = (name: string): number[] => timed[name]!.map(({ wallMs }) => wallMs)
      return {
        rows: [
          ...Object.keys(commands).map(name => ({
            what: name,
            ...toFigures(wall(name)),
            'CPU ms': median(timed[name]!.map(({ cpuMs }) => cpuMs)),
          })),
          ...Object.keys(stages[0]!).map(stage => ({
            what: `  ${stage}`,
            ...toFigures(stages.map(times => times[stage]!)),
          })),
        ],
        claims: [
          claim('trivet --help', median(wall('trivet --help')), reachHelpMs),
          claim('trivet ask', median(wall('trivet ask')), reachAskMs),
        ],
        notes: [
          `${runs} runs of each, interleaved, each with an empty home folder; the files are in the system's cache`,
          'the stages are those of a process that does the same step by step (the command itself reads index and weights side by side, and keeps index and run)',
        ],
        raw: { wallMs: Object.fromEntries(Object.keys(commands).map(name => [name, wall(name)])), stages },
      }
    }),
})

const toFigures = (ms: readonly number[]): Record<string, number> => ({
  'wall ms': median(ms),
  least: spread(ms).low,
  p90: quantileOf(ms, 0.9),
  most: spread(ms).high,
})

const claim = (what: string, ms: number, reachMs: number): Claim => ({
  what: `${what}, median wall`,
  reach: `< ${reachMs} ms`,
  found: `${ms.toFixed(0)} ms`,
  holds: ms < reachMs,
})
