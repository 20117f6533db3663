import { type ErrorCode, TrivetError } from '../../core/errors.ts'

/** SQLSTATE, or the start of one, or an error code of the system -> code. */
const codes: Readonly<Record<string, ErrorCode>> = {
  '0A000': 'E_SQL_FORBIDDEN',
  '25006': 'E_SQL_NOT_READ_ONLY',
  '28': 'E_DB_AUTH',
  '3D000': 'E_DB_MISSING',
  '42501': 'E_SQL_FORBIDDEN',
  '42601': 'E_SQL_PARSE',
  '42703': 'E_SQL_UNKNOWN_NAME',
  '42883': 'E_SQL_UNKNOWN_NAME',
  '42P01': 'E_SQL_UNKNOWN_NAME',
  '53': 'E_SQL_TOO_LARGE',
  '53300': 'E_DB_UNREACHABLE',
  '54': 'E_SQL_TOO_LARGE',
  '57014': 'E_SQL_TIMEOUT',
  '57P01': 'E_DB_DIED',
  '57P02': 'E_DB_DIED',
  '57P03': 'E_DB_UNREACHABLE',
  ECONNREFUSED: 'E_DB_UNREACHABLE',
  ENOTFOUND: 'E_DB_UNREACHABLE',
  EAI_AGAIN: 'E_DB_UNREACHABLE',
  ETIMEDOUT: 'E_DB_UNREACHABLE',
  EHOSTUNREACH: 'E_DB_UNREACHABLE',
  ENETUNREACH: 'E_DB_UNREACHABLE',
  ENOENT: 'E_DB_UNREACHABLE',
  EACCES: 'E_DB_UNREACHABLE',
  ECONNRESET: 'E_DB_DIED',
  EPIPE: 'E_DB_DIED',
}

/** What the server, or the way to it, said. `where` names the server in messages about the connection. */
export function toPostgresError(thrown: unknown, where: string): TrivetError {
  if (thrown instanceof TrivetError) return thrown
  const { code = '', message } = thrown as Error & { code?: string; errors?: Error[] }
  // Several addresses of one host were tried.
  const first = (thrown as AggregateError).errors?.[0] as Error | undefined
  const text = message !== '' ? message : (first?.message ?? code)
  const found = codes[code] ?? codes[code.slice(0, 2)] ?? byMessage(text)
  if (found === 'E_DB_UNREACHABLE' || found === 'E_DB_AUTH' || found === 'E_DB_MISSING')
    return new TrivetError(found, `${where}: ${text}.`, { cause: thrown })
  if (found === 'E_DB_DIED')
    return new TrivetError(found, `The connection to ${where} ended: ${text}.`, { cause: thrown })
  return new TrivetError(found, `PostgreSQL: ${text}`, { cause: thrown })
}

/** The same for an attempt to connect, where all but a refusal by the server means that it cannot be reached. */
export function toConnectError(thrown: unknown, where: string): TrivetError {
  const error = toPostgresError(thrown, where)
  if (error.code === 'E_DB_AUTH' || error.code === 'E_DB_MISSING' || error.code === 'E_DB_UNREACHABLE') return error
  return new TrivetError('E_DB_UNREACHABLE', `${where}: ${error.message}`, { cause: thrown })
}

function byMessage(text: string): ErrorCode {
  if (/password must be|no password/i.test(text)) return 'E_DB_AUTH'
  if (/Connection terminated|not queryable/i.test(text)) return 'E_DB_DIED'
  return 'E_SQL_RUNTIME'
}
