import type { Dialect, Schema } from '../../lang/sql/schema.ts'
import type { Plan, QueryLimits, ResultSet } from './database.ts'

/**
 * One engine, opened read-only, inside the thread or process that may be killed. Calls come one at a time and may
 * block; whoever stands outside (host.ts) keeps the time. A driver refuses writes by itself, whatever the gate did.
 */
export interface Driver {
  readonly dialect: Dialect
  schema(): Promise<Schema>
  /** `careful`: the engine died of this very query before; take the slow, safe way if there is one. */
  query(sql: string, limits: QueryLimits, careful: boolean): Promise<ResultSet>
  plan(sql: string): Promise<Plan>
  /** Gives back what it holds, where the thread goes on with another database. */
  close?(): void
}
