import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { TrivetError } from '../../core/errors.ts'
import { sha256 } from '../../core/hash.ts'
import { cacheFolder } from '../../core/paths.ts'
import { HostedDatabase } from './host.ts'
import type { DataFile } from './protocol.ts'

const kinds: readonly (readonly [RegExp, DataFile['format']])[] = [
  [/\.(csv|tsv)(\.gz)?$/i, 'csv'],
  [/\.parquet$/i, 'parquet'],
  [/\.(json|jsonl|ndjson)(\.gz)?$/i, 'json'],
]

/** How a file of that name is read; undefined for one that is no table. */
export const formatOf = (path: string): DataFile['format'] | undefined =>
  kinds.find(([pattern]) => pattern.test(path))?.[1]

/** Changes when the way in which files become tables changes: caches of another version are not used. */
const version = 2

/**
 * Data files as a database: each is a table that bears its name. DuckDB reads them in place through views, which are
 * kept in a small file under the cache folder. @throws TrivetError E_DB_EMPTY when there is nothing to read
 */
export function openFiles(
  paths: readonly string[],
  id: string,
  options: { env?: NodeJS.ProcessEnv } = {},
): HostedDatabase {
  const files = toTables(paths)
  if (files.length === 0) throw new TrivetError('E_DB_EMPTY', `${id} holds no data: its files have 0 bytes.`)
  const stamps = files.map(({ path }) => {
    const { size, mtimeNs } = statSync(path, { bigint: true })
    return `${path}\n${size}\n${mtimeNs}`
  })
  const fingerprint = sha256([`v${version}`, ...stamps].join('\n')).slice(0, 32)
  const cache = join(cacheFolder(options.env), 'files', `${fingerprint}.duckdb`)
  return new HostedDatabase({ id, fingerprint }, 'duckdb', { kind: 'files', cache, files })
}

/** The data files of a folder, by name; files of folders inside it are not looked at. */
export const dataFilesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(entry => !entry.isDirectory() && !entry.name.startsWith('.') && formatOf(entry.name) !== undefined)
    .map(entry => join(folder, entry.name))
    .sort()

/** Names the tables: the file's name without its extension, with it where two would be one. */
function toTables(paths: readonly string[]): DataFile[] {
  const taken = new Set<string>()
  const tables: DataFile[] = []
  for (const path of paths) {
    const format = formatOf(path)
    if (format === undefined || statSync(path).size === 0) continue
    const full = basename(path)
    const stem = full.replace(/\.gz$/i, '').replace(/\.[^.]+$/, '')
    const free = [stem, full.replaceAll('.', '_')].find(name => !taken.has(name.toLowerCase()))
    let name = free ?? full
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${stem}_${n}`
    taken.add(name.toLowerCase())
    tables.push({ path, format, name })
  }
  return tables
}
