import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { QueryLimits } from '../../check/database/database.ts'
import type { Limits } from '../../core/budget.ts'
import { openLedger } from '../../core/ledger.ts'
import { cacheFolder, runsFolder } from '../../core/paths.ts'
import { packageVersion } from '../../core/version.ts'
import { ask } from '../../verticals/sql/ask.ts'
import type { AskAnswer } from '../../verticals/sql/present.ts'
import { newRunId, runPath, toContext } from '../../verticals/sql/runs.ts'
import { type OpenedSource, openSource } from '../../verticals/sql/source.ts'
import { askTask } from '../../verticals/sql/task.ts'
import type { Io } from './io.ts'
import { type LimitOptions, toBudget, toCount, toDate, toLimits, toTarget } from './options.ts'
import { type Progress, startProgress } from './progress.ts'

export type SessionOptions = LimitOptions & {
  readonly db?: string
  readonly budget?: string
  readonly seed?: string
  readonly asOf?: string
  readonly values?: boolean
  readonly maxScan?: string
  /** Make the index again instead of taking the one that is kept; with `full` from every row. */
  readonly refresh?: boolean
  readonly full?: boolean
}

/** A database made ready, and the settings with which questions are asked of it. */
export type Session = {
  readonly source: OpenedSource
  readonly settings: Settings
  /** Milliseconds from nothing to ready. */
  readonly readyMs: number
  close(): Promise<void>
}

type Settings = {
  readonly limits: Partial<QueryLimits>
  readonly budget: Limits
  readonly seed: number
  readonly asOf?: string
  readonly maxScan?: number
}

/** Reads the options first, so that a mistake in them is told before anything is opened. */
export async function openSession(options: SessionOptions, io: Io): Promise<Session> {
  const settings: Settings = {
    limits: toLimits(options),
    budget: options.budget === undefined ? {} : toBudget(options.budget),
    seed: options.seed === undefined ? 0 : toCount(options.seed, 'seed', { least: 0 }),
    ...(options.asOf === undefined ? {} : { asOf: toDate(options.asOf, 'as-of') }),
    ...(options.maxScan === undefined ? {} : { maxScan: toCount(options.maxScan, 'max-scan') }),
  }
  const target = await toTarget(options.db, process.cwd())
  const started = io.clock.elapsed()
  const source = await withProgress(io, progress =>
    inSmallHeap(() =>
      openSource(target, {
        signal: io.signal,
        progress: progress.tell,
        values: options.values !== false,
        cache: {
          folder: join(cacheFolder(io.env), 'index'),
          place: process.cwd(),
          clock: io.clock,
          refresh: options.refresh === true,
        },
        full: options.full === true,
      }),
    ),
  )
  return { source, settings, readyMs: Math.round(io.clock.elapsed() - started), close: () => source.close() }
}

/**
 * Work that leaves much garbage and is done once: V8 would rather take memory than collect, a third more of the process.
 * Answering is left alone, it would take more time.
 */
async function inSmallHeap<T>(work: () => Promise<T>): Promise<T> {
  setFlagsFromString('--optimize-for-size')
  try {
    return await work()
  } finally {
    setFlagsFromString('--no-optimize-for-size')
  }
}

/** Asks one question. The run is kept in the runs folder, whatever comes of it. */
export function askQuestion(
  question: string,
  session: Session,
  io: Io,
  options: { signal?: AbortSignal } = {},
): Promise<Asked> {
  const { source, settings } = session
  const { database } = source
  const folder = runsFolder(io.env)
  const asOf = toAsOf(session, io)
  const task = askTask({ question, database: database.ref, dialect: database.dialect, asOf }, settings.seed)
  const id = newRunId(task, io.clock, folder)
  return answerRun(question, session, io, { id, asOf, seed: settings.seed, ...options })
}

/** The day that relative dates count from, ISO: `--as-of` or today. */
export const toAsOf = ({ settings }: Session, io: Io): string =>
  settings.asOf ?? new Date(io.clock.now()).toISOString().slice(0, 10)

/** What came of a question; `stopped` is what ended the search. */
export type Asked = { readonly answer: AskAnswer; readonly stopped: string | undefined }

/** Asks under an id: a run of that id which is on disk already is taken up where it ended. */
export async function answerRun(
  question: string,
  { source, settings }: Session,
  io: Io,
  options: { id: string; asOf: string; seed: number; signal?: AbortSignal },
): Promise<Asked> {
  const ledger = openLedger(runPath(runsFolder(io.env), options.id))
  try {
    return await withProgress(io, async progress => {
      const { signal = io.signal } = options
      const ctx = toContext({
        clock: io.clock,
        signal,
        seed: options.seed,
        limits: settings.budget,
        progress: progress.tell,
      })
      const events = ask(question, source, ctx, {
        id: options.id,
        ledger,
        version: packageVersion(),
        limits: settings.limits,
        asOf: options.asOf,
        seed: options.seed,
        ...(settings.maxScan === undefined ? {} : { maxScan: settings.maxScan }),
      })
      let checked = 0
      let stopped: string | undefined
      for (;;) {
        const next = await events.next()
        if (next.done === true) return { answer: next.value, stopped }
        if (next.value.type === 'checked') progress.tell(`checking readings of the question: ${++checked}`)
        if (next.value.type === 'stopped') stopped = next.value.by
      }
    })
  } finally {
    ledger.close()
  }
}

/** Where what people type at the prompt, and what they say of answers, is kept. */
export const stateFile = (io: Io, name: string): string => join(runsFolder(io.env), '..', name)

export async function withProgress<T>(io: Io, work: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = startProgress(io, { isTerminal: process.stderr.isTTY === true })
  try {
    return await work(progress)
  } finally {
    progress.end()
  }
}
