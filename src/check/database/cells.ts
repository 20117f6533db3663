import { type ColumnType, isTemporal } from '../../lang/sql/schema.ts'
import type { Cell, QueryLimits } from './database.ts'

/** A whole number as a cell: `number` where that is exact, else `bigint`. */
export const toWhole = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const replacement = '\uFFFD'

/** UTF-8 without its invalid sequences (sql-ask A3); a genuine U+FFFD (EF BF BD) stays. */
export function decodeText(bytes: Uint8Array): string {
  const text = utf8.decode(bytes)
  if (!text.includes(replacement)) return text
  const parts: string[] = []
  let start = 0
  for (let at = 0; at + 2 < bytes.length; at++) {
    if (bytes[at] !== 0xef || bytes[at + 1] !== 0xbf || bytes[at + 2] !== 0xbd) continue
    parts.push(utf8.decode(bytes.subarray(start, at)).replaceAll(replacement, ''))
    start = at + 3
    at += 2
  }
  parts.push(utf8.decode(bytes.subarray(start)).replaceAll(replacement, ''))
  return parts.join(replacement)
}

/** What a cell counts against `QueryLimits.bytes`: text by UTF-16 units, blobs by bytes, all else 8. */
export const cellSize = (cell: Cell): number =>
  typeof cell === 'string' ? cell.length : cell instanceof Uint8Array ? cell.length : 8

/** Collects rows until a limit is reached; the row that would exceed it is dropped and `truncated` set. */
export class RowCollector {
  readonly rows: Cell[][] = []
  truncated = false
  #bytes = 0
  readonly #limits: QueryLimits

  constructor(limits: QueryLimits) {
    this.#limits = limits
  }

  /** Takes one row; false when it did not fit and nothing more should be fetched. */
  add(row: Cell[]): boolean {
    for (const cell of row) this.#bytes += cellSize(cell)
    if (this.rows.length >= this.#limits.rows || this.#bytes > this.#limits.bytes) {
      this.truncated = true
      return false
    }
    this.rows.push(row)
    return true
  }
}

const dateText = /^\d{4}-\d\d-\d\d$/
const timestampText = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?$/

/**
 * The type that fits all values of column `index`: 'other' when there are none or they mix. `real` says that the
 * engine called a number of it a float although its value is whole.
 */
export function typeOfValues(rows: readonly (readonly Cell[])[], index: number, real: boolean): ColumnType {
  let found: ColumnType | undefined
  for (const row of rows) {
    const cell = row[index]
    if (cell === null || cell === undefined) continue
    const type = typeOfValue(cell, real)
    if (found === undefined || found === type) found = type
    else if (isTemporal(found) && (isTemporal(type) || type === 'text')) found = type === 'text' ? 'text' : 'timestamp'
    else if (found === 'text' && isTemporal(type)) continue
    else if ((found === 'integer' && type === 'real') || (found === 'real' && type === 'integer')) found = 'real'
    else return 'other'
  }
  return found ?? 'other'
}

function typeOfValue(cell: Exclude<Cell, null>, real: boolean): ColumnType {
  if (typeof cell === 'number') return !real && Number.isInteger(cell) ? 'integer' : 'real'
  if (typeof cell === 'bigint') return 'integer'
  if (typeof cell === 'boolean') return 'boolean'
  if (typeof cell !== 'string') return 'blob'
  if (cell.length < 10 || cell.length > 35) return 'text'
  return dateText.test(cell) ? 'date' : timestampText.test(cell) ? 'timestamp' : 'text'
}
