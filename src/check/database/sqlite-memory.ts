import type { Database as SqlJs, Statement } from 'sql.js'
import { systemClock } from '../../core/clock.ts'
import { TrivetError } from '../../core/errors.ts'
import type { Schema } from '../../lang/sql/schema.ts'
import { decodeText, RowCollector, toWhole, typeOfValues } from './cells.ts'
import type { Cell, Plan, QueryLimits, ResultColumn, ResultSet } from './database.ts'
import type { Driver } from './driver.ts'
import type { Engine } from './protocol.ts'
import { requireQuery, toSqliteError } from './sqlite-errors.ts'
import { readSqliteSchema, toSqlitePlan } from './sqlite-schema.ts'
import { type DeclaredTypes, declaredTypes } from './sqlite-twin.ts'

/**
 * SQLite as WebAssembly over a file image in memory (sql.js). Writes would reach only this thread's copy; `query_only`
 * refuses them all the same, so that later answers cannot differ.
 */
export async function openSqliteMemory(
  engine: Extract<Engine, { kind: 'sqlite-memory' }>,
  memoryBytes: number,
): Promise<Driver> {
  const { default: initSqlJs } = await import('sql.js')
  const sql = await initSqlJs()
  const db = new sql.Database(new Uint8Array(engine.bytes))
  const all = (text: string): Cell[][] => (db.exec(text)[0]?.values ?? []) as Cell[][]
  try {
    db.exec(`PRAGMA temp_store=MEMORY; PRAGMA hard_heap_limit=${memoryBytes}; PRAGMA query_only=1`)
    // The header is read only now.
    all('SELECT count(*) FROM sqlite_master')
  } catch (thrown) {
    db.close()
    throw toSqliteError(thrown)
  }
  let schema: Schema | undefined
  const readSchema = () => {
    schema ??= readSqliteSchema(all)
    return schema
  }
  let twin: SqlJs | undefined
  const createTwin = (): SqlJs => {
    twin = new sql.Database()
    return twin
  }
  const typesOf = declaredTypes(createTwin, all, readSchema)
  return {
    dialect: 'sqlite',
    schema: async () => readSchema(),
    query: async (text, limits) => guard(() => run(db, text, limits, typesOf)),
    plan: async text => guard(() => explain(db, text)),
    close: () => {
      twin?.close()
      db.close()
    },
  }
}

function explain(db: SqlJs, text: string): Plan {
  requireQuery(text)
  // Prepared, not executed as a script: of several statements only the first counts.
  const statement = db.prepare(`EXPLAIN QUERY PLAN ${text}`)
  try {
    const rows: Cell[][] = []
    while (statement.step()) rows.push(statement.get() as Cell[])
    return toSqlitePlan(rows)
  } finally {
    statement.free()
  }
}

/** What the type package leaves out. */
type Row = Statement & {
  get(params: null, config: { useBigInt: true }): Cell[]
  getBlob(index: number): Uint8Array
}

const guard = <T>(work: () => T): T => {
  try {
    return work()
  } catch (thrown) {
    throw toSqliteError(thrown)
  }
}

function run(db: SqlJs, text: string, limits: QueryLimits, typesOf: DeclaredTypes): ResultSet {
  requireQuery(text)
  const start = systemClock.elapsed()
  const statement = db.prepare(text) as Row
  try {
    const names = statement.getColumnNames()
    if (names.length === 0) throw new TrivetError('E_SQL_NOT_READ_ONLY', 'The statement returns no rows.')
    const collector = new RowCollector(limits)
    // sql.js gives 1.0 and 1 alike; asking for bigints tells them apart, so it is done for the first value only.
    const unknown = new Set(names.keys())
    const real = new Set<number>()
    while (statement.step()) {
      const row = statement.get() as Cell[]
      if (unknown.size > 0) probeStorage(statement.get(null, { useBigInt: true }), unknown, real)
      for (const [index, cell] of row.entries()) {
        if (typeof cell === 'number' && !Number.isSafeInteger(cell) && Number.isInteger(cell))
          row[index] = exact(statement.get(null, { useBigInt: true })[index]!)
        else if (typeof cell === 'string' && cell.includes('\uFFFD')) row[index] = decodeText(statement.getBlob(index))
      }
      if (!collector.add(row)) break
    }
    const byValues = names.map((_, index) => typeOfValues(collector.rows, index, real.has(index)))
    const declared = typesOf(text, byValues.includes('other'))
    const columns = names.map((name, index): ResultColumn => ({ name, type: declared?.[index] ?? byValues[index]! }))
    return { columns, rows: collector.rows, truncated: collector.truncated, ms: systemClock.elapsed() - start }
  } finally {
    statement.free()
  }
}

const exact = (value: Cell): Cell => (typeof value === 'bigint' ? toWhole(value) : value)

function probeStorage(row: readonly Cell[], unknown: Set<number>, real: Set<number>): void {
  for (const index of unknown) {
    const cell = row[index]
    if (cell === null) continue
    unknown.delete(index)
    if (typeof cell === 'number') real.add(index)
  }
}
