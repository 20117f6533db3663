import type { Json } from '../../../core/json.ts'
import type { ColumnType } from '../../../lang/sql/schema.ts'

export type OutputColumn = { readonly name: string; readonly type: ColumnType }

/** Columns and rows as the wire has them (wire.ts): what every form of output prints. */
export type Rows = {
  readonly columns: readonly OutputColumn[]
  readonly rows: readonly (readonly Json[])[]
  readonly truncated: boolean
}

/** A cell as plain text. NULL is empty here; forms that can say more do. */
export function cellText(cell: Json): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return numberText(cell)
  if (typeof cell === 'object') return 'base64' in cell ? `base64:${cell.base64}` : JSON.stringify(cell)
  return String(cell)
}

/** Numbers with the digits that they were stored with: sums of decimals lose the noise of the 16th digit. */
export const numberText = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(15)))

/** A column of numbers: by its type, or because nothing else stands in it. */
export const isNumberColumn = ({ columns, rows }: Rows, index: number): boolean =>
  ['integer', 'real', 'decimal'].includes(columns[index]!.type) ||
  (rows.length > 0 &&
    rows.every(row => row[index] === null || typeof row[index] === 'number') &&
    rows.some(row => row[index] !== null))
