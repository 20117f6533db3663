import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The password that libpq would take from its password file ($PGPASSFILE, else ~/.pgpass): of the first line whose
 * host, port, database and user match. As there, a file that others may read is not used.
 */
export function findPassword(
  to: { host: string; port: number; database: string; user: string },
  env: NodeJS.ProcessEnv,
): string | undefined {
  const path = env.PGPASSFILE ?? join(env.HOME ?? homedir(), '.pgpass')
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined || !stat.isFile() || (process.platform !== 'win32' && (stat.mode & 0o077) !== 0))
    return undefined
  const wanted = [to.host.startsWith('/') ? 'localhost' : to.host, String(to.port), to.database, to.user]
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const fields = (line.match(/(?:\\.|[^:\\])*(?::|$)/g) ?? []).map(field => field.replace(/:$/, ''))
    const password = fields[4]
    if (password !== undefined && wanted.every((value, i) => fields[i] === '*' || unquote(fields[i]!) === value))
      return unquote(password)
  }
  return undefined
}

const unquote = (field: string): string => field.replace(/\\(.)/g, '$1')
