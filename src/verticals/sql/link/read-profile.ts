import type { Cell, Database, ResultSet } from '../../../check/database/database.ts'
import { checkQuery } from '../../../check/database/gate.ts'
import { systemClock } from '../../../core/clock.ts'
import { TrivetError } from '../../../core/errors.ts'
import { call, column, type Select, star } from '../../../lang/sql/ast.ts'
import type { Column, Schema, Table } from '../../../lang/sql/schema.ts'
import { type Profile, toProfile } from './profile.ts'

/** Distinct values read per column of a table that is read whole. */
export const valueLimit = 20_000
/** Tables of more rows are read in part, and so are those of servers: their first rows. */
export const wholeRows = 200_000
export const sampleRows = 20_000
const sampleBytes = 8 << 20
const fewRows = 1_000
/** Wider tables would take a query for each of their columns. */
const wholeColumns = 400
/** Milliseconds for one table, and for counting its rows (sql-ask A4). */
const tableMs = 5_000
const countMs = 2_000
/** What takes less is not worth starting, since a query that is ended takes its engine with it. */
const leastMs = 250
const fullMs = 600_000

export type ProfileOptions = {
  readonly signal: AbortSignal
  /** Read every row of every table, however long it takes. */
  readonly full?: boolean
}

/**
 * Profiles of all columns of a table, in their order; rows are never written anywhere. A small table is read whole, of
 * a large one and of a server's the first rows, in about 5 s at most. What the engine cannot read (a view that is
 * broken) is known by its names.
 * @throws TrivetError E_CANCELLED and what ends all work with the database
 */
export async function profileTable(
  database: Database,
  schema: Schema,
  table: Table,
  options: ProfileOptions,
): Promise<Profile[]> {
  const reader = toReader(database, schema, table, options)
  const isWhole = options.full === true || (database.dialect !== 'postgres' && table.columns.length <= wholeColumns)
  const rows = table.rowEstimate ?? (isWhole ? await reader.count() : undefined)
  const isSmall = options.full === true || (rows !== undefined && rows <= wholeRows)
  return isWhole && isSmall ? readWhole(reader, rows) : readSample(reader, rows)
}

type Reader = {
  readonly database: Database
  readonly table: Table
  readonly options: ProfileOptions
  /** Milliseconds that are left for the table. */
  left(): number
  /** Undefined when the engine does not manage it. */
  query(
    items: Select['items'],
    how: { distinct?: boolean; rows: number; ms: number; bytes?: number },
  ): Promise<ResultSet | undefined>
  /** Rows of the table, when they are counted soon. */
  count(): Promise<number | undefined>
  /** The engine's opinion of the same. */
  estimate(): Promise<number | undefined>
}

/** The engine's failures that concern one query and not the next. */
const failures: ReadonlySet<string> = new Set([
  'E_SQL_RUNTIME',
  'E_SQL_TIMEOUT',
  'E_SQL_TOO_LARGE',
  'E_SQL_UNKNOWN_NAME',
  'E_DB_DIED',
])

async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof TrivetError && failures.has(thrown.code)) return undefined
    throw thrown
  }
}

function toReader(database: Database, schema: Schema, table: Table, options: ProfileOptions): Reader {
  const { signal, full = false } = options
  const started = systemClock.elapsed()
  const left = (): number => (full ? fullMs : started + tableMs - systemClock.elapsed())
  const check = (items: Select['items'], distinct = false) => checkQuery(select(table, items, distinct), schema)
  const query: Reader['query'] = async (items, { distinct = false, rows, ms, bytes }) => {
    const wallMs = Math.min(ms, left())
    if (wallMs < leastMs) return undefined
    return attempt(() =>
      database.query(check(items, distinct), {
        limits: { rows, wallMs, ...(bytes !== undefined && { bytes }) },
        signal,
      }),
    )
  }
  const all: Select['items'] = [{ expr: star }]
  return {
    database,
    table,
    options,
    left,
    query,
    count: async () => {
      const counted = await query([{ expr: call('count', star) }], { rows: 1, ms: full ? fullMs : countMs })
      return counted === undefined ? undefined : Number(counted.rows[0]?.[0] ?? 0)
    },
    estimate: async () => (await attempt(() => database.plan(check(all), { signal })))?.rows,
  }
}

const select = (table: Table, items: Select['items'], distinct: boolean): Select => ({
  kind: 'select',
  distinct,
  items,
  from: { kind: 'joined', first: { table: table.key }, joins: [] },
  groupBy: [],
  orderBy: [],
})

/** Whoever configured the database keeps these values from us: the column is known by its name alone. */
function isWithheld({ withheld }: Database, table: Table, col: Column): boolean {
  const name = `${table.key}.${col.name}`.toLowerCase()
  return withheld === 'all' || (withheld?.some(other => other.toLowerCase() === name) ?? false)
}

const isReadable = (database: Database, table: Table, col: Column): boolean =>
  col.type !== 'blob' && col.type !== 'json' && !isWithheld(database, table, col)

/** Something was read of every column that may be read: the engine failed nowhere. */
export const isRead = (database: Database, table: Table, profiles: readonly Profile[]): boolean =>
  table.columns.every((col, index) => {
    const { complete, sampled, values, rows, nulls } = profiles[index]!
    return complete || sampled !== undefined || values.length > 0 || rows === nulls || !isReadable(database, table, col)
  })

/** Counts of all columns by one query, and the distinct values of each by one more. */
async function readWhole(reader: Reader, known: number | undefined): Promise<Profile[]> {
  const { database, table } = reader
  const { dialect } = database
  const counts = [star, ...table.columns.map(({ name }) => column(table.key, name))]
  const counted = await reader.query(
    counts.map(arg => ({ expr: call('count', arg) })),
    { rows: 1, ms: fullMs },
  )
  if (counted === undefined) return readSample(reader, known)
  const [rows = 0, ...filled] = (counted.rows[0] ?? []).map(Number)
  const profiles: Profile[] = []
  for (const [index, col] of table.columns.entries()) {
    const nulls = rows - (filled[index] ?? 0)
    if (!isReadable(database, table, col)) {
      profiles.push(toProfile(col, rows, nulls, [], false, dialect))
      continue
    }
    const items = [{ expr: column(table.key, col.name) }]
    const result = await reader.query(items, { distinct: true, rows: valueLimit, ms: fullMs })
    // the first rows say something of the columns for which no time is left
    if (result === undefined) return [...profiles, ...(await readSample(reader, rows)).slice(profiles.length)]
    const values = result.rows.map(row => row[0] ?? null).filter(value => value !== null)
    profiles.push(toProfile(col, rows, nulls, values, !result.truncated, dialect))
  }
  return profiles
}

/** What the first rows say, by one query; all there is to know when there are no more. */
async function readSample(reader: Reader, known: number | undefined): Promise<Profile[]> {
  const { database, table } = reader
  const { dialect } = database
  const readable = table.columns.filter(col => isReadable(database, table, col))
  const items = readable.map(({ name }) => ({ expr: column(table.key, name) }))
  const ms = Math.max(leastMs, reader.left())
  const result =
    items.length === 0 ? undefined : await reader.query(items, { rows: sampleRows, ms, bytes: sampleBytes })
  const isComplete = result !== undefined && !result.truncated
  const sampled = result?.rows.length ?? 0
  const rows = isComplete ? sampled : Math.max(sampled, known ?? (await reader.estimate()) ?? 0)
  return table.columns.map(col => {
    const index = readable.indexOf(col)
    // nothing is known of what may be missing
    if (result === undefined || index < 0) return toProfile(col, rows, col.nullable ? 1 : 0, [], false, dialect)
    const cells = result.rows.map(row => row[index] ?? null)
    const values = distinct(cells)
    const missing = cells.filter(cell => cell === null).length
    if (isComplete) return toProfile(col, rows, missing, values, true, dialect)
    const nulls = Math.ceil((missing / Math.max(1, sampled)) * rows)
    const profile = toProfile(col, rows, nulls, values, false, dialect)
    // where nearly every row has a value of its own, a part of a part of them is not worth its memory
    const isLoose = values.length > sampled / 2 && sampled > fewRows
    if (!isLoose) return { ...profile, sampled }
    const few = toProfile(col, rows, nulls, distinct(cells.slice(0, fewRows)), false, dialect)
    return { ...profile, values: few.values, sampled: fewRows }
  })
}

const distinct = (cells: readonly Cell[]): Cell[] => [...new Set(cells)].filter(cell => cell !== null)
