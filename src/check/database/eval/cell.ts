import type { ColumnType } from '../../../lang/sql/schema.ts'
import type { Cell } from '../database.ts'

/** A cell as a key whose equality (SameValueZero, as in a Map) is the cell equality of sql-ask A3. */
export type CellKey = null | number | bigint | string

/**
 * Exact equality of sql-ask A3 `eq`: numbers by mathematical value whatever their type (1 = 1.0 = TRUE, a bigint
 * against a double exactly), text by code points, and neither ever equal to the other. Blobs are keyed apart by
 * `blobKey`, because their text form could be a text.
 */
export function exactKey(cell: Exclude<Cell, Uint8Array>): CellKey {
  if (typeof cell === 'boolean') return cell ? 1 : 0
  if (typeof cell === 'bigint') return wholeKey(cell)
  return cell
}

/** A whole number as the equal double where there is one. */
function wholeKey(value: bigint): number | bigint {
  const double = Number(value)
  return Number.isFinite(double) && BigInt(double) === value ? double : value
}

export const blobKey = (blob: Uint8Array): string => Buffer.from(blob).toString('latin1')

/** The number that a cell stands for: numbers, booleans, and the text of decimal columns; else undefined. */
export function toNumber(cell: Cell, type: ColumnType): number | bigint | undefined {
  if (typeof cell === 'number') return cell
  if (typeof cell === 'boolean') return cell ? 1 : 0
  if (typeof cell === 'bigint') return wholeKey(cell)
  if (typeof cell !== 'string' || type !== 'decimal') return undefined
  const text = cell.trim()
  const whole = /^([+-]?\d+)(\.0*)?$/.exec(text)
  if (whole !== null) return wholeKey(BigInt(whole[1]!.replace(/^\+/, '')))
  return text === '' || Number.isNaN(Number(text)) ? undefined : Number(text)
}

/**
 * Takes the noise of floating point sums from a number: 12 significant digits. Whole numbers stay as they are, so
 * that large keys keep their last digits.
 */
export const denoise = (value: number): number =>
  Number.isInteger(value) || !Number.isFinite(value) ? value : Number(value.toPrecision(12))

/** Equality of two cells of sql-ask A3, without tolerance. */
export function sameCell(a: Cell, b: Cell): boolean {
  if (a === b) return true
  if (a instanceof Uint8Array || b instanceof Uint8Array)
    return a instanceof Uint8Array && b instanceof Uint8Array && blobKey(a) === blobKey(b)
  const x = exactKey(a)
  const y = exactKey(b)
  return x === y || (Number.isNaN(x) && Number.isNaN(y))
}
