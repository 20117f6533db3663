import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Clock } from '../../../core/clock.ts'
import { sha256 } from '../../../core/hash.ts'
import type { Profile } from './profile.ts'

/** Changes when profiles change their meaning: files of another version are made again. */
const version = 1
const draftMs = 3_600_000

/** The profiles of one table, and the state in which it was read. */
export type Entry = {
  readonly stamp: string
  readonly full: boolean
  readonly readAt: number
  readonly profiles: readonly Profile[]
}
/** What is kept of a database. */
export type Stored = { readonly fingerprint: string; readonly tables: ReadonlyMap<string, Entry> }

/** `trivet index`, version, SHA-256 of the rest; the rest is what V8 makes of it, which knows big integers and bytes. */
const headOf = (body: Uint8Array): string => `trivet index ${version} ${sha256(body)}\n`

/** What stands in the file; undefined when there is none, or it is damaged or of another version. */
export function readStored(path: string): Stored | undefined {
  try {
    const bytes = readFileSync(path)
    const end = bytes.indexOf(10) + 1
    const body = bytes.subarray(end)
    return bytes.toString('latin1', 0, end) === headOf(body) ? (deserialize(body) as Stored) : undefined
  } catch {
    return undefined
  }
}

/** Replaces the file as a whole (mode 0600); false when that cannot be done, with nothing left behind. */
export function writeStored(path: string, stored: Stored, clock: Clock): boolean {
  const draft = `${path}.${process.pid}.draft`
  try {
    const folder = dirname(path)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    removeDrafts(folder, clock)
    const body = serialize(stored)
    const file = openSync(draft, 'w', 0o600)
    try {
      chmodSync(draft, 0o600)
      for (const part of [Buffer.from(headOf(body), 'latin1'), body])
        for (let at = 0; at < part.length; ) at += writeSync(file, part, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
    return true
  } catch {
    // where nothing can be made nothing has to be removed
    if (existsSync(draft)) rmSync(draft, { force: true })
    return false
  }
}

/** What writers that were killed have left. */
function removeDrafts(folder: string, clock: Clock): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.draft')) continue
    const draft = join(folder, name)
    if (clock.now() - (statSync(draft, { throwIfNoEntry: false })?.mtimeMs ?? 0) > draftMs)
      rmSync(draft, { force: true })
  }
}
