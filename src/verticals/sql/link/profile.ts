import type { Cell, Database } from '../../../check/database/database.ts'
import { checkQuery } from '../../../check/database/gate.ts'
import { call, column, type DateStorage, type Select, star } from '../../../lang/sql/ast.ts'
import { type Column, type Dialect, isNumeric, isTemporal, type Schema, type Table } from '../../../lang/sql/schema.ts'

/** What the rows of one column say about it. */
export type Profile = {
  readonly rows: number
  readonly nulls: number
  /** Distinct values that were read, in the order of the engine; at most `valueLimit`. */
  readonly values: readonly Cell[]
  /** `values` holds every distinct value. */
  readonly complete: boolean
  /** Numbers by type, or text that reads as numbers throughout. */
  readonly numeric: boolean
  /** How moments are stored, when the values are moments. */
  readonly storage?: DateStorage
  readonly min?: number
  readonly max?: number
  /** Rows that were looked at, where those are not all. */
  readonly sampled?: number
}

/** Distinct values read per column; text of more than 80 characters is no value to ask by (sql-ask A4). */
export const valueLimit = 20_000
const textLimit = 80

/** Profiles of all columns of a table, in their order. Two queries and one per column; rows are never written anywhere. */
export async function profileTable(
  database: Database,
  schema: Schema,
  table: Table,
  signal: AbortSignal,
): Promise<Profile[]> {
  const counts: Select = select(table, [
    { expr: call('count', star) },
    ...table.columns.map(({ name }) => ({ expr: call('count', column(table.key, name)) })),
  ])
  const counted = await database.query(checkQuery(counts, schema), { signal })
  const [rows = 0, ...filled] = (counted.rows[0] ?? []).map(Number)
  const profiles: Profile[] = []
  for (const [index, col] of table.columns.entries()) {
    const unread = col.type === 'blob' || col.type === 'json' || isWithheld(database, table, col)
    const { values, complete } = unread
      ? { values: [], complete: false }
      : await distinctValues(database, schema, table, col, signal)
    profiles.push(toProfile(col, rows, rows - (filled[index] ?? 0), values, complete, schema.dialect))
  }
  return profiles
}

/** Whoever configured the database keeps these values from us: the column is known by its name alone. */
function isWithheld({ withheld }: Database, table: Table, col: Column): boolean {
  const name = `${table.key}.${col.name}`.toLowerCase()
  return withheld === 'all' || (withheld?.some(other => other.toLowerCase() === name) ?? false)
}

const select = (table: Table, items: Select['items'], distinct = false): Select => ({
  kind: 'select',
  distinct,
  items,
  from: { kind: 'joined', first: { table: table.key }, joins: [] },
  groupBy: [],
  orderBy: [],
})

async function distinctValues(
  database: Database,
  schema: Schema,
  table: Table,
  col: Column,
  signal: AbortSignal,
): Promise<{ values: Cell[]; complete: boolean }> {
  const query = select(table, [{ expr: column(table.key, col.name) }], true)
  const result = await database.query(checkQuery(query, schema), { limits: { rows: valueLimit }, signal })
  const values = result.rows.map(row => row[0] ?? null).filter(value => value !== null)
  return { values, complete: !result.truncated }
}

/** The profile that these values give. */
export function toProfile(
  col: Column,
  rows: number,
  nulls: number,
  values: readonly Cell[],
  complete: boolean,
  dialect: Dialect,
): Profile {
  const texts = values.filter(value => typeof value === 'string')
  const numbers = values.map(toNumber).filter(value => value !== undefined)
  const numeric = isNumeric(col.type)
    ? texts.length === 0 || numbers.length >= 0.95 * values.length
    : values.length > 0 && numbers.length === values.length
  const storage = detectStorage(col, values, dialect)
  const short = values.filter(value => typeof value !== 'string' || value.length <= textLimit)
  return {
    rows,
    nulls,
    values: short,
    complete: complete && short.length === values.length,
    numeric: numeric && (storage === undefined || storage === 'year' || storage.startsWith('unix')),
    ...(storage === undefined ? {} : { storage }),
    ...(numbers.length === 0 ? {} : { min: minimum(numbers), max: -minimum(numbers.map(value => -value)) }),
  }
}

const minimum = (numbers: readonly number[]): number =>
  numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)

/** A cell as a number: numbers, and text that is nothing but a decimal number. */
export function toNumber(cell: Cell): number | undefined {
  if (typeof cell === 'number') return cell
  if (typeof cell === 'bigint') return Number(cell)
  if (typeof cell === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)\s*$/.test(cell)) return Number(cell)
  return undefined
}

const forms: readonly (readonly [DateStorage, RegExp])[] = [
  ['iso', /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/],
  ['dmy', /^(0[1-9]|[12]\d|3[01])[./-](0[1-9]|1[0-2])[./-]\d{4}/],
  ['mdy', /^(0[1-9]|1[0-2])[./-](0[1-9]|[12]\d|3[01])[./-]\d{4}/],
  ['compact', /^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/],
]

/** How a column stores moments; undefined when it does not. Day-first wins where both readings fit all values. */
export function detectStorage(col: Column, values: readonly Cell[], dialect: Dialect): DateStorage | undefined {
  if (isTemporal(col.type) && dialect !== 'sqlite') return 'native'
  const sample = values.slice(0, 200).map(String)
  if (sample.length === 0) return undefined
  const form = forms.find(([, pattern]) => sample.filter(text => pattern.test(text)).length >= 0.9 * sample.length)
  if (form !== undefined) return form[0]
  const numbers = values.slice(0, 200).map(toNumber)
  if (numbers.some(value => value === undefined || !Number.isInteger(value))) return undefined
  const within = (low: number, high: number): boolean => numbers.every(value => value! >= low && value! <= high)
  const named = (pattern: RegExp): boolean => pattern.test(col.name)
  if (named(/year|yr/i) && within(1000, 2200)) return 'year'
  if (named(/time|date|_at$|created|updated/i) && within(3e8, 4e9)) return 'unix'
  if (named(/time|date|_at$|created|updated/i) && within(3e11, 4e12)) return 'unix-ms'
  return undefined
}
