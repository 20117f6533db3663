import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { TrivetError } from '../../core/errors.ts'
import { sha256 } from '../../core/hash.ts'
import { cacheFolder } from '../../core/paths.ts'
import type { Database } from './database.ts'
import { HostedDatabase } from './host.ts'
import type { SpareThreads } from './spare-threads.ts'
import { chooseReading, stampOf } from './sqlite-snapshot.ts'

/** Files up to this size are read into memory whole. */
const mostInMemory = 8 << 20

/**
 * Opens a SQLite file: in memory when it is small and no journal stands beside it, else in place. `id` is its name for
 * people; in memory it takes a thread of `threads` and gives it back.
 */
export function openSqlite(
  path: string,
  id: string,
  options: { env?: NodeJS.ProcessEnv; inPlace?: boolean; threads?: SpareThreads | undefined } = {},
): Database {
  const ref = { id, fingerprint: sha256(`${path}\n${stampOf(path)}`).slice(0, 32) }
  const inPlace = options.inPlace ?? statSync(path).size > mostInMemory
  const bytes = inPlace ? undefined : readWhole(path)
  if (bytes !== undefined) return new HostedDatabase(ref, 'sqlite', { kind: 'sqlite-memory', bytes }, options.threads)
  const copies = join(cacheFolder(options.env), 'copies')
  return new HostedDatabase(ref, 'sqlite', { kind: 'sqlite-file', path, copies })
}

/** The file's bytes at one moment; undefined when a journal holds a part of the data. */
function readWhole(path: string): SharedArrayBuffer | undefined {
  for (let attempt = 0; attempt < 5; attempt++) {
    const stamp = stampOf(path)
    if (chooseReading(path) !== 'immutable') return undefined
    const file = readFileSync(path)
    if (stampOf(path) !== stamp) continue
    const bytes = new SharedArrayBuffer(file.length)
    new Uint8Array(bytes).set(file)
    return bytes
  }
  throw new TrivetError('E_DB_UNREACHABLE', `${path} changes all the time while it is being read.`, {
    remedy: 'Try again when nothing writes to it.',
  })
}
