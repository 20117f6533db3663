import { cellSize } from '../../../check/database/cells.ts'
import type { Database, QueryLimits, ResultSet } from '../../../check/database/database.ts'
import type { CheckedSql } from '../../../check/database/gate.ts'
import { checkText } from '../../../check/database/gate-text.ts'
import { TrivetError } from '../../../core/errors.ts'

type Kept = { readonly result: Promise<ResultSet | undefined>; bytes: number }

/** Bytes of results that are kept, as `QueryLimits.bytes` counts them. */
const keptBytes = 16 << 20

/**
 * One database of an evaluation, and what is known of its queries: suites ask each gold several times, and predictions
 * repeat it. Data are taken to stand still as long as this is used.
 */
export class QueryCache {
  readonly database: Database
  readonly #checked = new Map<string, Promise<CheckedSql>>()
  readonly #results = new Map<string, Kept>()
  #bytes = 0

  constructor(database: Database) {
    this.database = database
  }

  /** The text through the gate. SQLite takes a quoted name that names nothing for a text; suites count on that. */
  check(sql: string): Promise<CheckedSql> {
    const known = this.#checked.get(sql)
    if (known !== undefined) return known
    const checked = this.#check(sql)
    this.#checked.set(sql, checked)
    // what is wrong with a text stays so; an engine that failed may recover
    checked.catch(thrown => isOfQuery(thrown) || this.#checked.delete(sql))
    return checked
  }

  async #check(sql: string): Promise<CheckedSql> {
    const doubleQuotes = this.database.dialect === 'sqlite' ? 'compat' : 'strict'
    return checkText(sql, await this.database.schema(), { doubleQuotes })
  }

  /** The rows of a query, from before where they are whole and fit. One that takes too long gets a second try at twice the limit. */
  async run(sql: CheckedSql, limits: QueryLimits, signal: AbortSignal): Promise<ResultSet> {
    const known = this.#results.get(sql.sql)
    const result = known === undefined ? undefined : await known.result
    if (result !== undefined && (!result.truncated || result.rows.length >= limits.rows))
      return result.rows.length <= limits.rows
        ? result
        : { ...result, rows: result.rows.slice(0, limits.rows), truncated: true }
    const running = runTwice(this.database, sql, limits, signal)
    if (!this.#results.has(sql.sql) && isRepeatable(sql)) this.#keep(sql.sql, running)
    return running
  }

  /** Keeps a whole result, also for those who ask while it is being found; a failure is no result. */
  #keep(sql: string, running: Promise<ResultSet>): void {
    const kept: Kept = { result: running.catch(() => undefined), bytes: 0 }
    this.#results.set(sql, kept)
    void kept.result.then(result => {
      if (this.#results.get(sql) !== kept) return
      kept.bytes = result === undefined ? 0 : sizeOf(result)
      if (result === undefined || kept.bytes > keptBytes) this.#results.delete(sql)
      else this.#makeRoom(kept.bytes)
    })
  }

  /** Counts so many bytes in; the oldest results go for them. */
  #makeRoom(bytes: number): void {
    this.#bytes += bytes
    for (const [sql, older] of this.#results) {
      if (this.#bytes <= keptBytes) break
      this.#results.delete(sql)
      this.#bytes -= older.bytes
    }
  }
}

function sizeOf({ rows }: ResultSet): number {
  let bytes = 0
  for (const row of rows) for (const cell of row) bytes += cellSize(cell)
  return bytes
}

const isOfQuery = (thrown: unknown): boolean => thrown instanceof TrivetError && thrown.code.startsWith('E_SQL_')

/** The gate lets no function through that gives another value each time, but a sample of a table is one. */
const isRepeatable = ({ sql }: CheckedSql): boolean => !/sample/i.test(sql)

async function runTwice(
  database: Database,
  sql: CheckedSql,
  limits: QueryLimits,
  signal: AbortSignal,
): Promise<ResultSet> {
  try {
    return await database.query(sql, { limits, signal })
  } catch (thrown) {
    if (!(thrown instanceof TrivetError) || thrown.code !== 'E_SQL_TIMEOUT') throw thrown
    return database.query(sql, { limits: { ...limits, wallMs: 2 * limits.wallMs }, signal })
  }
}
