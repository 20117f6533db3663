import { type ErrorCode, TrivetError } from '../../core/errors.ts'

const kinds: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^Parser Error/, 'E_SQL_PARSE'],
  [/^Catalog Error.* does not exist/s, 'E_SQL_UNKNOWN_NAME'],
  [
    /^Binder Error: (Referenced (column|table)|Table ".*" does not have a column|.*column .* not found)/s,
    'E_SQL_UNKNOWN_NAME',
  ],
  [/^Out of Memory Error/, 'E_SQL_TOO_LARGE'],
  [/^Permission Error/, 'E_SQL_FORBIDDEN'],
  [/read-only mode|multiple statements/, 'E_SQL_NOT_READ_ONLY'],
  [/Could not set lock/, 'E_DB_UNREACHABLE'],
  [/not a valid DuckDB database|Serialization Error|storage version|Corrupt|checksum/i, 'E_DB_FORMAT'],
]

/** What DuckDB said, without the picture of the statement, as an error of the catalogue. */
export function toDuckdbError(thrown: unknown): TrivetError {
  if (thrown instanceof TrivetError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const code = kinds.find(([pattern]) => pattern.test(message))?.[1] ?? 'E_SQL_RUNTIME'
  const locked = code === 'E_DB_UNREACHABLE' && {
    remedy: 'Close the other program that has this file open for writing.',
  }
  return new TrivetError(code, `DuckDB: ${message.split('\n\n')[0]}`, { cause: thrown, ...locked })
}
