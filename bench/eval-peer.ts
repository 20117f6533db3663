import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../src/core/paths.ts'
import type { Outcome } from '../src/verticals/sql/bench/item.ts'
import { hasSpider, loadRecordings, loadSpider, spiderDatabase } from '../src/verticals/sql/bench/spider.ts'
import { type Claim, defineBench, type Row } from './bench.ts'
import { mainPath } from './built.ts'
import { median, withSpread } from './figures.ts'
import { type Timed, timeProcess, withFolder } from './process.ts'

const system = 'dail_gpt4'
const reachRatio = 3
const peerName = 'text2sql-eval-toolkit 1.6.0'
const python = (): string => join(cacheFolder(), 'peers', 'text2sql-eval-toolkit-1.6.0', 'bin', 'python')

type Verdicts = ReadonlyMap<string, boolean>
type PeerRun = Timed & { readonly steps: Readonly<Record<string, number>>; readonly verdicts: Verdicts }

export const bench = defineBench({
  about: `the recorded predictions of ${system} on Spider dev, executed and compared: ours beside PyPI ${peerName}`,
  settings: { runs: 5, limit: 1034 },
  missing: () => {
    if (!hasSpider()) return 'needs Spider in the data folder (TRIVET_DATA)'
    if (!existsSync(python())) return `needs ${peerName} (peers/text2sql-eval-toolkit.sh)`
    return existsSync(mainPath()) ? undefined : 'needs the compiled program (npm run build)'
  },
  run: ({ runs, limit }, tell) =>
    withFolder(async folder => {
      const records = toRecords(limit)
      const ours: (Timed & { verdicts: Verdicts })[] = []
      const whole: PeerRun[] = []
      const results: PeerRun[] = []
      // the first round fills the file cache and is not counted
      for (let run = 0; run <= runs; run++) {
        const round = [runOurs(folder, limit), runPeer('results', records, folder), runPeer('whole', records, folder)]
        const [one, lean, full] = [round[0]!, round[1] as PeerRun, round[2] as PeerRun]
        if (run > 0) {
          ours.push(one)
          results.push(lean)
          whole.push(full)
        }
        tell(
          `${run} of ${runs}: ${[one, lean, full].map(({ wallMs }) => `${(wallMs / 1000).toFixed(1)} s`).join(', ')}`,
        )
      }
      const wall = (timed: readonly Timed[]): number[] => timed.map(({ wallMs }) => wallMs / 1000)
      const ratios = (peer: readonly Timed[]): number[] => peer.map(({ wallMs }, i) => wallMs / ours[i]!.wallMs)
      const inner = results.map(({ steps }) => steps.execute! + steps.evaluate!)
      const innerRatios = inner.map((seconds, i) => seconds / wall(ours)[i]!)
      const reference = labels(limit)
      return {
        rows: [
          rowOf('ours: trivet eval', ours),
          {
            ...rowOf('peer: execution, comparison of results', results),
            'peer / ours': withSpread(ratios(results)),
          },
          {
            ...rowOf('peer: its execution and evaluation as they are', whole),
            'peer / ours': withSpread(ratios(whole)),
          },
          {
            what: 'peer: execution and comparison without start and imports',
            'wall s': withSpread(inner),
            'peer / ours': withSpread(innerRatios),
          },
        ],
        claims: [
          claim('comparison of results alone', ratios(results)),
          claim('the peer as it is, all its metrics', ratios(whole)),
        ],
        notes: [
          `${records.length} predictions; ${runs} interleaved rounds of fresh processes; medians with least and most; ratios by round`,
          `peer ${peerName}, Python 3.11 or later in its own environment, its default 32 tasks at once, 60 s for a query; ours 16 predictions at once, the queries of a database one after the other`,
          ...agreement(ours[0]!.verdicts, results[0]!.verdicts, whole[0]!.verdicts, reference),
        ],
        raw: {
          ours: wall(ours),
          results: results.map(({ wallMs, steps }) => ({ wallMs, steps })),
          whole: whole.map(({ wallMs, steps }) => ({ wallMs, steps })),
          differing: [...ours[0]!.verdicts].filter(([id, ok]) => results[0]!.verdicts.get(id) !== ok).map(([id]) => id),
        },
      }
    }),
})

/** The product's own command, with a record of the verdicts. */
function runOurs(folder: string, limit: number): Timed & { verdicts: Verdicts } {
  const home = join(folder, 'home')
  const record = join(folder, 'record.jsonl')
  writeFileSync(record, '')
  const command = [process.execPath, mainPath(), 'eval', 'spider', '--split', 'dev', '--proposer', system]
  const timed = timeProcess([...command, '--limit', `${limit}`, '--record', record, '--json'], {
    folder,
    env: { TRIVET_HOME: home },
  })
  const [, ...lines] = readFileSync(record, 'utf8').trimEnd().split('\n')
  const outcomes = lines.map(line => (JSON.parse(line) as { outcome: Outcome }).outcome)
  return { ...timed, verdicts: new Map(outcomes.map(({ id, verdict }) => [id, verdict === 'right'])) }
}

function runPeer(mode: 'whole' | 'results', records: readonly unknown[], folder: string): PeerRun {
  const path = join(folder, `${mode}.json`)
  for (const left of ['_eval.json', '_eval_summary.json', '_eval_summary.csv'])
    writeFileSync(path.replace(/\.json$/, left), left.endsWith('csv') ? '' : '[]')
  writeFileSync(path, JSON.stringify(records))
  const databases = dirname(dirname(spiderDatabase('concert_singer')))
  const timed = timeProcess([python(), join(import.meta.dirname, 'eval-peer.py'), mode, path, databases], { folder })
  const { steps, verdicts } = JSON.parse(timed.stdout) as {
    steps: Record<string, number>
    verdicts: Record<string, number>
  }
  return { ...timed, steps, verdicts: new Map(Object.entries(verdicts).map(([id, ok]) => [id, ok === 1])) }
}

/** The items in the peer's form. */
function toRecords(limit: number): unknown[] {
  const { predictions } = recording()
  return loadSpider('dev')
    .slice(0, limit)
    .map(({ id, db, question, gold }, i) => ({
      id,
      db_id: db,
      question,
      sql: gold,
      predictions: { system: { predicted_sql: predictions[i] } },
    }))
}

const recording = () => loadRecordings('systems').find(({ name }) => name === system)!

/** What the data set's own evaluation found, as recorded with the predictions. */
const labels = (limit: number): Verdicts =>
  new Map(
    loadSpider('dev')
      .slice(0, limit)
      .map(({ id }, i) => [id, recording().labels[i] === true]),
  )

const rowOf = (what: string, timed: readonly Timed[]): Row => ({
  what,
  'wall s': withSpread(timed.map(({ wallMs }) => wallMs / 1000)),
  'CPU s': withSpread(timed.map(({ cpuMs }) => cpuMs / 1000)),
})

const claim = (what: string, ratios: readonly number[]): Claim => ({
  what: `times faster, ${what}`,
  reach: `>= ${reachRatio}`,
  found: withSpread(ratios),
  holds: median(ratios) >= reachRatio,
})

function agreement(ours: Verdicts, peer: Verdicts, whole: Verdicts, reference: Verdicts): string[] {
  const same = (a: Verdicts, b: Verdicts): number => [...a].filter(([id, ok]) => b.get(id) === ok).length
  const right = (verdicts: Verdicts): number => [...verdicts.values()].filter(Boolean).length
  const only = (a: Verdicts, b: Verdicts): number => [...a].filter(([id, ok]) => ok && b.get(id) !== true).length
  const n = ours.size
  return [
    `right: ours ${right(ours)}, peer ${right(peer)}, reference ${right(reference)} of ${n}`,
    `verdicts equal to the reference: ours ${same(ours, reference)}, peer ${same(peer, reference)}; ours equal to the peer's ${same(ours, peer)} (right by ours alone ${only(ours, peer)}, by the peer alone ${only(peer, ours)})`,
    `the peer's two ways of running agree on ${same(peer, whole)}; it keeps DISTINCT, which Spider's evaluation drops, and sorts the cells of each row (without order, also of each column) before it compares`,
  ]
}
