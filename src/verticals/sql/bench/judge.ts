import type { Cell, QueryLimits, ResultSet } from '../../../check/database/database.ts'
import { sameCell } from '../../../check/database/eval/cell.ts'
import type { Comparison } from '../../../check/database/eval/comparison.ts'
import { compareIntent } from '../../../check/database/eval/intent.ts'
import { orderingOf } from '../../../check/database/eval/sort-keys.ts'
import { compareSpider } from '../../../check/database/eval/spider-ex.ts'
import { editSpiderSql, isOrdered } from '../../../check/database/eval/spider-text.ts'
import type { CheckedSql } from '../../../check/database/gate.ts'
import { TrivetError, toTrivetError } from '../../../core/errors.ts'
import type { EvalItem, EvalMode, Outcome, Prediction, RankedSql } from './item.ts'
import type { QueryCache } from './query-cache.ts'
import { shapeOf } from './shape.ts'

export type JudgeOptions = {
  readonly mode: EvalMode
  readonly limits: QueryLimits
  /** So many candidates are looked at for a right one. */
  readonly candidates: number
  /** Mode `intent`: accept further columns. */
  readonly allowExtra: boolean
  readonly signal: AbortSignal
}

type Gold = { readonly result: ResultSet; readonly compare: (prediction: ResultSet) => Comparison }
type Judged = Pick<Outcome, 'verdict' | 'why' | 'message'>

/** Executes gold and candidates and compares. @throws TrivetError E_CANCELLED only */
export async function judge(
  item: EvalItem,
  prediction: Prediction,
  queries: QueryCache,
  options: JudgeOptions,
): Promise<Omit<Outcome, 'predictMs'>> {
  const [first] = prediction.candidates
  const about = {
    id: item.id,
    db: item.db,
    shape: shapeOf(item.gold),
    emptyGold: false,
    answered: prediction.answered ?? first !== undefined,
    ...(prediction.confidence === undefined ? {} : { confidence: prediction.confidence }),
    ...(first === undefined ? {} : { sql: first.sql }),
  }
  let gold: Gold
  try {
    gold = options.mode === 'intent' ? await runIntent(item, queries, options) : await runSpider(item, queries, options)
  } catch (thrown) {
    return { ...about, ...faultOf(thrown, 'gold-failed') }
  }
  const emptyGold = gold.result.rows.length === 0
  if (first === undefined) return { ...about, emptyGold, verdict: 'silent', why: 'no-candidate' }
  const verdicts = new Map<string, Judged>()
  let top: Judged | undefined
  for (const [i, candidate] of prediction.candidates.slice(0, options.candidates).entries()) {
    const judged = await judgeCandidate(candidate, gold, queries, options, verdicts)
    top ??= judged
    if (top.verdict === 'error') break
    if (judged.verdict === 'right') return { ...about, emptyGold, ...top, rightAt: i + 1 }
  }
  return { ...about, emptyGold, ...top! }
}

async function judgeCandidate(
  { sql, check }: RankedSql,
  gold: Gold,
  queries: QueryCache,
  options: JudgeOptions,
  verdicts: Map<string, Judged>,
): Promise<Judged> {
  try {
    const keepDistinct = options.mode !== 'spider-ex'
    const checked = check?.({ keepDistinct }) ?? (await queries.check(keepDistinct ? sql : edited(sql)))
    const known = verdicts.get(checked.sql)
    if (known !== undefined) return known
    // One row more than gold has decides already.
    const limits = { ...options.limits, rows: gold.result.rows.length + 1 }
    const { ok, why } = gold.compare(await queries.run(checked, limits, options.signal))
    const judged: Judged = { verdict: ok ? 'right' : 'wrong', why }
    verdicts.set(checked.sql, judged)
    return judged
  } catch (thrown) {
    return faultOf(thrown, 'failed')
  }
}

async function runSpider(item: EvalItem, queries: QueryCache, options: JudgeOptions): Promise<Gold> {
  const result = await executeGold(queries, await queries.check(edited(item.gold)), options)
  const ordered = item.ordered ?? isOrdered(item.gold)
  return { result, compare: prediction => compareSpider(result, prediction, { ordered }) }
}

async function runIntent(item: EvalItem, queries: QueryCache, options: JudgeOptions): Promise<Gold> {
  const result = await executeGold(queries, await queries.check(item.gold), options)
  const ordered = item.ordered ?? orderingOf(item.gold) !== undefined
  const sortKeys = ordered ? await sortKeysOf(item.gold, result, queries, options) : undefined
  const meta = {
    ordered,
    allowExtra: item.extraColumns ?? options.allowExtra,
    ...(sortKeys === undefined ? {} : { sortKeys }),
  }
  return { result, compare: prediction => compareIntent(result, prediction, meta) }
}

/**
 * The values by which gold orders its rows: columns of the result, or further items that the same query is asked for.
 * Undefined when they cannot be had; ties are not free then.
 */
async function sortKeysOf(
  sql: string,
  result: ResultSet,
  queries: QueryCache,
  options: JudgeOptions,
): Promise<Cell[][] | undefined> {
  const ordering = orderingOf(sql)
  if (ordering === undefined) return undefined
  const placeOf = (item: string): number => {
    if (/^\d+$/.test(item)) return Number(item) - 1
    const name = item.replace(/^["'`[]|["'`\]]$/g, '').toLowerCase()
    return result.columns.findIndex(column => column.name.toLowerCase() === name)
  }
  const items = ordering.by.filter(item => placeOf(item) < 0)
  let wider = result
  if (items.length > 0) {
    if (ordering.withItems === undefined) return undefined
    try {
      wider = await executeGold(queries, await queries.check(ordering.withItems(items)), options)
    } catch (thrown) {
      faultOf(thrown, 'failed')
      return undefined
    }
    const isSame = (row: readonly Cell[], i: number): boolean =>
      row.every((cell, j) => sameCell(cell, wider.rows[i]![j]!))
    if (wider.rows.length !== result.rows.length || !result.rows.every(isSame)) return undefined
  }
  const width = result.columns.length
  const places = ordering.by.map(item => (placeOf(item) < 0 ? width + items.indexOf(item) : placeOf(item)))
  return wider.rows.map(row => places.map(place => row[place]!))
}

const edited = (sql: string): string => editSpiderSql(sql, { keepDistinct: false })

async function executeGold(queries: QueryCache, sql: CheckedSql, options: JudgeOptions): Promise<ResultSet> {
  const result = await queries.run(sql, options.limits, options.signal)
  if (!result.truncated) return result
  throw new TrivetError(
    'E_SQL_TOO_LARGE',
    `The gold result has more than ${options.limits.rows} rows or too many bytes.`,
  )
}

/** `verdict` when the query is at fault, else `error`. @throws TrivetError E_CANCELLED */
function faultOf(thrown: unknown, verdict: 'failed' | 'gold-failed'): Judged {
  const { code, message } = toTrivetError(thrown)
  if (code === 'E_CANCELLED') throw thrown
  return { verdict: code.startsWith('E_SQL_') ? verdict : 'error', why: code, message }
}
