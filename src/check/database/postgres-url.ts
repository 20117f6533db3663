import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { ClientConfig } from 'pg'
import { TrivetError } from '../../core/errors.ts'
import { type SslMode, sslModes } from './config.ts'
import { findPassword } from './pgpass.ts'

export type PostgresAddress = {
  readonly client: ClientConfig
  readonly sslmode: SslMode
  /** The URL without the password. */
  readonly shown: string
}

/**
 * What a postgres:// URL says; what it leaves open comes from PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE and
 * PGSSLMODE as in libpq, and the password at last from .pgpass.
 */
export function parsePostgresUrl(
  text: string,
  options: { env: NodeJS.ProcessEnv; sslmode?: SslMode },
): PostgresAddress {
  const { env } = options
  const url = attempt(() => new URL(text))
  const part = (value: string) => (value === '' ? undefined : attempt(() => decodeURIComponent(value)))
  const query = url.searchParams
  const sslmode = query.get('sslmode') ?? options.sslmode ?? env.PGSSLMODE ?? 'prefer'
  if (!isSslMode(sslmode)) throw new TrivetError('E_INPUT', `sslmode=${sslmode} is none of ${sslModes.join(', ')}.`)
  const host = query.get('host') ?? part(url.hostname) ?? env.PGHOST ?? 'localhost'
  const port = Number(query.get('port') ?? part(url.port) ?? env.PGPORT ?? 5432)
  const user = query.get('user') ?? part(url.username) ?? env.PGUSER ?? userInfo().username
  const database = query.get('dbname') ?? part(url.pathname.slice(1)) ?? env.PGDATABASE ?? user
  // An empty one keeps the driver from looking for a password by itself.
  const password =
    part(url.password) ??
    query.get('password') ??
    env.PGPASSWORD ??
    findPassword({ host, port, database, user }, env) ??
    ''
  const root = query.get('sslrootcert') ?? env.PGSSLROOTCERT
  return {
    sslmode,
    shown: `postgres://${user}@${host}:${port}/${database}`,
    client: {
      host: host.replace(/^\[(.*)\]$/, '$1'),
      port,
      user,
      database,
      password,
      ssl: toSsl(sslmode, host, root),
      application_name: 'trivet',
      connectionTimeoutMillis: 10_000,
    },
  }
}

/** Reads a part of the URL; the error does not repeat it, since it may be the password. */
function attempt<T>(read: () => T): T {
  try {
    return read()
  } catch {
    throw new TrivetError('E_INPUT', 'The postgres:// URL cannot be read.', {
      remedy: 'Percent-encode special characters of the password, for example % as %25 and @ as %40.',
    })
  }
}

const isSslMode = (mode: string): mode is SslMode => (sslModes as readonly string[]).includes(mode)

/** The meanings of libpq ("SSL Support"): only verify-* look at the certificate. */
function toSsl(mode: SslMode, host: string, root: string | undefined): ClientConfig['ssl'] {
  if (mode === 'disable' || host.startsWith('/')) return false
  const ca = root === undefined || root === 'system' ? {} : { ca: readCertificate(root) }
  if (mode === 'verify-full') return { ...ca, rejectUnauthorized: true }
  if (mode === 'verify-ca') return { ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined }
  return { rejectUnauthorized: false }
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    throw new TrivetError('E_INPUT', `The sslrootcert ${path} cannot be read: ${(thrown as Error).message}`)
  }
}
