import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import { TrivetError } from '../../../core/errors.ts'
import { hashJson } from '../../../core/hash.ts'
import type { Json } from '../../../core/json.ts'
import type { EvalItem, Outcome } from './item.ts'

/** The finished items of an evaluation, so that an interrupted one goes on where it was. */
export type EvalRecord = {
  /** The outcome of the very same item. */
  find(item: EvalItem): Outcome | undefined
  add(item: EvalItem, outcome: Outcome): void
  close(): void
}

/**
 * Opens a JSONL record, mode 0600: first the hash of `settings`, then one outcome a line. A torn last line is cut off.
 * Without a path nothing is kept.
 * @throws TrivetError E_LEDGER_MISMATCH when it belongs to other settings, E_INPUT when it is damaged, E_LEDGER_WRITE
 */
export function openRecord(path: string | undefined, settings: Json): EvalRecord {
  if (path === undefined) return { find: () => undefined, add: () => {}, close: () => {} }
  const head = hashJson(settings)
  const [found, ...lines] = readLines(path)
  if (found !== undefined && (parse(found, path, 1) as { settings?: string }).settings !== head)
    throw new TrivetError('E_LEDGER_MISMATCH', `${path} records an evaluation with other settings.`, {
      remedy: 'Name another record file, or remove this one.',
    })
  const finished = new Map(
    lines.map((line, i) => {
      const { item, outcome } = parse(line, path, i + 2) as { item: string; outcome: Outcome }
      return [item, outcome]
    }),
  )
  const file = writing(path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    return openSync(path, 'a', 0o600)
  })
  const append = (line: Json): unknown => writing(path, () => appendFileSync(file, `${JSON.stringify(line)}\n`))
  if (found === undefined) append({ v: 1, settings: head })
  const keys = new Map<EvalItem, string>()
  const keyOf = (item: EvalItem): string => {
    const key = keys.get(item) ?? hashJson(item)
    keys.set(item, key)
    return key
  }
  return {
    find: item => finished.get(keyOf(item)),
    add: (item, outcome) => append({ item: keyOf(item), outcome }),
    close: () => closeSync(file),
  }
}

function readLines(path: string): string[] {
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole))
  return whole.split('\n').slice(0, -1)
}

function parse(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new TrivetError('E_INPUT', `${path}, line ${number} is not JSON.`, { cause })
  }
}

function writing<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new TrivetError('E_LEDGER_WRITE', `Cannot write ${path}: ${(cause as Error).message}`, { cause })
  }
}
