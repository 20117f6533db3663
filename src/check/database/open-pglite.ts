import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TrivetError } from '../../core/errors.ts'
import { sha256 } from '../../core/hash.ts'
import type { Database } from './database.ts'
import { HostedDatabase } from './host.ts'

/** Opens a PGlite data folder through a copy, which is removed by `close`, at the latest when the process exits. */
export function openPglite(folder: string, id: string): Database {
  if (!existsSync(join(folder, 'PG_VERSION')))
    throw new TrivetError('E_DB_FORMAT', `${folder} is not a data folder of PGlite: it has no PG_VERSION.`)
  requirePackage()
  const copy = mkdtempSync(join(tmpdir(), 'trivet-pglite-'))
  const remove = () => rmSync(copy, { recursive: true, force: true })
  process.once('exit', remove)
  cpSync(folder, copy, { recursive: true, filter: name => !name.endsWith('postmaster.pid') })
  const ref = { id, fingerprint: sha256(`${folder}\n${stateOf(folder)}`).slice(0, 32) }
  const hosted = new HostedDatabase(ref, 'postgres', { kind: 'pglite', folder: copy })
  const close = async () => {
    await hosted.close()
    process.off('exit', remove)
    remove()
  }
  return {
    ref,
    dialect: 'postgres',
    schema: () => hosted.schema(),
    query: (sql, options) => hosted.query(sql, options),
    plan: (sql, options) => hosted.plan(sql, options),
    close,
  }
}

/** @throws TrivetError E_PACKAGE_MISSING when the optional package is not installed */
function requirePackage(): void {
  try {
    import.meta.resolve('@electric-sql/pglite')
  } catch {
    throw new TrivetError('E_PACKAGE_MISSING', 'Reading a PGlite folder needs the package @electric-sql/pglite.', {
      remedy: 'npm install @electric-sql/pglite@0.5',
    })
  }
}

/** Names, sizes and times of all files. */
const stateOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map(name => {
      const { size, mtimeNs } = statSync(join(folder, name), { bigint: true })
      return `${name} ${size} ${mtimeNs}`
    })
    .join('\n')
