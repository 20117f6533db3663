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
  /**
   * Numbers the event and writes it. @throws TrivetError E_LEDGER_WRITE when it cannot be written, or when somebody else
   * has written the file; it then ends with the last whole event.
   */
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
  const fault = (what: string, cause: unknown): TrivetError =>
    new TrivetError('E_LEDGER_WRITE', `Cannot ${what} the run file ${path}: ${(cause as Error).message}`, { cause })
  const { file, events, bytes } = open(path, fault)
  const memory = memoryLedger(events)
  let end = bytes

  const write = (line: Buffer): void => {
    for (let done = 0; done < line.length; ) done += writeSync(file, line, done, line.length - done, end + done)
  }
  return {
    events: memory.events,
    append: event => {
      const line = Buffer.from(`${JSON.stringify({ v: 1, seq: memory.events().length, ...event })}\n`)
      if (fstatSync(file).size !== end) throw fault('write', new Error('another process has changed it'))
      try {
        write(line)
        if (event.type === 'answer') fsyncSync(file)
      } catch (cause) {
        cut(file, end)
        throw fault('write', cause)
      }
      end += line.length
      return memory.append(event)
    },
    close: () => {
      try {
        fsyncSync(file)
      } catch (cause) {
        throw fault('write', cause)
      } finally {
        closeSync(file)
      }
    },
  }
}

function cut(file: number, end: number): void {
  try {
    ftruncateSync(file, end)
  } catch {
    // the torn line is cut off when the ledger is next opened; until then nothing more is appended to it
  }
}

function open(
  path: string,
  fault: (what: string, cause: unknown) => TrivetError,
): { file: number; events: Recorded[]; bytes: number } {
  let file: number
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  } catch (cause) {
    throw fault('open', cause)
  }
  try {
    if (!fstatSync(file).isFile()) throw fault('open', new Error('not a regular file'))
    const { events, bytes } = parseLedger(readFileSync(file, 'utf8'), path)
    if (fstatSync(file).size !== bytes) ftruncateSync(file, bytes)
    return { file, events, bytes }
  } catch (error) {
    closeSync(file)
    throw error
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
  const last = lines.pop()!
  for (const line of lines) {
    const event = parseLine(line, events.length, name)
    events.push(event)
    bytes += Buffer.byteLength(line) + 1
  }
  // a file that is no ledger must not be taken for one whose first line is torn, and cut to nothing
  const begin = `{"v":1,"seq":${events.length},"`
  const torn = last.replace(/\0+$/, '').slice(0, begin.length)
  if (!begin.startsWith(torn)) throw notAnEvent(events.length, name)
  return { events, bytes }
}

function parseLine(line: string, index: number, name: string): Recorded {
  let event: Recorded | undefined
  try {
    event = JSON.parse(line) as Recorded
  } catch {
    throw notAnEvent(index, name)
  }
  if (event?.v !== 1 || event.seq !== index || typeof event.type !== 'string') throw notAnEvent(index, name)
  return event
}

const notAnEvent = (index: number, name: string): TrivetError =>
  new TrivetError('E_INPUT', `Line ${index + 1} of ${name} is not an event of a run.`)
