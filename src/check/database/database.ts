import type { ResourceKind } from '../../core/context.ts'
import type { DatabaseRef } from '../../core/task.ts'
import type { ColumnType, Dialect, Schema } from '../../lang/sql/schema.ts'
import type { CheckedSql } from './gate.ts'

/** One value of a result. Decimals, dates, times and JSON are text; their column's type says which. */
export type Cell = null | boolean | number | bigint | string | Uint8Array

export type ResultColumn = { readonly name: string; readonly type: ColumnType }

export type ResultSet = {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly Cell[])[]
  /** There were more rows or bytes than the limits allowed. */
  readonly truncated: boolean
  /** Milliseconds from the start of execution to the last row. */
  readonly ms: number
}

/** Hard limits of one query; what exceeds them is cut (`rows`, `bytes`) or killed (`wallMs`, `memoryBytes`). */
export type QueryLimits = {
  readonly wallMs: number
  readonly rows: number
  readonly bytes: number
  readonly memoryBytes: number
}
export const defaultLimits: QueryLimits = { wallMs: 10_000, rows: 10_000, bytes: 32 << 20, memoryBytes: 512 << 20 }

/** The planner's opinion, where the engine has one. */
export type Plan = { readonly rows?: number; readonly cost?: number; readonly text: string }

/** What a server would let the connected role do, were it not for the read-only transactions. Names are `schema.table`. */
export type Rights = {
  readonly role: string
  readonly database: string
  readonly superuser: boolean
  /** Predefined roles that write everywhere, or reach files and programs of the server. */
  readonly memberOf: readonly string[]
  /** Tables and views in which it may insert, update or delete. */
  readonly writes: readonly string[]
  /** Schemas in which it may create tables. */
  readonly creates: readonly string[]
  readonly createsSchemas: boolean
  /** All schemas that it may use. */
  readonly schemas: readonly string[]
}

/**
 * A database opened for reading only. Every engine gives the same: `query` rejects with TrivetError E_SQL_RUNTIME,
 * E_SQL_TIMEOUT, E_SQL_UNKNOWN_NAME, E_SQL_TOO_LARGE, E_DB_DIED or E_CANCELLED, and the next query works.
 */
export interface Database {
  readonly ref: DatabaseRef
  readonly dialect: Dialect
  /** Values that may be neither indexed nor shown to a proposer: all, or those of columns named `table.column`. */
  readonly withheld?: 'all' | readonly string[]
  /** Tables, views, columns, keys, comments that the principal may see; read once. */
  schema(): Promise<Schema>
  query(sql: CheckedSql, options?: { limits?: Partial<QueryLimits>; signal?: AbortSignal }): Promise<ResultSet>
  plan(sql: CheckedSql, options?: { signal?: AbortSignal }): Promise<Plan>
  /** Only servers know rights. */
  rights?(): Promise<Rights>
  close(): Promise<void>
}

export const databaseResource: ResourceKind<Database> = { kind: 'database' }
