import { existsSync, readdirSync, statSync } from 'node:fs'
import { TrivetError } from '../../core/errors.ts'
import type { Recorded } from '../../core/event.ts'
import { readLedger } from '../../core/ledger.ts'
import { runsFolder } from '../../core/paths.ts'
import { runPath } from '../../verticals/sql/runs.ts'
import type { SqlOutput, SqlQuestion } from '../../verticals/sql/task.ts'
import type { Io } from './io.ts'

const ending = '.jsonl'

/** Ids of the recorded runs, newest first. */
export function runIds(io: Io): string[] {
  const folder = runsFolder(io.env)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => name.endsWith(ending))
    .map(name => name.slice(0, -ending.length))
    .sort()
    .reverse()
}

/** The run that `typed` means: its id, the beginning of only one id, or `last`. @throws TrivetError E_RUN_UNKNOWN */
export function findRun(typed: string, io: Io): string {
  const ids = runIds(io)
  if (typed === 'last' && ids[0] !== undefined) return ids[0]
  const found = ids.includes(typed) ? [typed] : ids.filter(id => typed !== '' && id.startsWith(typed))
  if (found.length === 1) return found[0]!
  throw new TrivetError(
    'E_RUN_UNKNOWN',
    found.length > 1 ? `${found.length} runs begin with ${typed}.` : `There is no run ${typed}.`,
  )
}

/** What is known of a recorded question without its data. */
export type RunSummary = {
  readonly run: string
  readonly at: string
  readonly status: string
  readonly question: string
  readonly database: string
  readonly asOf: string
  readonly seed: number
  readonly version: string
  readonly sql: string | null
  readonly reason: string | null
  readonly share: number | null
  readonly tried: number
  readonly stopped: string | null
  readonly wallMs: number
}

/** The first event of a recorded question. @throws TrivetError E_INPUT for a file that is no run of a question */
export function startOf(run: string, [first]: readonly Recorded[]): Extract<Recorded, { type: 'started' }> {
  if (first === undefined)
    throw new TrivetError('E_INPUT', `The run ${run} ended before anything was written to it.`, {
      remedy: `Ask the question again; \`trivet runs delete ${run}\` removes it.`,
    })
  if (first.type !== 'started' || first.task.kind !== 'sql-ask')
    throw new TrivetError('E_INPUT', `${run} is not the record of a question.`)
  return first
}

/** @throws TrivetError E_INPUT for a file that is no run of a question */
export function summarizeRun(run: string, events: readonly Recorded[]): RunSummary {
  const first = startOf(run, events)
  const input = first.task.input as SqlQuestion
  const last = events.at(-1)!
  const answer = last.type === 'answer' ? last.answer : undefined
  const stopped = events.findLast(event => event.type === 'stopped')
  return {
    run,
    at: first.at,
    status: answer?.status ?? 'unfinished',
    question: input.question,
    database: input.database.id,
    asOf: input.asOf,
    seed: first.task.seed,
    version: first.version,
    sql: (answer?.candidate?.output as SqlOutput | undefined)?.sql ?? null,
    reason: answer?.reason ?? null,
    share: answer?.confidence?.value ?? null,
    tried: events.filter(({ type }) => type === 'checked').length,
    stopped: stopped?.type === 'stopped' ? `${stopped.by}: ${stopped.why}` : null,
    wallMs: answer?.spent.wallMs ?? 0,
  }
}

export const readRun = (run: string, io: Io): readonly Recorded[] => readLedger(runPath(runsFolder(io.env), run))

/** Milliseconds since 1970 of the last change of a run. */
export const changedAt = (run: string, io: Io): number => statSync(runPath(runsFolder(io.env), run)).mtimeMs
