import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TrivetError } from '../../core/errors.ts'
import { workerUrl } from '../../core/worker-url.ts'
import { type Config, configName, type DatabaseConfig, loadConfig } from './config.ts'
import type { Database } from './database.ts'
import { dataFilesOf, formatOf, openFiles } from './files.ts'
import { openDuckdbFile } from './open-duckdb.ts'
import { openPglite } from './open-pglite.ts'
import { openSqlite } from './open-sqlite.ts'
import { openPostgres } from './postgres.ts'
import type { SpareThreads } from './spare-threads.ts'
import { withVisibility } from './view.ts'

export type OpenOptions = {
  /** Where relative paths start and trivet.config.json is looked for; default the working folder. */
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Instead of the trivet.config.json of `cwd`. */
  readonly config?: Config
  /** Threads for SQLite in memory, shared by databases that are opened one after the other. */
  readonly threads?: SpareThreads
}

/**
 * Opens what `--db` names, for reading only: a SQLite or DuckDB file (told by its content), data files or a folder
 * of them, `postgres://`, `pglite:FOLDER`, `sample:NAME`, or a name of trivet.config.json. The schema has been read
 * when it returns, so what cannot be used fails here.
 * @throws TrivetError E_DB_MISSING, E_DB_FORMAT, E_DB_EMPTY, E_DB_UNREACHABLE, E_DB_AUTH, E_CONFIG, E_PACKAGE_MISSING
 */
export async function openDatabase(target: string, options: OpenOptions = {}): Promise<Database> {
  const cwd = options.cwd ?? process.cwd()
  const opening: Opening = { env: options.env ?? process.env, threads: options.threads }
  const config = options.config ?? (await loadConfig(cwd))
  const named = config !== undefined && Object.hasOwn(config.databases, target) ? config.databases[target] : undefined
  const database =
    config !== undefined && named !== undefined
      ? withVisibility(openNamed(target, named, config, opening), target, named)
      : openTarget(target, target, { ...opening, cwd })
  try {
    const { tables } = await database.schema()
    if (tables.length === 0) throw new TrivetError('E_DB_EMPTY', `${database.ref.id} has no table that can be seen.`)
    return database
  } catch (thrown) {
    await database.close()
    if (!(thrown instanceof TrivetError) || thrown.code !== 'E_DB_FORMAT') throw thrown
    throw new TrivetError('E_DB_FORMAT', `${database.ref.id} cannot be opened. ${thrown.message}`, {
      remedy: thrown.remedy,
      cause: thrown,
    })
  }
}

type Opening = { env: NodeJS.ProcessEnv; threads: SpareThreads | undefined }
type Place = Opening & { cwd: string; config?: DatabaseConfig }

function openNamed(name: string, entry: DatabaseConfig, config: Config, opening: Opening): Database {
  const target = entry.target ?? opening.env[entry.env!]
  if (target === undefined || target === '')
    throw new TrivetError('E_CONFIG', `The database ${name} is read from ${entry.env}, which is not set.`, {
      remedy: `Set the environment variable ${entry.env}, or correct ${configName}.`,
    })
  return openTarget(target, name, { ...opening, cwd: config.folder, config: entry })
}

function openTarget(target: string, id: string, place: Place): Database {
  const { cwd, env } = place
  if (/^postgres(ql)?:\/\//i.test(target))
    return openPostgres(target, {
      env,
      ...(id !== target && { id }),
      ...(place.config?.sslmode !== undefined && { sslmode: place.config.sslmode }),
    })
  if (target.startsWith('pglite:')) return openPglite(existing(resolve(cwd, target.slice('pglite:'.length))), id)
  if (target.startsWith('sample:')) return openSample(target.slice('sample:'.length), id, place)
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(target))
    throw new TrivetError('E_DB_MISSING', `URLs of the kind ${target.split('://')[0]}:// are not supported.`)
  const path = resolve(cwd, target)
  if (target === '' || (!existsSync(path) && target.includes(',')))
    return openFiles(
      target
        .split(',')
        .filter(Boolean)
        .map(part => dataFile(resolve(cwd, part))),
      id,
      { env },
    )
  return openPath(existing(path), id, place)
}

function existing(path: string): string {
  if (!existsSync(path)) throw new TrivetError('E_DB_MISSING', `There is no file or folder ${path}.`)
  return path
}

function dataFile(path: string): string {
  if (formatOf(existing(path)) === undefined)
    throw new TrivetError('E_DB_FORMAT', `${path} is no data file; a list may hold CSV, TSV, Parquet and JSON files.`)
  return path
}

function openSample(name: string, id: string, opening: Opening): Database {
  const folder = fileURLToPath(new URL('../../../samples/', workerUrl('./open', import.meta.url)))
  const samples: Record<string, string> = {
    '': 'shop.sqlite',
    shop: 'shop.sqlite',
    clinic: 'clinic.sqlite',
    events: 'events',
  }
  const file = Object.hasOwn(samples, name) ? samples[name] : undefined
  if (file === undefined)
    throw new TrivetError('E_DB_MISSING', `There is no sample ${name}; the samples are shop, clinic and events.`)
  if (!existsSync(join(folder, file)))
    throw new TrivetError('E_ARTIFACT', `The sample database ${file} has not been made.`, {
      remedy: 'In a clone run `npm run build`; otherwise install Trivet again.',
    })
  return openPath(join(folder, file), id === 'sample:' ? 'sample:shop' : id, opening)
}

function openPath(path: string, id: string, opening: Opening): Database {
  const { env, threads } = opening
  const stat = statSync(path)
  if (stat.isDirectory()) return openFolder(path, id, env)
  // Whoever opens a pipe that nobody writes to waits for ever.
  if (!stat.isFile())
    throw new TrivetError('E_DB_FORMAT', `${path} is a pipe or device, not a file.`, {
      remedy: 'Write the data to a file first: they are read more than once.',
    })
  const head = readHead(path)
  if (head.toString('latin1', 0, 16) === 'SQLite format 3\0') return openSqlite(path, id, { env, threads })
  if (head.toString('latin1', 8, 12) === 'DUCK') return openDuckdbFile(path, id)
  if (formatOf(path) !== undefined) return openFiles([path], id, { env })
  if (head.length === 0) throw new TrivetError('E_DB_EMPTY', `${path} is an empty file.`)
  throw new TrivetError(
    'E_DB_FORMAT',
    `${path} is neither a SQLite nor a DuckDB database, nor a data file by its name.`,
  )
}

function openFolder(path: string, id: string, env: NodeJS.ProcessEnv): Database {
  const files = dataFilesOf(path)
  if (files.length > 0) return openFiles(files, id, { env })
  if (existsSync(join(path, 'PG_VERSION')))
    throw new TrivetError('E_DB_FORMAT', `${path} is a PostgreSQL data folder.`, {
      remedy: `If PGlite made it, use --db pglite:${path}; otherwise start its server and use its postgres:// URL.`,
    })
  const other = readdirSync(path).find(name => /\.(db|sqlite3?|duckdb)$/i.test(name))
  throw new TrivetError(
    'E_DB_EMPTY',
    `The folder ${path} holds no CSV, TSV, Parquet or JSON file.`,
    other === undefined ? {} : { remedy: `Point --db at the database in it: ${join(path, other)}` },
  )
}

/** The first bytes of a file, fewer when it is shorter. */
function readHead(path: string): Buffer {
  const bytes = Buffer.alloc(16)
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (thrown) {
    throw new TrivetError('E_DB_MISSING', `${path} may not be read: ${(thrown as Error).message}`)
  }
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, 16, 0))
  } finally {
    closeSync(file)
  }
}
