import type { Database, Plan } from '../../check/database/database.ts'
import type { CheckedSql } from '../../check/database/gate.ts'
import { TrivetError } from '../../core/errors.ts'
import type { IndexedTable } from './link/schema-index.ts'

/** What a query is expected to read before it runs; `rows` is undefined where nothing is known. */
export type Estimate = { readonly rows?: number; readonly text: string }

/** Rows that one query may be expected to read, unless somebody says otherwise. */
export const defaultMaxScan = 50_000_000

/**
 * The rows of the largest step of the engine's plan; SQLite estimates nothing, so there it is the rows of the tables
 * that its plan scans.
 */
export async function estimateRows(
  database: Database,
  sql: CheckedSql,
  options: { tables?: readonly IndexedTable[]; signal?: AbortSignal } = {},
): Promise<Estimate> {
  const plan = await database.plan(sql, options.signal === undefined ? {} : { signal: options.signal })
  const rows = database.dialect === 'sqlite' ? scannedRows(plan, options.tables ?? []) : largestStep(plan)
  return { ...(rows === undefined ? {} : { rows }), text: plan.text }
}

function largestStep(plan: Plan): number | undefined {
  const steps = [...plan.text.matchAll(/\(about (\d+) rows\)/g)].map(([, rows]) => Number(rows))
  const known = plan.rows === undefined ? steps : [...steps, plan.rows]
  return known.length === 0 ? undefined : Math.max(...known)
}

/** Rows an index lookup is taken to find. */
const found = 10

/**
 * SQLite says only how it walks: each SCAN inside another repeats for every row outside, a SEARCH finds a few. Views
 * and subqueries that it names by no table are left out.
 */
function scannedRows(plan: Plan, tables: readonly IndexedTable[]): number | undefined {
  const rowsOf = new Map(tables.map(({ table, rows }) => [table.name.toLowerCase(), rows]))
  const loops = new Map<number, number>()
  let total = 0
  for (const line of plan.text.split('\n')) {
    const depth = line.search(/\S/)
    const step = /^(SCAN|SEARCH) (.+?)(?: USING | \(|$)/.exec(line.trim())
    if (step === null) continue
    const rows = step[1] === 'SCAN' ? rowsOf.get(step[2]!.toLowerCase()) : found
    if (rows === undefined) continue
    const outer = loops.get(depth) ?? 1
    total += outer * rows
    loops.set(depth, outer * Math.max(1, rows))
  }
  return loops.size === 0 ? undefined : Math.round(total)
}

/** @throws TrivetError E_SQL_TOO_LARGE when more rows would be read than `most` */
export function assertAffordable({ rows }: Estimate, most: number): void {
  if (rows === undefined || rows <= most) return
  throw new TrivetError(
    'E_SQL_TOO_LARGE',
    `The query would read about ${rows.toLocaleString('en-US')} rows; the limit is ${most.toLocaleString('en-US')}.`,
    {
      remedy: 'Narrow it, for example by a date or a value, or raise --max-scan.',
    },
  )
}
