import { availableParallelism } from 'node:os'
import type { DuckDBConnection } from '@duckdb/node-api'
import { systemClock } from '../../core/clock.ts'
import { TrivetError } from '../../core/errors.ts'
import { RowCollector } from './cells.ts'
import type { Plan, QueryLimits, ResultSet } from './database.ts'
import type { Driver } from './driver.ts'
import { toDuckdbCell, toDuckdbType } from './duckdb-cells.ts'
import { toDuckdbError } from './duckdb-errors.ts'
import { type ReadObjects, readDuckdbSchema } from './duckdb-schema.ts'
import type { Engine } from './protocol.ts'

/** DuckDB's number of the statement type SELECT (set operations, VALUES and WITH included). */
const selectType = 1

/** A text as a SQL literal. */
export const toDuckdbText = (text: string): string => `'${text.replaceAll("'", "''")}'`

const mostThreads = 8

/** A DuckDB connection that may neither install nor load extensions. */
export async function connectDuckdb(path: string, access: 'READ_ONLY' | 'READ_WRITE'): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(path, {
    access_mode: access,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // Else DuckDB keeps up to 128 MB of what a query has freed, and a table's scan holds buffers for each thread.
    allocator_flush_threshold: '1MB',
    allocator_bulk_deallocation_flush_threshold: '1MB',
    threads: String(Math.min(mostThreads, availableParallelism())),
  })
  const connection = await instance.connect()
  // The connection keeps the database open; without this its lock on the file would outlast the connection.
  instance.closeSync()
  return connection
}

/**
 * A DuckDB file, read-only, without access to any other file but `allowed`. Only SELECT is executed: COPY could
 * still write into an allowed path. Nothing is spilled to disk, where it would stand beside the user's file.
 */
export async function openDuckdb(engine: Extract<Engine, { kind: 'duckdb' }>, memoryBytes: number): Promise<Driver> {
  try {
    const connection = await connectDuckdb(engine.path, 'READ_ONLY')
    await connection.run(
      `SET allowed_paths = [${engine.allowed.map(toDuckdbText).join(', ')}]; SET temp_directory = '';
       SET memory_limit = '${Math.floor(memoryBytes / 2 ** 20)}MiB'; SET enable_external_access = false;
       SET lock_configuration = true`,
    )
    const read: ReadObjects = async sql => (await connection.runAndReadAll(sql)).getRowObjectsJS()
    return {
      dialect: 'duckdb',
      schema: () => guard(() => readDuckdbSchema(read)),
      query: (sql, limits) => guard(() => run(connection, sql, limits)),
      plan: sql => guard(() => explain(connection, sql)),
    }
  } catch (thrown) {
    const error = toDuckdbError(thrown)
    throw error.code === 'E_SQL_RUNTIME' ? new TrivetError('E_DB_FORMAT', error.message, { cause: thrown }) : error
  }
}

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw toDuckdbError(thrown)
  }
}

async function prepare(connection: DuckDBConnection, sql: string) {
  const statement = await connection.prepare(sql)
  if (statement.statementType !== selectType)
    throw new TrivetError('E_SQL_NOT_READ_ONLY', 'DuckDB does not call the statement a SELECT.')
  return statement
}

async function run(connection: DuckDBConnection, sql: string, limits: QueryLimits): Promise<ResultSet> {
  const start = systemClock.elapsed()
  const result = await (await prepare(connection, sql)).stream()
  const types = result.columnTypes().map(type => toDuckdbType(type.alias ?? String(type)))
  const collector = new RowCollector(limits)
  fetching: for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    for (const row of chunk.getRows())
      if (!collector.add(row.map((value, index) => toDuckdbCell(value, types[index]!)))) break fetching
  }
  const columns = result.columnNames().map((name, index) => ({ name, type: types[index]! }))
  return { columns, rows: collector.rows, truncated: collector.truncated, ms: systemClock.elapsed() - start }
}

type PlanNode = { name: string; children: PlanNode[]; extra_info: Record<string, unknown> }

async function explain(connection: DuckDBConnection, sql: string): Promise<Plan> {
  await prepare(connection, sql)
  const rows = (await connection.runAndReadAll(`EXPLAIN (FORMAT JSON) ${sql}`)).getRows()
  const [root] = JSON.parse(String(rows[0]?.[1])) as PlanNode[]
  const lines: string[] = []
  const estimate = (node: PlanNode): number | undefined => {
    const text = node.extra_info['Estimated Cardinality']
    return text === undefined ? undefined : Number(String(text).replace('~', ''))
  }
  const walk = (node: PlanNode, depth: number): void => {
    const table = node.extra_info.Table ?? node.extra_info.Function
    const count = estimate(node)
    lines.push(
      `${'  '.repeat(depth)}${node.name.trim()}${table === undefined ? '' : ` ${table}`}${count === undefined ? '' : ` (about ${count} rows)`}`,
    )
    for (const child of node.children) walk(child, depth + 1)
  }
  if (root !== undefined) walk(root, 0)
  const first = (node: PlanNode): number | undefined => estimate(node) ?? (node.children[0] && first(node.children[0]))
  const count = root && first(root)
  return { text: lines.join('\n'), ...(count !== undefined && { rows: count }) }
}
