import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import initSqlJs from 'sql.js'

export type Value = string | number | null
export type Row = Record<string, Value>

/** One table's rows; every row has the same columns as the first. */
export interface TableRows {
  name: string
  rows: readonly Row[]
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** SQLite file image: `schema` (DDL), then the rows in the order given, then a check of the declared keys. */
export async function toSqlite(schema: string, tables: readonly TableRows[]): Promise<Uint8Array> {
  const sql = await initSqlJs()
  const db = new sql.Database()
  try {
    db.run(schema)
    db.run('BEGIN')
    for (const { name, rows } of tables) {
      const columns = Object.keys(rows[0] ?? {})
      const marks = columns.map(() => '?').join(', ')
      const statement = db.prepare(`INSERT INTO ${quote(name)} (${columns.map(quote).join(', ')}) VALUES (${marks})`)
      for (const row of rows) statement.run(columns.map(column => row[column] ?? null))
      statement.free()
    }
    db.run('COMMIT')
    const broken = db.exec('PRAGMA foreign_key_check')[0]?.values
    if (broken) throw new Error(`foreign key broken: ${JSON.stringify(broken[0])}`)
    return db.export()
  } finally {
    db.close()
  }
}

/** CSV text with a header line, `\n` line ends and NULL as an empty field. */
export function toCsv(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const field = (value: Value): string => {
    const text = value === null ? '' : String(value)
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const lines = rows.map(row => columns.map(column => field(row[column] ?? null)).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

/** Writes beside the target and renames, so a reader never sees half a file. */
export function writeWhole(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.tmp`
  writeFileSync(draft, content)
  renameSync(draft, path)
}
