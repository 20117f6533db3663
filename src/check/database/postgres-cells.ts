import type { ColumnType } from '../../lang/sql/schema.ts'
import { toWhole } from './cells.ts'
import type { Cell } from './database.ts'

/** Built-in types by their object identifiers (pg_type.dat), which are the same on every server. */
const types: Readonly<Record<number, ColumnType>> = {
  16: 'boolean',
  17: 'blob',
  18: 'text',
  19: 'text',
  20: 'integer',
  21: 'integer',
  23: 'integer',
  25: 'text',
  26: 'integer',
  114: 'json',
  700: 'real',
  701: 'real',
  1042: 'text',
  1043: 'text',
  1082: 'date',
  1083: 'time',
  1114: 'timestamp',
  1184: 'timestamp',
  1266: 'time',
  1700: 'decimal',
  2950: 'text',
  3802: 'json',
}

/** 'other' for what is not built in: enumerations, arrays, ranges and so on, whose cells are text. */
export const toPostgresType = (oid: number): ColumnType => types[oid] ?? 'other'

/** The text that the server sends for a value as a cell. */
export function toPostgresCell(text: string | null, oid: number): Cell {
  if (text === null) return null
  switch (types[oid]) {
    case 'boolean':
      return text === 't'
    case 'integer':
      return toWhole(BigInt(text))
    case 'real':
      return Number(text.replace('infinity', 'Infinity'))
    case 'blob':
      return Uint8Array.from(Buffer.from(text.slice(2), 'hex'))
    default:
      return text
  }
}
