import { TrivetError } from '../../core/errors.ts'
import type { DatabaseRef } from '../../core/task.ts'
import type { Dialect, Schema } from '../../lang/sql/schema.ts'
import { type Database, defaultLimits, type Plan, type QueryLimits, type ResultSet } from './database.ts'
import type { CheckedSql } from './gate.ts'
import { type Engine, fromWire, type Request, type Response } from './protocol.ts'
import { type DeathCause, openProcess, openThread, type Remote, type RemoteEvents } from './remote.ts'
import type { SpareThreads } from './spare-threads.ts'
import { Turns } from './turns.ts'

/** Milliseconds for reading the schema or a plan, and for opening an engine (PGlite boots for seconds). */
const describeMs = 60_000
const openMs = 120_000

type Bounds = { wallMs: number; memoryBytes: number; signal?: AbortSignal | undefined }
type Waiting = { resolve(value: unknown): void; reject(error: TrivetError): void }

/**
 * A `Database` whose engine runs in a thread or process that can be killed. This side keeps the time: a query that
 * exceeds `wallMs` or is aborted ends with its engine, which is opened again by the next call. Calls are served one
 * after the other; their time counts from when they are sent to the engine.
 */
export class HostedDatabase implements Database {
  readonly ref: DatabaseRef
  readonly dialect: Dialect
  readonly #engine: Engine
  readonly #threads: SpareThreads | undefined
  #remote: Remote | undefined
  #memoryBytes = 0
  #waiting: Waiting | undefined
  readonly #turns = new Turns()
  #schema: Promise<Schema> | undefined
  #death: DeathCause | undefined
  #closed = false

  /** `threads`: where a thread comes from and goes to again; SQLite in memory alone shares them. */
  constructor(ref: DatabaseRef, dialect: Dialect, engine: Engine, threads?: SpareThreads) {
    this.ref = ref
    this.dialect = dialect
    this.#engine = engine
    this.#threads = threads
  }

  schema(): Promise<Schema> {
    if (this.#schema === undefined) {
      const bounds = { wallMs: describeMs, memoryBytes: defaultLimits.memoryBytes }
      const read = this.#call({ call: 'schema' }, bounds) as Promise<Schema>
      this.#schema = read
      read.catch(() => {
        this.#schema = undefined
      })
    }
    return this.#schema
  }

  query(sql: CheckedSql, options: { limits?: Partial<QueryLimits>; signal?: AbortSignal } = {}): Promise<ResultSet> {
    const limits = { ...defaultLimits, ...options.limits }
    const { wallMs, memoryBytes } = limits
    return this.#call(
      { call: 'query', sql: sql.sql, limits, careful: false },
      { wallMs, memoryBytes, signal: options.signal },
    ) as Promise<ResultSet>
  }

  plan(sql: CheckedSql, options: { signal?: AbortSignal } = {}): Promise<Plan> {
    const bounds = { wallMs: describeMs, memoryBytes: defaultLimits.memoryBytes, signal: options.signal }
    return this.#call({ call: 'plan', sql: sql.sql }, bounds) as Promise<Plan>
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (this.#threads !== undefined && this.#remote !== undefined && this.#waiting === undefined) {
      const remote = this.#remote
      this.#remote = undefined
      await this.#threads.give(remote, this.#memoryBytes)
    } else await this.#kill(new TrivetError('E_CANCELLED', 'The database was closed.'))
    await this.#turns.idle()
  }

  #call(request: Request, bounds: Bounds): Promise<unknown> {
    return this.#turns.take(() => this.#perform(request, bounds))
  }

  async #perform(request: Request, bounds: Bounds): Promise<unknown> {
    this.#death = undefined
    try {
      await this.#open(bounds)
      return await this.#exchange(request, bounds)
    } catch (thrown) {
      // libsql ends the process when a text is not UTF-8; its driver can avoid that, but not cheaply.
      if (this.#death !== 'assertion' || request.call !== 'query') throw thrown
      await this.#open(bounds)
      return this.#exchange({ ...request, careful: true }, bounds)
    }
  }

  /** Starts the engine unless it runs with the same memory limit. */
  async #open(bounds: Bounds): Promise<void> {
    if (this.#closed) throw new TrivetError('E_CANCELLED', 'The database is closed.')
    if (bounds.signal?.aborted) throw cancelled()
    if (this.#remote !== undefined && this.#memoryBytes === bounds.memoryBytes) return
    await this.#remote?.kill()
    this.#memoryBytes = bounds.memoryBytes
    const { kind } = this.#engine
    const events: RemoteEvents = {
      answered: response => this.#remote === remote && this.#settle(response),
      died: (cause, detail) => this.#remote === remote && this.#died(cause, detail),
    }
    const remote =
      this.#threads?.take(bounds.memoryBytes, events) ??
      (kind === 'sqlite-memory' || kind === 'pglite' ? openThread(bounds.memoryBytes, events) : openProcess(events))
    this.#remote = remote
    const request: Request = { call: 'open', engine: this.#engine, memoryBytes: bounds.memoryBytes }
    try {
      await this.#exchange(request, { ...bounds, wallMs: openMs })
    } catch (thrown) {
      await this.#remote?.kill()
      this.#remote = undefined
      throw thrown
    }
  }

  #exchange(request: Request, { wallMs, signal }: Bounds): Promise<unknown> {
    const remote = this.#remote
    if (remote === undefined) throw new TrivetError('E_DB_DIED', 'The database engine is not running.')
    return new Promise((resolve, reject) => {
      const abort = () => void this.#kill(cancelled())
      const timer = setTimeout(() => void this.#kill(timedOut(request, wallMs)), Math.min(wallMs, 0x7fffffff))
      const end = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        this.#waiting = undefined
        remote.release()
      }
      this.#waiting = {
        resolve: value => {
          end()
          resolve(value)
        },
        reject: error => {
          end()
          reject(error)
        },
      }
      signal?.addEventListener('abort', abort)
      remote.hold()
      remote.post(request)
    })
  }

  #settle(response: Response): void {
    if ('error' in response) this.#waiting?.reject(fromWire(response.error))
    else this.#waiting?.resolve(response.value)
  }

  /** Ends the engine, then tells who waits for it why. */
  async #kill(reason: TrivetError): Promise<void> {
    const remote = this.#remote
    const waiting = this.#waiting
    this.#remote = undefined
    await remote?.kill()
    waiting?.reject(reason)
  }

  #died(cause: DeathCause, detail: string): void {
    this.#death = cause
    this.#remote = undefined
    const megabytes = Math.round(this.#memoryBytes / 2 ** 20)
    this.#waiting?.reject(
      cause === 'memory'
        ? new TrivetError('E_SQL_TOO_LARGE', `The query needs more than ${megabytes} MB of memory.`)
        : new TrivetError('E_DB_DIED', `The database engine stopped${detail === '' ? '' : ` (${detail})`}.`),
    )
  }
}

const cancelled = () => new TrivetError('E_CANCELLED', 'The query was cancelled.')

function timedOut(request: Request, wallMs: number): TrivetError {
  if (request.call === 'open') return new TrivetError('E_DB_UNREACHABLE', `The database did not open in ${wallMs} ms.`)
  return new TrivetError('E_SQL_TIMEOUT', `The query did not end in ${wallMs} ms.`)
}
