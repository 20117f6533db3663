import type { Client as PgClient } from 'pg'
import { TrivetError } from '../../core/errors.ts'
import { hashJson } from '../../core/hash.ts'
import type { Json } from '../../core/json.ts'
import type { DatabaseRef } from '../../core/task.ts'
import type { Schema } from '../../lang/sql/schema.ts'
import type { SslMode } from './config.ts'
import { type Database, defaultLimits, type Plan, type QueryLimits, type ResultSet, type Rights } from './database.ts'
import type { CheckedSql } from './gate.ts'
import { toConnectError, toPostgresError } from './postgres-errors.ts'
import { readRights } from './postgres-rights.ts'
import { readPostgresSchema } from './postgres-schema.ts'
import { explainQuery, type PostgresSession, readOnly, runQuery } from './postgres-session.ts'
import { type PostgresAddress, parsePostgresUrl } from './postgres-url.ts'
import { Turns } from './turns.ts'

/** With what the type package leaves out. */
type Client = PgClient & {
  readonly connection: { readonly stream: { destroy(): void } }
  readonly processID: number
  ref(): void
  unref(): void
}

/** Milliseconds for reading the schema or a plan; for a cancelled query to end before its connection is cut. */
const describeMs = 60_000
const graceMs = 2_000

/** A PostgreSQL server. Nothing connects before the first call. `id` is its name for people, by default the URL without password. */
export const openPostgres = (
  url: string,
  options: { env: NodeJS.ProcessEnv; id?: string; sslmode?: SslMode },
): Database => new PostgresDatabase(parsePostgresUrl(url, options), options.id)

/**
 * A server through one connection, whose transactions are read-only and rolled back. A query that takes too long or
 * is aborted is cancelled through a second connection (and by the server's statement_timeout if that fails).
 */
class PostgresDatabase implements Database {
  readonly dialect = 'postgres'
  readonly #address: PostgresAddress
  readonly #id: string
  readonly #turns = new Turns()
  #client: Client | undefined
  #schema: Promise<Schema> | undefined
  #fingerprint: string
  #stop: ((reason: TrivetError) => void) | undefined
  #closed = false

  constructor(address: PostgresAddress, id: string | undefined) {
    this.#address = address
    this.#id = id ?? address.shown
    this.#fingerprint = hashJson({ server: address.shown }).slice(0, 32)
  }

  /** The fingerprint is that of the schema once it has been read. */
  get ref(): DatabaseRef {
    return { id: this.#id, fingerprint: this.#fingerprint }
  }

  schema(): Promise<Schema> {
    if (this.#schema === undefined) {
      const read = this.#perform(describeMs, undefined, async session => {
        const schema = await readOnly(session, describeMs, () => readPostgresSchema(session))
        const tables = schema.tables.map(({ rowEstimate: _, ...table }) => table)
        const described = { ...schema, tables } as unknown as Json
        this.#fingerprint = hashJson({ server: this.#address.shown, schema: described }).slice(0, 32)
        return schema
      })
      this.#schema = read
      read.catch(() => {
        this.#schema = undefined
      })
    }
    return this.#schema
  }

  query(sql: CheckedSql, options: { limits?: Partial<QueryLimits>; signal?: AbortSignal } = {}): Promise<ResultSet> {
    const limits = { ...defaultLimits, ...options.limits }
    return this.#perform(limits.wallMs, options.signal, session => runQuery(session, sql.sql, limits))
  }

  plan(sql: CheckedSql, options: { signal?: AbortSignal } = {}): Promise<Plan> {
    return this.#perform(describeMs, options.signal, session => explainQuery(session, sql.sql, describeMs))
  }

  rights(): Promise<Rights> {
    return this.#perform(describeMs, undefined, session => readOnly(session, describeMs, () => readRights(session)))
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#stop?.(new TrivetError('E_CANCELLED', 'The database was closed.'))
    await this.#turns.idle()
    const client = this.#client
    this.#client = undefined
    // whoever waits for the end must not be left by a program that ends meanwhile
    client?.ref()
    await client?.end()
  }

  /** One piece of work on the connection, in its turn, ended from outside when its time is over. */
  #perform<T>(
    wallMs: number,
    signal: AbortSignal | undefined,
    work: (session: PostgresSession) => Promise<T>,
  ): Promise<T> {
    return this.#turns.take(async () => {
      if (this.#closed) throw new TrivetError('E_CANCELLED', 'The database is closed.')
      if (signal?.aborted) throw cancelled()
      const client = await this.#connect()
      let reason: TrivetError | undefined
      let cancelling: Promise<void> | undefined
      const stop = (why: TrivetError) => {
        reason ??= why
        cancelling ??= cancel(client, this.#address)
      }
      const abort = () => stop(cancelled())
      this.#stop = stop
      const timer = setTimeout(
        () => stop(new TrivetError('E_SQL_TIMEOUT', `The query did not end in ${wallMs} ms.`)),
        Math.min(wallMs, 0x7fffffff),
      )
      signal?.addEventListener('abort', abort)
      client.ref()
      try {
        return await work(toSession(client))
      } catch (thrown) {
        const error = reason ?? toPostgresError(thrown, this.#address.shown)
        if (error.code === 'E_DB_DIED') this.#drop(client)
        throw error
      } finally {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        this.#stop = undefined
        // A cancellation on its way must not hit the next query.
        await cancelling
        client.unref()
      }
    })
  }

  async #connect(): Promise<Client> {
    if (this.#client !== undefined) return this.#client
    const client = await connect(this.#address)
    client.on('error', () => this.#drop(client))
    client.on('end', () => this.#drop(client))
    client.unref()
    this.#client = client
    return client
  }

  #drop(client: Client): void {
    if (this.#client === client) this.#client = undefined
  }
}

const cancelled = () => new TrivetError('E_CANCELLED', 'The query was cancelled.')

/** A connection as the URL says; with `sslmode=prefer` a second one in the clear when the server has no TLS. */
async function connect(address: PostgresAddress): Promise<Client> {
  const { default: pg } = await import('pg')
  const attempt = async (ssl: PostgresAddress['client']['ssl']): Promise<Client> => {
    const client = new pg.Client({ ...address.client, ...(ssl !== undefined && { ssl }) }) as Client
    // A failure after the promise has been settled; during it the promise tells.
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (thrown) {
      client.end().catch(() => {})
      throw thrown
    }
  }
  try {
    return await attempt(address.client.ssl)
  } catch (thrown) {
    if (address.sslmode === 'prefer' && thrown instanceof Error && thrown.message.includes('does not support SSL'))
      return attempt(false).catch(again => {
        throw toConnectError(again, address.shown)
      })
    throw toConnectError(thrown, address.shown)
  }
}

/** Asks the server to end what the connection is doing; cuts the connection when that cannot be done or has no effect. */
async function cancel(client: Client, address: PostgresAddress): Promise<void> {
  const { connection, processID } = client
  const cut = setTimeout(() => connection.stream.destroy(), graceMs)
  cut.unref()
  try {
    const helper = await connect(address)
    await helper.query('SELECT pg_cancel_backend($1)', [processID])
    await helper.end()
  } catch {
    connection.stream.destroy()
  } finally {
    clearTimeout(cut)
  }
}

function toSession(client: Client): PostgresSession {
  return {
    run: async text => void (await client.query(text)),
    query: async text => {
      const config = {
        text,
        rowMode: 'array' as const,
        queryMode: 'extended',
        types: { getTypeParser: () => (value: string) => value },
      }
      const { fields, rows } = await client.query<(string | null)[]>(config)
      return { fields: fields.map(({ name, dataTypeID }) => ({ name, oid: dataTypeID })), rows }
    },
  }
}
