import type Libsql from 'libsql'
import { systemClock } from '../../core/clock.ts'
import { TrivetError } from '../../core/errors.ts'
import type { Schema } from '../../lang/sql/schema.ts'
import { decodeText, RowCollector, toWhole, typeOfValues } from './cells.ts'
import type { Cell, Plan, QueryLimits, ResultColumn, ResultSet } from './database.ts'
import type { Driver } from './driver.ts'
import type { Engine } from './protocol.ts'
import { requireQuery, toSqliteError } from './sqlite-errors.ts'
import { refuseReaching } from './sqlite-reach.ts'
import { readSqliteSchema, toSqlitePlan } from './sqlite-schema.ts'
import { chooseReading, copyDatabase, stampOf } from './sqlite-snapshot.ts'
import { toSqliteType } from './sqlite-types.ts'

type Open = { readonly db: Libsql.Database; readonly stamp: string; readonly reading: string }

/** How often a query is run again because the file changed under it. */
const tries = 5

/** A SQLite file through libsql, in place, leaving nothing beside it (sqlite-snapshot.ts). */
export async function openSqliteFile(
  engine: Extract<Engine, { kind: 'sqlite-file' }>,
  memoryBytes: number,
): Promise<Driver> {
  const { default: Database } = await import('libsql')
  let open: Open | undefined
  const shut = () => {
    open?.db.close()
    open = undefined
  }
  const connect = (): Open => {
    const stamp = stampOf(engine.path)
    if (open?.stamp === stamp) return open
    shut()
    const reading = chooseReading(engine.path)
    const path = reading === 'copy' ? copyDatabase(engine.path, engine.copies) : engine.path
    const parameters = { immutable: 'immutable=1', shared: 'mode=ro', copy: 'mode=rw' }[reading]
    const db = new Database(`file:${encodeURI(path).replace(/[?#]/g, encodeURIComponent)}?${parameters}`)
    // libsql would sort in memory; temporary files have no name and end with the process.
    db.exec(
      `PRAGMA temp_store=FILE; PRAGMA busy_timeout=1000; PRAGMA hard_heap_limit=${memoryBytes}; PRAGMA query_only=1`,
    )
    open = { db, stamp, reading }
    return open
  }
  /** Works on one state of the file: again when it changed meanwhile, which an immutable reader does not notice. */
  const consistently = <T>(work: (db: Libsql.Database) => T): T => {
    for (let attempt = 1; ; attempt++) {
      let result: { value: T } | { thrown: unknown }
      let state: Open | undefined
      try {
        state = connect()
        result = { value: work(state.db) }
      } catch (thrown) {
        result = { thrown }
      }
      const stable = state !== undefined && (state.reading !== 'immutable' || stampOf(engine.path) === state.stamp)
      // As long as a reader stays, a writer in WAL mode cannot tidy up behind itself when it leaves.
      if (state?.reading === 'shared') shut()
      if (stable && 'value' in result) return result.value
      if ((stable && 'thrown' in result) || attempt === tries)
        throw 'thrown' in result ? toSqliteError(result.thrown) : busy()
      shut()
    }
  }
  consistently(db => db.prepare('SELECT count(*) FROM sqlite_master').raw().get())
  return {
    dialect: 'sqlite',
    schema: async () => consistently(readSchema),
    query: async (sql, limits, careful) => consistently(db => run(db, sql, limits, careful)),
    plan: async sql => consistently(db => readPlan(db, sql)),
  }
}

const busy = () =>
  new TrivetError('E_SQL_RUNTIME', 'The database file was written during every attempt to read it.', {
    remedy: 'Try again when nothing writes to it.',
  })

const readAll = (db: Libsql.Database) => (sql: string) => db.prepare(sql).raw().all() as Cell[][]
const readSchema = (db: Libsql.Database): Schema => readSqliteSchema(readAll(db))
function readPlan(db: Libsql.Database, sql: string): Plan {
  requireQuery(sql)
  return toSqlitePlan(readAll(db)(`EXPLAIN QUERY PLAN ${sql}`))
}

/** A row as libsql gives it with safe integers on: integers are bigint, so that numbers are floats. */
type RawRow = (null | bigint | number | string | Buffer)[]

function run(db: Libsql.Database, sql: string, limits: QueryLimits, careful: boolean): ResultSet {
  requireQuery(sql)
  const start = systemClock.elapsed()
  const statement = db.prepare(sql)
  refuseReaching(sql, readAll(db))
  const described = statement.columns()
  const reader = careful ? db.prepare(toBlobs(sql, described.length)) : statement
  const collector = new RowCollector(limits)
  const real = new Set<number>()
  for (const raw of reader.raw().safeIntegers().iterate() as Iterable<RawRow>) {
    const row = careful ? fromBlobs(raw, described.length) : raw.map(toCell)
    for (let index = 0; index < row.length; index++) if (typeof raw[index] === 'number') real.add(index)
    if (!collector.add(row)) break
  }
  const columns = described.map(({ name, type }, index): ResultColumn => {
    const declared = type === null ? 'other' : toSqliteType(type)
    return { name, type: declared === 'other' ? typeOfValues(collector.rows, index, real.has(index)) : declared }
  })
  return { columns, rows: collector.rows, truncated: collector.truncated, ms: systemClock.elapsed() - start }
}

const toCell = (value: RawRow[number]): Cell =>
  typeof value === 'bigint' ? toWhole(value) : value instanceof Buffer ? Uint8Array.from(value) : value

/** The statement with texts as blobs, each value followed by its storage class: libsql ends the process on a text that is not UTF-8. */
function toBlobs(sql: string, width: number): string {
  const names = Array.from({ length: width }, (_, index) => `c${index}`)
  const values = names.map(name => `CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END`)
  const classes = names.map(name => `typeof(${name})`)
  return `WITH r(${names.join(', ')}) AS MATERIALIZED (${sql}) SELECT ${[...values, ...classes].join(', ')} FROM r`
}

const fromBlobs = (raw: RawRow, width: number): Cell[] =>
  raw
    .slice(0, width)
    .map((value, index) => (raw[width + index] === 'text' ? decodeText(value as Buffer) : toCell(value)))
