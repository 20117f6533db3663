import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js'
import { dataFolder } from '../../core/paths.ts'
import type { Schema, Table } from './schema.ts'

/** Spider's questions and databases, for tests: SQLite through sql.js, in this process. */
export type Gold = { readonly db_id: string; readonly question: string; readonly query: string }
export type SpiderDatabase = { readonly schema: Schema; rows(sql: string): string[] }

const folder = join(dataFolder(), 'sql', 'spider')
export const spiderAbsent = existsSync(join(folder, 'dev.json'))
  ? false
  : `no Spider data in ${folder}; point TRIVET_DATA at the data folder`

export const readGolds = (file: 'dev' | 'train_spider' | 'train_others'): Gold[] =>
  JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')) as Gold[]

let sqlJs: Promise<SqlJsStatic> | undefined
const opened = new Map<string, SpiderDatabase>()

/** The database of that id, or undefined where its file is not among the data. */
export async function openSpider(id: string): Promise<SpiderDatabase | undefined> {
  const path = join(folder, 'database', id, `${id}.sqlite`)
  if (!existsSync(path)) return undefined
  sqlJs ??= initSqlJs()
  const known = opened.get(id)
  if (known !== undefined) return known
  const db = new (await sqlJs).Database(readFileSync(path))
  const made: SpiderDatabase = { schema: schemaOf(db), rows: sql => rowsOf(db, sql) }
  opened.set(id, made)
  return made
}

/** Tables and columns of a SQLite database; every column counts as text. */
export function schemaOf(db: Database): Schema {
  const names = db.exec(
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  )
  const tables = (names[0]?.values ?? []).map(([cell]): Table => {
    const name = String(cell)
    const columns =
      db.exec(`SELECT name, type FROM pragma_table_info('${name.replaceAll("'", "''")}')`)[0]?.values ?? []
    return {
      key: name,
      name,
      kind: 'table',
      columns: columns.map(([column, declared]) => ({
        name: String(column),
        type: 'text',
        declared: String(declared),
        nullable: true,
        primaryKey: false,
        unique: false,
      })),
    }
  })
  return { dialect: 'sqlite', tables, foreignKeys: [] }
}

/** Each row as JSON. @throws Error with the engine's message */
export function rowsOf(db: Database, sql: string): string[] {
  const statement = db.prepare(sql)
  const rows: string[] = []
  try {
    while (statement.step()) rows.push(JSON.stringify(statement.get()))
  } finally {
    statement.free()
  }
  return rows
}
