import { systemClock } from '../../core/clock.ts'
import { RowCollector } from './cells.ts'
import type { Plan, QueryLimits, ResultSet } from './database.ts'
import { toPostgresCell, toPostgresType } from './postgres-cells.ts'

/** What a server gave to one statement; every value as the server's text. */
export type PostgresRows = {
  readonly fields: readonly { readonly name: string; readonly oid: number }[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** A connection, to a server or to PGlite. */
export interface PostgresSession {
  /** Statements of our own, without results. */
  run(text: string): Promise<void>
  /** One statement by the extended protocol, which refuses a second one. */
  query(text: string): Promise<PostgresRows>
}

/** Rows asked for at once: so many that round trips do not count, so few that the byte limit can stop in time. */
const batch = 1000

/** Runs work in a read-only transaction that is rolled back, with dates and numbers printed the same everywhere. */
export async function readOnly<T>(session: PostgresSession, wallMs: number, work: () => Promise<T>): Promise<T> {
  await session.run(
    `BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.ceil(wallMs)}; SET LOCAL cursor_tuple_fraction = 1;
     SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL bytea_output = 'hex';
     SET LOCAL extra_float_digits = 1; SET LOCAL standard_conforming_strings = on`,
  )
  try {
    return await work()
  } finally {
    // When the connection is gone so is the transaction.
    await session.run('ROLLBACK').catch(() => {})
  }
}

/** A query through a cursor, which takes nothing but SELECT and VALUES, up to the limits. */
export async function runQuery(session: PostgresSession, sql: string, limits: QueryLimits): Promise<ResultSet> {
  const start = systemClock.elapsed()
  return readOnly(session, limits.wallMs, async () => {
    await session.query(`DECLARE trivet_rows NO SCROLL CURSOR WITHOUT HOLD FOR ${sql}`)
    const collector = new RowCollector(limits)
    let fields: PostgresRows['fields'] = []
    for (;;) {
      const wanted = Math.min(batch, limits.rows + 1 - collector.rows.length)
      const got = await session.query(`FETCH ${wanted} FROM trivet_rows`)
      fields = got.fields
      const full = got.rows.some(row => !collector.add(row.map((text, i) => toPostgresCell(text, fields[i]!.oid))))
      if (full || got.rows.length < wanted) break
    }
    const columns = fields.map(({ name, oid }) => ({ name, type: toPostgresType(oid) }))
    return { columns, rows: collector.rows, truncated: collector.truncated, ms: systemClock.elapsed() - start }
  })
}

type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Plan Rows': number
  'Total Cost': number
  Plans?: PlanNode[]
}

/** The planner's estimate and tree. */
export async function explainQuery(session: PostgresSession, sql: string, wallMs: number): Promise<Plan> {
  const { rows } = await readOnly(session, wallMs, () => session.query(`EXPLAIN (FORMAT JSON) ${sql}`))
  const [{ Plan: root }] = JSON.parse(String(rows[0]?.[0])) as [{ Plan: PlanNode }]
  const lines: string[] = []
  const walk = (node: PlanNode, depth: number): void => {
    const on = [node['Index Name'], node['Relation Name']].filter(name => name !== undefined).join(' on ')
    lines.push(
      `${'  '.repeat(depth)}${node['Node Type']}${on === '' ? '' : ` ${on}`} (about ${node['Plan Rows']} rows)`,
    )
    for (const child of node.Plans ?? []) walk(child, depth + 1)
  }
  walk(root, 0)
  return { rows: root['Plan Rows'], cost: root['Total Cost'], text: lines.join('\n') }
}
