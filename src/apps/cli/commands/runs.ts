import { rmSync } from 'node:fs'
import { exitCodes, TrivetError, toTrivetError } from '../../../core/errors.ts'
import type { Json } from '../../../core/json.ts'
import { runsFolder } from '../../../core/paths.ts'
import { runPath } from '../../../verticals/sql/runs.ts'
import { withRef } from '../../../verticals/sql/source.ts'
import type { SqlQuestion } from '../../../verticals/sql/task.ts'
import { usage } from '../failure.ts'
import type { Io } from '../io.ts'
import { type FormOptions, toCount, toForm } from '../options.ts'
import { costText } from '../output/answer.ts'
import type { Rows } from '../output/cell.ts'
import { toTable } from '../output/table.ts'
import { changedAt, findRun, type RunSummary, readRun, runIds, startOf, summarizeRun } from '../run-files.ts'
import { answerRun, openSession, type SessionOptions } from '../session.ts'
import { toLine } from '../terminal.ts'
import { exitCodeOf, printAnswer } from './ask.ts'

type JsonOption = { readonly json?: boolean }
const dayMs = 86_400_000

/** `trivet runs list`: newest first. */
export async function listRuns(options: JsonOption & { readonly limit?: string }, io: Io): Promise<number> {
  const limit = options.limit === undefined ? 20 : toCount(options.limit, 'limit')
  const ids = runIds(io)
  const runs = ids.slice(0, limit).map(id => {
    try {
      const events = readRun(id, io)
      // ended between the making of the file and the first event
      if (events.length === 0) return { run: id, at: '', status: 'empty', question: '', database: '' }
      return summarizeRun(id, events)
    } catch (thrown) {
      return { run: id, at: '', status: 'damaged', question: toTrivetError(thrown).message, database: '' }
    }
  })
  if (options.json === true) await io.print(`${JSON.stringify({ runs })}\n`)
  else if (runs.length === 0) io.note('No run is recorded yet.')
  else {
    const columns = ['run', 'status', 'database', 'question'].map(name => ({ name, type: 'text' as const }))
    const rows = runs.map(({ run, status, database, question }) => [run, status, database, question])
    await printTable({ columns, rows, truncated: false }, io)
    if (ids.length > runs.length) io.note(`${ids.length - runs.length} older ones: --limit ${ids.length}`)
  }
  return exitCodes.answered
}

/** `trivet runs show <run>`: what was asked, tried and answered; with `--json` all events too. */
export async function showRun(typed: string, options: JsonOption, io: Io): Promise<number> {
  const run = findRun(typed, io)
  const events = readRun(run, io)
  const summary = summarizeRun(run, events)
  if (options.json === true) await io.print(`${JSON.stringify({ ...summary, events })}\n`)
  else {
    const last = events.at(-1)!
    const lines = Object.entries(summary).filter(([name, value]) => value !== null && name !== 'wallMs')
    await io.print(lines.map(([name, value]) => `${name.padEnd(9)} ${toLine(String(value))}\n`).join(''))
    if (last.type === 'answer') await io.print(`${'cost'.padEnd(9)} ${costText(last.answer.spent)}\n`)
    else io.note(`It ended early: \`trivet runs resume ${run}\` goes on.`)
  }
  return exitCodes.answered
}

/** `trivet runs resume <run>`: goes on where it ended; a finished run gives its answer again. */
export async function resumeRun(typed: string, options: FormOptions & SessionOptions, io: Io): Promise<number> {
  const form = toForm(options)
  const run = findRun(typed, io)
  const { task } = startOf(run, readRun(run, io))
  const { question, database, asOf } = task.input as SqlQuestion
  const session = await openSession({ ...options, db: options.db ?? database.id }, io)
  try {
    const { ref } = session.source.database
    if (ref.fingerprint !== database.fingerprint)
      throw new TrivetError(
        'E_LEDGER_MISMATCH',
        `The data of ${database.id} have changed since the run was recorded.`,
        {
          remedy: 'Ask the question again.',
        },
      )
    const source = { ...session.source, database: withRef(session.source.database, database) }
    const asked = await answerRun(question, { ...session, source }, io, { id: run, asOf, seed: task.seed })
    await printAnswer(asked.answer, form, io)
    return exitCodeOf(asked)
  } finally {
    await session.close()
  }
}

/** `trivet runs diff <a> <b>`: in what two runs differ. */
export async function diffRuns(typed: readonly [string, string], options: JsonOption, io: Io): Promise<number> {
  const [a, b] = typed.map(one => {
    const run = findRun(one, io)
    return summarizeRun(run, readRun(run, io))
  }) as [RunSummary, RunSummary]
  const names = (Object.keys(a) as (keyof RunSummary)[]).filter(name => !['run', 'at', 'wallMs'].includes(name))
  const differences = names.filter(name => a[name] !== b[name]).map(name => ({ name, a: a[name], b: b[name] }))
  if (options.json === true) await io.print(`${JSON.stringify({ a: a.run, b: b.run, differences })}\n`)
  else if (differences.length === 0) await io.print('The runs say the same.\n')
  else {
    const columns = ['', a.run, b.run].map(name => ({ name, type: 'text' as const }))
    await printTable({ columns, rows: differences.map(({ name, a, b }): Json[] => [name, a, b]), truncated: false }, io)
  }
  return exitCodes.answered
}

/** `trivet runs delete <run...>`. */
export async function deleteRuns(typed: readonly string[], io: Io): Promise<number> {
  const runs = typed.map(one => findRun(one, io))
  for (const run of runs) rmSync(runPath(runsFolder(io.env), run))
  io.note(`${runs.length} deleted.`)
  return exitCodes.answered
}

/** `trivet runs prune`: deletes what has not changed for so many days, or all but the newest. */
export async function pruneRuns(options: { readonly days?: string; readonly keep?: string }, io: Io): Promise<number> {
  if ((options.days === undefined) === (options.keep === undefined)) throw usage('Say either --days N or --keep N.')
  const ids = runIds(io)
  const old =
    options.keep === undefined
      ? ids.filter(id => changedAt(id, io) < io.clock.now() - toCount(options.days!, 'days') * dayMs)
      : ids.slice(toCount(options.keep, 'keep', { least: 0 }))
  for (const run of old) rmSync(runPath(runsFolder(io.env), run))
  io.note(`${old.length} of ${ids.length} runs deleted.`)
  return exitCodes.answered
}

const printTable = (rows: Rows, io: Io): Promise<void> =>
  io.print(
    toTable(rows, { width: io.width, style: io.style, shown: rows.rows.length })
      .map(line => `${line}\n`)
      .join(''),
  )
