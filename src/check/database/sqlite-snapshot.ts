import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { TrivetError } from '../../core/errors.ts'
import { sha256 } from '../../core/hash.ts'
import { cannotWrite } from './cache-error.ts'

/** How a SQLite file can be read without leaving anything beside it (sql-ask A2). */
export type Reading =
  /** No unfinished work beside it: as an immutable file, compared before and after. */
  | 'immutable'
  /** A live or crashed writer in WAL mode, whose shared memory file stands: as one more reader. */
  | 'shared'
  /** A journal that only a writer could finish: through a private copy. */
  | 'copy'

const journalMagic = 'd9d505f920a163d7'

/** Which way is right for `path` at this moment. */
export function chooseReading(path: string): Reading {
  if (fileSize(`${path}-wal`) > 0) return existsSync(`${path}-shm`) ? 'shared' : 'copy'
  if (existsSync(`${path}-wal`) && existsSync(`${path}-shm`)) return 'shared'
  return hasHotJournal(path) ? 'copy' : 'immutable'
}

/** Whether a rollback journal waits to be finished: one with a header, which a persistent journal loses. */
function hasHotJournal(path: string): boolean {
  return fileSize(`${path}-journal`) > 0 && head(`${path}-journal`, 8) === journalMagic
}

const fileSize = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** The first `size` bytes of a file, hexadecimal. */
function head(path: string, size: number): string {
  const bytes = Buffer.alloc(size)
  const file = openSync(path, 'r')
  try {
    return bytes.toString('hex', 0, readSync(file, bytes, 0, size, 0))
  } finally {
    closeSync(file)
  }
}

/** Changes with every write: size, time, and the header with its change counter (times have a coarse grain). */
export function stampOf(path: string): string {
  const { size, mtimeNs } = statSync(path, { bigint: true })
  const wal = statSync(`${path}-wal`, { bigint: true, throwIfNoEntry: false })
  return `${size} ${mtimeNs} ${head(path, 100)} ${wal?.size} ${wal?.mtimeNs} ${hasHotJournal(path)}`
}

/**
 * A private copy of `path` with its journals under `folder`, where SQLite may finish them. Copies are kept by the
 * state of the original; older ones of the same file are removed. @returns the copy's path
 */
export function copyDatabase(path: string, folder: string): string {
  try {
    return copyWhole(path, folder)
  } catch (thrown) {
    throw thrown instanceof TrivetError ? thrown : cannotWrite(folder, thrown)
  }
}

function copyWhole(path: string, folder: string): string {
  const family = sha256(path).slice(0, 16)
  for (let attempt = 0; attempt < 5; attempt++) {
    const stamp = stampOf(path)
    const place = join(folder, `${family}-${sha256(stamp).slice(0, 16)}`)
    const copy = join(place, basename(path))
    if (existsSync(copy)) return copy
    const draft = `${place}.${process.pid}`
    mkdirSync(draft, { recursive: true, mode: 0o700 })
    for (const suffix of ['', '-wal', '-journal'])
      if (existsSync(path + suffix))
        copyFileSync(path + suffix, join(draft, basename(path) + suffix), constants.COPYFILE_FICLONE)
    if (stampOf(path) === stamp) {
      for (const name of readdirSync(folder))
        if (name.startsWith(`${family}-`) && !name.includes('.')) rmSync(join(folder, name), { recursive: true })
      renameSync(draft, place)
      return copy
    }
    rmSync(draft, { recursive: true })
  }
  throw new TrivetError('E_DB_UNREACHABLE', `${path} changes all the time while it is being copied.`, {
    remedy: 'Try again when nothing writes to it.',
  })
}
