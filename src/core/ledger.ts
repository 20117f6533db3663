import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { TrivetError } from './errors.ts'
import type { Event, Recorded } from './event.ts'

/**
 * The append-only record of a run. An event is handed to the operating system before anyone sees it, so a killed
 * process loses nothing but a torn last line; `fsync` follows each answer and the close, so a power cut may lose
 * the events since.
 */
export interface Ledger {
  /** What stood in it when it was opened, then what was appended. */
  events(): readonly Recorded[]
  /** Numbers the event and writes it. @throws TrivetError E_LEDGER_WRITE; the file then ends with the last whole event. */
  append(event: Event): Recorded
  close(): void
}

/** A ledger without a file, for calls that keep nothing. */
export function memoryLedger(before: readonly Recorded[] = []): Ledger {
  const events = [...before]
  return {
    events: () => events,
    append: event => {
      const recorded = { v: 1, seq: events.length, ...event } as Recorded
      events.push(recorded)
      return recorded
    },
    close: () => {},
  }
}

/** Opens or creates a JSONL ledger, mode 0600; a torn last line is cut off. @throws TrivetError E_LEDGER_WRITE, E_INPUT */
export function openLedger(path: string): Ledger {
  let file: number
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  } catch (cause) {
    throw new TrivetError('E_LEDGER_WRITE', `Cannot open the run file ${path}: ${(cause as Error).message}`, { cause })
  }
  const { events, bytes } = parseLedger(readFileSync(file, 'utf8'), path)
  if (fstatSync(file).size !== bytes) ftruncateSync(file, bytes)
  const memory = memoryLedger(events)
  let end = bytes
  return {
    events: memory.events,
    append: event => {
      const recorded = { v: 1, seq: memory.events().length, ...event } as Recorded
      const line = Buffer.from(`${JSON.stringify(recorded)}\n`)
      try {
        for (let done = 0; done < line.length; ) done += writeSync(file, line, done, line.length - done, end + done)
        if (event.type === 'answer') fsyncSync(file)
      } catch (cause) {
        try {
          ftruncateSync(file, end)
        } catch {
          // the torn line is cut off when the ledger is next opened
        }
        throw new TrivetError('E_LEDGER_WRITE', `Cannot write the run file ${path}: ${(cause as Error).message}`, {
          cause,
        })
      }
      end += line.length
      return memory.append(event)
    },
    close: () => {
      try {
        fsyncSync(file)
      } catch {
        // devices without a cache to flush say so
      }
      closeSync(file)
    },
  }
}

/** Reads a ledger without changing it. @throws TrivetError E_RUN_UNKNOWN, E_INPUT */
export function readLedger(path: string): readonly Recorded[] {
  if (!existsSync(path)) throw new TrivetError('E_RUN_UNKNOWN', `There is no run file ${path}.`)
  return parseLedger(readFileSync(path, 'utf8'), path).events
}

/** The whole events of a ledger's text and the bytes that they take. A torn last line is left out; any other fault throws. */
export function parseLedger(text: string, name: string): { events: Recorded[]; bytes: number } {
  const events: Recorded[] = []
  let bytes = 0
  const lines = text.split('\n')
  const torn = lines.pop()!
  for (const [index, line] of lines.entries()) {
    let event: Recorded | undefined
    try {
      event = JSON.parse(line) as Recorded
    } catch {
      if (index === lines.length - 1 && torn === '') break
    }
    if (event?.v !== 1 || event.seq !== index || typeof event.type !== 'string') {
      throw new TrivetError('E_INPUT', `Line ${index + 1} of ${name} is not an event of a run.`)
    }
    events.push(event)
    bytes += Buffer.byteLength(line) + 1
  }
  return { events, bytes }
}
