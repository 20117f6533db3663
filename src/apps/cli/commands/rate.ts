import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { checkHarmless } from '../../../check/database/gate-text.ts'
import { exitCodes, TrivetError } from '../../../core/errors.ts'
import type { SqlQuestion } from '../../../verticals/sql/task.ts'
import { usage } from '../failure.ts'
import type { Io } from '../io.ts'
import { findRun, readRun, summarizeRun } from '../run-files.ts'
import { stateFile } from '../session.ts'

/**
 * `trivet rate <run> good|bad [--sql ...]`: what a person says of an answer, one line of `ratings.jsonl` beside the
 * runs. `--sql` is the query that would have been right.
 */
export async function rateCommand(
  typed: string,
  rating: string,
  options: { readonly sql?: string },
  io: Io,
): Promise<number> {
  if (rating !== 'good' && rating !== 'bad') throw usage(`An answer is rated good or bad, not "${rating}".`)
  const run = findRun(typed, io)
  const events = readRun(run, io)
  const { status, question, sql, version } = summarizeRun(run, events)
  const [first] = events
  if (first?.type !== 'started' || status === 'unfinished')
    throw new TrivetError('E_INPUT', `${run} has no answer to rate.`)
  const { database, dialect, asOf } = first.task.input as SqlQuestion
  const right = options.sql === undefined ? undefined : await checkHarmless(options.sql, dialect)
  const line = {
    v: 1,
    at: new Date(io.clock.now()).toISOString(),
    run,
    rating,
    status,
    question,
    database,
    dialect,
    asOf,
    sql,
    version,
    ...(right === undefined ? {} : { right }),
  }
  const path = stateFile(io, 'ratings.jsonl')
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: 0o600 })
  } catch (cause) {
    throw new TrivetError('E_LEDGER_WRITE', `Cannot write ${path}: ${(cause as Error).message}`, { cause })
  }
  io.note(`Noted: ${run} is ${rating}.`)
  return exitCodes.answered
}
