import { checkText } from '../../../check/database/gate-text.ts'
import { openDatabase } from '../../../check/database/open.ts'
import { toWireRows } from '../../../check/database/wire.ts'
import { exitCodes } from '../../../core/errors.ts'
import { assertAffordable, defaultMaxScan, estimateRows } from '../../../verticals/sql/estimate.ts'
import type { Io } from '../io.ts'
import { type FormOptions, type LimitOptions, toCount, toForm, toLimits, toTarget, toText } from '../options.ts'
import { printRows } from '../output/rows.ts'
import { withProgress } from '../session.ts'

export type QueryOptions = FormOptions & LimitOptions & { readonly db?: string; readonly maxScan?: string }

/** `trivet query "<sql>"`: the user's own SQL through the same gate, read-only, under the same limits. */
export async function queryCommand(sql: string, options: QueryOptions, io: Io): Promise<number> {
  const form = toForm(options)
  const limits = toLimits(options)
  const maxScan = options.maxScan === undefined ? defaultMaxScan : toCount(options.maxScan, 'max-scan')
  toText(sql, 'statement')
  const target = await toTarget(options.db, process.cwd())
  const { signal } = io
  const result = await withProgress(io, async progress => {
    progress.tell('opening the database')
    const database = await openDatabase(target)
    try {
      progress.tell('reading the statement')
      const checked = await checkText(sql, await database.schema(), { doubleQuotes: 'strict' })
      signal.throwIfAborted()
      assertAffordable(await estimateRows(database, checked, { signal }), maxScan)
      progress.tell('running the query')
      return await database.query(checked, { limits, signal })
    } finally {
      await database.close()
    }
  })
  await printRows({ columns: result.columns, rows: toWireRows(result.rows), truncated: result.truncated }, form, io)
  return exitCodes.answered
}
