import type { Cell } from '../../../check/database/database.ts'
import type { DateStorage } from '../../../lang/sql/ast.ts'
import { type Column, type Dialect, isNumeric, isTemporal } from '../../../lang/sql/schema.ts'

/** What the rows of one column say about it. */
export type Profile = {
  readonly rows: number
  readonly nulls: number
  /** Distinct values that were read, in the order of the engine. */
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

/** Text of more characters is no value to ask by (sql-ask A4). */
const textLimit = 80

/** No row of those that were read lacks a value or shares it with another. */
export const isUniqueByRows = ({ rows, nulls, values, complete, sampled }: Profile): boolean =>
  (complete || sampled !== undefined) && rows > 1 && nulls === 0 && values.length === (sampled ?? rows)

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
