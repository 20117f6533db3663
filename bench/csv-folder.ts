import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

type Value = string | number | null

const toField = (value: Value): string => {
  const text = value === null ? '' : String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Writes each table of a SQLite file as a CSV file of `folder`, which stands there whole or not at all. */
export async function toCsvFolder(sqlite: string, folder: string): Promise<void> {
  const { default: Database } = await import('libsql')
  const draft = `${folder}.${process.pid}.tmp`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  const db = new Database(sqlite, { readonly: true })
  try {
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").raw().all() as [string][]
    for (const [table] of tables) {
      const statement = db.prepare(`SELECT * FROM "${table}"`)
      const file = openSync(join(draft, `${table}.csv`), 'w')
      let lines = `${statement
        .columns()
        .map(({ name }) => toField(name))
        .join(',')}\n`
      for (const row of statement.raw().iterate() as Iterable<Value[]>) {
        lines += `${row.map(toField).join(',')}\n`
        if (lines.length < 1 << 20) continue
        writeSync(file, lines)
        lines = ''
      }
      writeSync(file, lines)
      closeSync(file)
    }
  } finally {
    db.close()
  }
  renameSync(draft, folder)
}
