import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { TrivetError } from '../../../core/errors.ts'
import { parseCsv } from './csv.ts'
import type { EvalItem } from './item.ts'

/**
 * Reads a user's own golden questions: a `.jsonl` file with one object a line, or a `.csv` file with a header. Each has
 * `question` and `sql`, and may have `db` (default: `options.db`), `id` (default: `line-N`), `ordered`, `asOf` (the day
 * that "last month" counts from) and `extraColumns` (a right answer may show more).
 * @throws TrivetError E_INPUT naming file and line
 */
export function loadGolden(path: string, options: { db?: string } = {}): EvalItem[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (cause) {
    throw new TrivetError('E_INPUT', `Cannot read ${path}: ${(cause as Error).message}`, { cause })
  }
  return parseGolden(text, path, options)
}

type Row = { readonly line: number; readonly fields: Readonly<Record<string, unknown>> }

/** The same for text in hand; the name decides the format. @throws TrivetError E_INPUT */
export function parseGolden(text: string, name: string, options: { db?: string } = {}): EvalItem[] {
  const extension = extname(name).toLowerCase()
  if (extension !== '.jsonl' && extension !== '.csv')
    throw new TrivetError('E_INPUT', `${name} is neither a .jsonl nor a .csv file.`)
  const rows = extension === '.csv' ? csvRows(text, name) : jsonlRows(text, name)
  if (rows.length === 0) throw new TrivetError('E_INPUT', `${name} holds no questions.`)
  const seen = new Map<string, number>()
  return rows.map(row => {
    const item = toItem(row, name, options)
    const before = seen.get(item.id)
    if (before !== undefined) throw faulty(name, row.line, `has the id ${item.id} of line ${before}`)
    seen.set(item.id, row.line)
    return item
  })
}

const faulty = (name: string, line: number, what: string): TrivetError =>
  new TrivetError('E_INPUT', `${name}, line ${line} ${what}.`)

function toItem({ line, fields }: Row, name: string, options: { db?: string }): EvalItem {
  const text = (key: string): string | undefined => {
    const value = fields[key]
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value !== 'string') throw faulty(name, line, `has a "${key}" that is not text`)
    return value.trim() === '' ? undefined : value
  }
  const need = (key: string, value: string | undefined): string => {
    if (value === undefined) throw faulty(name, line, `has no "${key}"`)
    return value
  }
  const flag = (key: string): boolean | undefined => {
    const value = toFlag(fields[key] ?? fields[key.toLowerCase()])
    if (value === 'neither') throw faulty(name, line, `has an "${key}" that is neither true nor false`)
    return value
  }
  const asOf = text('asOf') ?? text('asof')
  if (asOf !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(asOf))
    throw faulty(name, line, 'has an "asOf" that is no ISO date')
  const ordered = flag('ordered')
  const extraColumns = flag('extraColumns')
  return {
    id: text('id') ?? `line-${line}`,
    question: need('question', text('question')),
    gold: need('sql', text('sql')),
    db: need('db', text('db') ?? options.db),
    ...(ordered === undefined ? {} : { ordered }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(extraColumns === undefined ? {} : { extraColumns }),
  }
}

function toFlag(value: unknown): boolean | undefined | 'neither' {
  if (value === undefined || value === null || value === '') return undefined
  const word = String(value).toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : 'neither'
}

function jsonlRows(text: string, name: string): Row[] {
  return text.split('\n').flatMap((written, i) => {
    if (written.trim() === '') return []
    let fields: unknown
    try {
      fields = JSON.parse(written)
    } catch {
      throw faulty(name, i + 1, 'is not JSON')
    }
    if (fields === null || typeof fields !== 'object' || Array.isArray(fields))
      throw faulty(name, i + 1, 'is not a JSON object')
    return [{ line: i + 1, fields: fields as Record<string, unknown> }]
  })
}

function csvRows(text: string, name: string): Row[] {
  const [header, ...rows] = parseCsv(text, name)
  if (header === undefined) return []
  const keys = header.fields.map(key => key.trim().toLowerCase())
  for (const wanted of ['question', 'sql'])
    if (!keys.includes(wanted)) throw faulty(name, header.line, `, the header, has no column "${wanted}"`)
  return rows.map(({ line, fields }) => {
    if (fields.length !== keys.length)
      throw faulty(name, line, `has ${fields.length} fields; the header has ${keys.length}`)
    return { line, fields: Object.fromEntries(keys.map((key, i) => [key, fields[i]])) }
  })
}
