import type { ColumnType } from '../../lang/sql/schema.ts'

/**
 * The type that values of a SQLite column of that declared type are meant to have: well-known names first, then the
 * affinity rules of SQLite ("Datatypes In SQLite", 3.1). An empty declaration gives 'other'.
 */
export function toSqliteType(declared: string): ColumnType {
  const name = declared.toUpperCase()
  const has = (...words: string[]) => words.some(word => name.includes(word))
  if (name === '') return 'other'
  if (has('DATETIME', 'TIMESTAMP')) return 'timestamp'
  if (has('DATE')) return 'date'
  if (name === 'TIME') return 'time'
  if (has('BOOL')) return 'boolean'
  if (has('JSON')) return 'json'
  if (has('INT') || name === 'YEAR') return 'integer'
  if (has('CHAR', 'CLOB', 'TEXT', 'STRING', 'UUID', 'ENUM')) return 'text'
  if (has('BLOB', 'BINARY', 'BYTEA')) return 'blob'
  if (has('REAL', 'FLOA', 'DOUB')) return 'real'
  if (has('DEC', 'NUM', 'MONEY', 'CURRENCY')) return 'decimal'
  return 'other'
}
