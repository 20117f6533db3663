import type { Context } from '../../core/context.ts'
import { toUnits } from '../../core/cost.ts'
import { type ErrorCode, toTrivetError } from '../../core/errors.ts'
import type { Json } from '../../core/json.ts'
import type { Oracle } from '../../core/parts.ts'
import { nonEmptyCheck, type Verdict } from '../../core/verdict.ts'
import type { Database, QueryLimits, ResultSet } from './database.ts'
import { resultKey } from './eval/result-key.ts'
import type { CheckedSql } from './gate.ts'

/** What selectors and people may know of a result without its rows; it stands in the ledger as the verdict's detail. */
export type ResultSummary = {
  readonly rows: number
  readonly columns: number
  readonly truncated: boolean
  /** Every cell is NULL. */
  readonly allNull: boolean
  /** Every cell is NULL or 0. */
  readonly allZero: boolean
  /** Some row occurs twice. */
  readonly repeated: boolean
}

export function summarize(result: ResultSet): ResultSummary {
  const cells = result.rows.flat()
  return {
    rows: result.rows.length,
    columns: result.columns.length,
    truncated: result.truncated,
    allNull: cells.length > 0 && cells.every(cell => cell === null),
    allZero: cells.length > 0 && cells.every(cell => cell === null || cell === 0),
    repeated: new Set(result.rows.map(row => row.join('\u0000'))).size < result.rows.length,
  }
}

/**
 * Executes candidates read-only. A query that runs passes, `heuristic`: that it runs says little of what it means.
 * What the candidate's query does wrong is `fail` with the error's kind as reason; what takes more time or memory than
 * there is, is `unknown`; what the engine does wrong is `error`. A check takes no longer than the budget lasts. The evidence has the result's key (sql-ask A6) unless it was truncated.
 */
export function sqlOracle<I extends Json, O extends { readonly sql: string; readonly ordered: boolean }>(options: {
  readonly database: Database
  /** Makes the statement safe or throws; own trees are checked as trees, text is parsed. */
  readonly gate: (output: O) => CheckedSql | Promise<CheckedSql>
  readonly limits: Partial<QueryLimits> & { readonly wallMs: number }
  /** Called with each result, before the verdict is told. */
  readonly keep?: (candidate: string, result: ResultSet) => void
}): Oracle<I, O & Json> {
  const { database, limits } = options
  return {
    name: `execute ${database.dialect}`,
    strength: 'heuristic',
    estimate: { oracleCalls: 1, wallMs: limits.wallMs },
    check: async (_task, candidate, ctx: Context): Promise<Verdict> => {
      const start = ctx.clock.elapsed()
      const wallMs = Math.min(limits.wallMs, Math.max(1, ctx.budget.left().wallMs ?? limits.wallMs))
      const cost = () => ({ oracleCalls: 1, wallMs: Math.min(wallMs, toUnits(ctx.clock.elapsed() - start)) })
      try {
        const checked = await options.gate(candidate.output)
        const result = await database.query(checked, { limits: { ...limits, wallMs }, signal: ctx.signal })
        options.keep?.(candidate.id, result)
        const signature = result.truncated
          ? {}
          : { signature: resultKey(result, { ordered: candidate.output.ordered }) }
        const evidence = {
          probes: database.ref.fingerprint,
          ...signature,
          checks: [nonEmptyCheck],
          bits: result.rows.length === 0 ? '0' : '1',
          detail: summarize(result),
        }
        return { outcome: 'pass', strength: 'heuristic', evidence, cost: cost() }
      } catch (thrown) {
        const error = toTrivetError(thrown)
        if (error.code === 'E_CANCELLED') throw error
        const reason = error.code.slice(2).toLowerCase().replaceAll('_', '-')
        return {
          outcome: outcomeOf(error.code),
          strength: 'heuristic',
          reason,
          evidence: { detail: { message: error.message } },
          cost: cost(),
        }
      }
    },
  }
}

function outcomeOf(code: ErrorCode): Verdict['outcome'] {
  if (code === 'E_SQL_TIMEOUT' || code === 'E_SQL_TOO_LARGE') return 'unknown'
  return code.startsWith('E_SQL_') ? 'fail' : 'error'
}
