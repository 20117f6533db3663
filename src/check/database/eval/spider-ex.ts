// Execution match of Spider's test-suite evaluation (sql-ask A3 `spider-ex`).
import type { ResultSet } from '../database.ts'
import { sameCell } from './cell.ts'
import { exactIds, matchColumns, toIds } from './columns.ts'
import { type Comparison, cutReason } from './comparison.ts'
import { officialTest } from './official-sort.ts'

/**
 * True when some permutation of the prediction's columns makes the rows equal, as a list when `ordered` (see
 * `isOrdered`), else as a multiset. Two results without rows are equal whatever their columns.
 * `official` repeats the necessary test of the official tool too, which rejects some equal rows that mix 1 and 1.0;
 * where the storage of whole numbers is not known, the item is marked `int-float-sort` instead.
 */
export function compareSpider(
  gold: ResultSet,
  prediction: ResultSet,
  meta: { ordered: boolean; official?: boolean },
): Comparison {
  const cut = cutReason(gold, prediction)
  if (cut !== undefined) return { ok: false, why: cut }
  if (gold.rows.length === 0 && prediction.rows.length === 0) return { ok: true, why: 'both-empty' }
  if (gold.rows.length !== prediction.rows.length) return { ok: false, why: 'row-count' }
  if (gold.columns.length !== prediction.columns.length) return { ok: false, why: 'column-count' }
  const why = isSame(gold, prediction) ? 'equal' : permuted(gold, prediction, meta.ordered)
  if (why !== 'equal') return { ok: false, why }
  if (meta.official !== true) return { ok: true, why }
  const official = officialTest(gold, prediction, meta.ordered)
  if (official === 'rejects') return { ok: false, why: 'official-sort' }
  return official === 'unknown' ? { ok: true, why, parity: ['int-float-sort'] } : { ok: true, why }
}

function permuted(gold: ResultSet, prediction: ResultSet, ordered: boolean): 'equal' | 'values' | 'rows' {
  const ids = exactIds()
  const goldIds = toIds(gold, ids.add, { stopAtUnknown: false })!
  const predictionIds = toIds(prediction, ids.find, { stopAtUnknown: true })
  if (predictionIds === undefined) return 'values'
  return matchColumns(goldIds, predictionIds, ordered ? 'rows' : 'none') === undefined ? 'rows' : 'equal'
}

/** The common case, without any table: the same rows in the same order. */
const isSame = (gold: ResultSet, prediction: ResultSet): boolean =>
  gold.rows.every((row, i) => row.every((cell, j) => sameCell(cell, prediction.rows[i]![j]!)))
