import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { TrivetError } from '../../core/errors.ts'
import { cannotWrite } from './cache-error.ts'
import type { Driver } from './driver.ts'
import { connectDuckdb, openDuckdb, toDuckdbText } from './duckdb.ts'
import { toDuckdbError } from './duckdb-errors.ts'
import type { DataFile, Engine } from './protocol.ts'

/** Files up to this size are read whole to find the types of their columns; larger ones by their first rows. */
const mostScanned = 128 << 20

/** Bytes of a CSV file that are read at a time, for each thread and more; DuckDB's 32 MB would be most of its memory. */
const bufferBytes = 8 << 20

/** Opens data files through a database of views, which is made when it is not there yet. */
export async function openFilesDriver(
  { cache, files }: Extract<Engine, { kind: 'files' }>,
  memoryBytes: number,
): Promise<Driver> {
  const open = async () => {
    if (!existsSync(cache)) await build(cache, files)
    return openDuckdb({ kind: 'duckdb', path: cache, allowed: files.map(({ path }) => path) }, memoryBytes)
  }
  const driver = await open().catch(async thrown => {
    // A damaged cache is made again; a damaged data file has left none.
    if (!existsSync(cache)) throw thrown
    rmSync(cache)
    return open()
  })
  return {
    ...driver,
    schema: async () => {
      const schema = await driver.schema()
      const stamps = new Map(files.map(({ name, path }) => [name, stampOf(path)]))
      const tables = schema.tables.map(table => ({ ...table, kind: 'table' as const, stamp: stamps.get(table.name)! }))
      return { ...schema, tables }
    },
  }
}

function stampOf(path: string): string {
  const { size, mtimeNs } = statSync(path, { bigint: true })
  return `${path} ${size} ${mtimeNs}`
}

/** Writes the views beside the target and renames, so that no one sees half of them. */
async function build(cache: string, files: readonly DataFile[]): Promise<void> {
  try {
    mkdirSync(dirname(cache), { recursive: true, mode: 0o700 })
  } catch (thrown) {
    throw cannotWrite(cache, thrown)
  }
  const draft = `${cache}.${process.pid}`
  rmSync(draft, { force: true })
  try {
    const connection = await connectDuckdb(draft, 'READ_WRITE')
    for (const file of files) await createView(connection, file)
    await connection.run('CHECKPOINT')
    connection.closeSync()
    renameSync(draft, cache)
  } catch (thrown) {
    throw thrown instanceof TrivetError ? thrown : cannotWrite(cache, thrown)
  } finally {
    for (const name of [draft, `${draft}.wal`]) rmSync(name, { force: true })
  }
}

async function createView(connection: DuckDBConnection, file: DataFile): Promise<void> {
  try {
    const source = await describe(connection, file)
    await connection.run(`CREATE VIEW ${quote(file.name)} AS SELECT * FROM ${source}`)
  } catch (thrown) {
    const { message } = toDuckdbError(thrown)
    throw new TrivetError('E_DB_FORMAT', `${file.path} cannot be read. ${message.split('\n').slice(0, 3).join(' ')}`, {
      remedy: 'Correct or remove the file; it is damaged or not of the kind that its name says.',
    })
  }
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** The table function that reads a file with every column's name and type spelt out, so that no query guesses again. */
async function describe(connection: DuckDBConnection, { path, format }: DataFile): Promise<string> {
  const name = toDuckdbText(path)
  if (format === 'parquet') return `read_parquet(${name}, hive_partitioning = false)`
  const sample = statSync(path).size <= mostScanned ? ', sample_size = -1' : ''
  if (format === 'csv') return describeCsv(connection, path, sample)
  const columns = await rowsOf(
    connection,
    `DESCRIBE SELECT * FROM read_json(${name}${sample}, hive_partitioning = false)`,
  )
  const types = toStruct(columns.map(column => [String(column.column_name), String(column.column_type)]))
  return `read_json(${name}, columns = ${types}, format = 'auto', hive_partitioning = false)`
}

const toStruct = (columns: readonly (readonly [string, string])[]): string =>
  `{${columns.map(([column, type]) => `${toDuckdbText(column)}: ${toDuckdbText(type)}`).join(', ')}}`

const rowsOf = async (connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> =>
  (await connection.runAndReadAll(sql)).getRowObjectsJS()

type Sniffed = {
  Delimiter: string
  Quote: string
  Escape: string
  SkipRows: number
  HasHeader: boolean
  Comment: string
  Columns: { name: string; type: string }[]
  DateFormat: string | null
  TimestampFormat: string | null
}

/** Ways to read a CSV file, in the order tried: as it should be, in another encoding, with rows that are too short. */
const leniencies = ['', ", encoding = 'latin-1'", ', null_padding = true']

/** Whether the file starts with the mark of UTF-16, little-endian, which spreadsheets export as "Unicode text". */
function isUtf16(path: string): boolean {
  const bytes = Buffer.alloc(2)
  const file = openSync(path, 'r')
  try {
    readSync(file, bytes, 0, 2, 0)
  } finally {
    closeSync(file)
  }
  return bytes[0] === 0xff && bytes[1] === 0xfe
}

async function describeCsv(connection: DuckDBConnection, path: string, sample: string): Promise<string> {
  const name = toDuckdbText(path)
  let best: { sniffed: Sniffed; extra: string } | undefined
  let failure: unknown
  for (const extra of isUtf16(path) ? [", encoding = 'utf-16'"] : leniencies) {
    try {
      const [row] = await rowsOf(connection, `FROM sniff_csv(${name}${sample}${extra}, hive_partitioning = false)`)
      const sniffed = row as Sniffed
      if (best === undefined || sniffed.Columns.length > best.sniffed.Columns.length) best = { sniffed, extra }
    } catch (thrown) {
      failure ??= thrown
    }
    // One column whose name holds a separator: the rows differ in length, and nothing was split.
    const [first] = best?.sniffed.Columns ?? []
    if (best !== undefined && !(best.sniffed.Columns.length === 1 && /[,;\t|]/.test(first?.name ?? ''))) break
  }
  if (best === undefined) throw failure
  const { sniffed, extra } = best
  const option = (key: string, value: string | null) =>
    value === null || value === '' ? '' : `, ${key} = ${toDuckdbText(value)}`
  const mark = (value: string) => toDuckdbText(value === '(empty)' ? '' : value)
  const columns = toStruct(sniffed.Columns.map(column => [column.name, column.type]))
  return `read_csv(${name}, auto_detect = false, delim = ${mark(sniffed.Delimiter)}, quote = ${mark(sniffed.Quote)}, escape = ${mark(sniffed.Escape)}, comment = ${mark(sniffed.Comment)}, skip = ${Number(sniffed.SkipRows)}, header = ${sniffed.HasHeader}, columns = ${columns}${option('dateformat', sniffed.DateFormat)}${option('timestampformat', sniffed.TimestampFormat)}${extra}, buffer_size = ${bufferBytes}, hive_partitioning = false)`
}
