import { type ErrorCode, TrivetError } from '../../core/errors.ts'

const kinds: readonly (readonly [RegExp, ErrorCode])[] = [
  [/no such (column|table|function)/i, 'E_SQL_UNKNOWN_NAME'],
  [/syntax error|incomplete input|unrecognized token/i, 'E_SQL_PARSE'],
  [/readonly database|not authorized|only for statements that return data/i, 'E_SQL_NOT_READ_ONLY'],
  [/out of memory|string or blob too big|disk is full/i, 'E_SQL_TOO_LARGE'],
  [/file is not a database|disk image is malformed|unsupported file format/i, 'E_DB_FORMAT'],
]

/**
 * The last line of defense in the drivers: some PRAGMAs take effect while they are prepared, and ATTACH makes files,
 * so nothing is prepared that does not begin as a query. @throws TrivetError E_SQL_NOT_READ_ONLY
 */
export function requireQuery(sql: string): void {
  if (!/^\s*(SELECT|WITH|VALUES)\b/i.test(sql))
    throw new TrivetError('E_SQL_NOT_READ_ONLY', 'SQLite is given nothing but SELECT, WITH and VALUES.')
}

/** What SQLite said, as an error of the catalogue. */
export function toSqliteError(thrown: unknown): TrivetError {
  if (thrown instanceof TrivetError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const kind = kinds.find(([pattern]) => pattern.test(message))
  return new TrivetError(kind?.[1] ?? 'E_SQL_RUNTIME', `SQLite: ${message}`, { cause: thrown })
}
