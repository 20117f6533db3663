import type { Json } from '../../core/json.ts'
import type { Cell } from './database.ts'

/** A cell as JSON: unsafe integers as text, blobs as `{ base64 }`, not-a-number and infinities as text. */
export function toWireCell(cell: Cell): Json {
  if (typeof cell === 'bigint') return cell.toString()
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : String(cell)
  if (cell instanceof Uint8Array) return { base64: Buffer.from(cell).toString('base64') }
  return cell
}

/** Rows as JSON; see `toWireCell`. */
export const toWireRows = (rows: readonly (readonly Cell[])[]): Json[][] => rows.map(row => row.map(toWireCell))
