import type { ColumnType } from '../../lang/sql/schema.ts'
import { toWhole } from './cells.ts'
import type { Cell } from './database.ts'

const exact: Readonly<Record<string, ColumnType>> = {
  BOOLEAN: 'boolean',
  FLOAT: 'real',
  DOUBLE: 'real',
  VARCHAR: 'text',
  UUID: 'text',
  BLOB: 'blob',
  DATE: 'date',
  JSON: 'json',
}
const patterns: readonly (readonly [RegExp, ColumnType])[] = [
  [/\]$|^(STRUCT|MAP|UNION)\b/, 'json'],
  [/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/, 'integer'],
  [/^DECIMAL/, 'decimal'],
  [/^TIMESTAMP/, 'timestamp'],
  [/^TIME\b/, 'time'],
  [/^ENUM/, 'text'],
]

/** DuckDB's name of a type as ours; nested types are 'json', whose cells are JSON text. */
export const toDuckdbType = (name: string): ColumnType =>
  exact[name] ?? patterns.find(([pattern]) => pattern.test(name))?.[1] ?? 'other'

/** A value of the driver as a cell. Its objects print themselves as the engine does (dates, decimals, intervals). */
export function toDuckdbCell(value: unknown, type: ColumnType): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (typeof value === 'bigint') return toWhole(value)
  if (type === 'blob') return Uint8Array.from((value as { bytes: Uint8Array }).bytes)
  return type === 'json' ? JSON.stringify(toPlain(value)) : String(value)
}

/** Lists, structs and maps of the driver as plain JSON; unsafe integers and what JSON has no word for as text. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const whole = toWhole(value)
    return typeof whole === 'number' ? whole : String(whole)
  }
  if (typeof value !== 'object' || value === null) return value
  const { items, entries } = value as { items?: unknown[]; entries?: unknown }
  if (items !== undefined) return items.map(toPlain)
  if (Array.isArray(entries)) return Object.fromEntries(entries.map(({ key, value: to }) => [String(key), toPlain(to)]))
  if (entries !== undefined)
    return Object.fromEntries(Object.entries(entries as object).map(([key, to]) => [key, toPlain(to)]))
  return String(value)
}
