import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../../../check/database/database.ts'
import type { Clock } from '../../../core/clock.ts'
import { TrivetError } from '../../../core/errors.ts'
import { sha256 } from '../../../core/hash.ts'
import type { Table } from '../../../lang/sql/schema.ts'
import { type Entry, readStored, writeStored } from './index-store.ts'
import { isRead, type ProfileOptions, profileTable } from './read-profile.ts'
import { assembleIndex, type SchemaIndex } from './schema-index.ts'

export type CacheOptions = ProfileOptions & {
  /** Where indexes are kept; made when it is not there. */
  readonly folder: string
  /** Tells apart databases that people call by one name: the folder in which the name is understood. */
  readonly place: string
  readonly clock: Clock
  /** Read everything again, and keep it even where that took no time. */
  readonly refresh?: boolean
  /** What is being read, for people. */
  readonly progress?: (text: string) => void
}

export type LoadedIndex = {
  readonly index: SchemaIndex
  /** Tables whose profiles were taken from the cache. */
  readonly reused: number
  /** The cache holds this index now. */
  readonly isKept: boolean
}

/** What is read in less time is not kept. */
const quickMs = 300
/** A server does not say that rows have changed. */
const serverMs = 24 * 3_600_000

/**
 * The index of a database, with the profiles of unchanged tables from the cache (sql-ask A4). What is hidden or withheld
 * is not in the schema or not in the profiles, so it is never kept; one file holds all of a database, mode 0600, written
 * beside and renamed. A cache that is damaged, of another version or cannot be written is no error.
 * @throws TrivetError E_DB_EMPTY and what `profileTable` throws
 */
export async function loadIndex(database: Database, options: CacheOptions): Promise<LoadedIndex> {
  const { clock, full = false, refresh = false, progress = () => {} } = options
  const schema = await database.schema()
  if (schema.tables.length === 0) throw new TrivetError('E_DB_EMPTY', `${database.ref.id} has no tables.`)
  const { id, fingerprint } = database.ref
  const path = join(options.folder, `${sha256(`${options.place}\n${id}`).slice(0, 32)}.index`)
  const stored = refresh ? undefined : readStored(path)
  const started = clock.elapsed()
  const tables = new Map<string, Entry>()
  let reused = 0
  for (const table of schema.tables) {
    const stamp = stampOf(database, table)
    const known = stored?.tables.get(table.key)
    const isSame =
      known !== undefined &&
      known.stamp === stamp &&
      (known.full || !full) &&
      (stored?.fingerprint === fingerprint || table.stamp !== undefined) &&
      (database.dialect !== 'postgres' || clock.now() - known.readAt < serverMs)
    if (isSame) reused++
    else progress(`reading names, keys and values: ${table.key}`)
    const profiles = isSame ? known.profiles : await profileTable(database, schema, table, options)
    tables.set(table.key, isSame ? known : { stamp, full, readAt: clock.now(), profiles })
  }
  const isChanged = reused < tables.size || stored?.tables.size !== tables.size || stored.fingerprint !== fingerprint
  // what the engine failed to read may be read next time
  const whole = new Map(
    schema.tables.flatMap(table => {
      const entry = tables.get(table.key)!
      return isRead(database, table, entry.profiles) ? [[table.key, entry] as const] : []
    }),
  )
  const isWorth = refresh || existsSync(path) || clock.elapsed() - started >= quickMs
  const isKept = isChanged && isWorth ? writeStored(path, { fingerprint, tables: whole }, clock) : stored !== undefined
  const profiles = new Map([...tables].map(([key, entry]) => [key, entry.profiles]))
  return { index: assembleIndex(schema, profiles), reused, isKept }
}

/** The state of a table as far as it is known without reading it; what the principal may read belongs to it. */
function stampOf({ withheld = [] }: Database, table: Table): string {
  const prefix = `${table.key}.`.toLowerCase()
  const names = withheld === 'all' ? [] : withheld.map(name => name.toLowerCase())
  const own = withheld === 'all' ? withheld : names.filter(name => name.startsWith(prefix)).sort()
  return sha256(JSON.stringify([table, own]))
}
