// Comparison for users' own golden questions (sql-ask A3 `intent`).
import type { ColumnType } from '../../../lang/sql/schema.ts'
import type { Cell, ResultSet } from '../database.ts'
import { blobKey, denoise, sameCell, toNumber } from './cell.ts'
import { type CellIds, matchColumns, type RowOrder, toIds } from './columns.ts'
import { type Comparison, cutReason } from './comparison.ts'

export type IntentMeta = {
  /** The gold query orders its rows. */
  readonly ordered: boolean
  /** For each gold row the values it is ordered by; rows with equal ones may change places. Absent: no ties are known. */
  readonly sortKeys?: readonly (readonly Cell[])[]
  /** Accept predictions with further columns, as `extra-columns`. */
  readonly allowExtra?: boolean
}

/**
 * True when an assignment of the prediction's columns makes the rows equal as a multiset; with an ordered gold, when
 * also every group of rows with equal sort keys stands in its place. Numbers (also decimals, which come as text) are
 * equal within 1e-6 relative, two whole numbers only when they are the same; text is trimmed.
 */
export function compareIntent(gold: ResultSet, prediction: ResultSet, meta: IntentMeta): Comparison {
  const cut = cutReason(gold, prediction)
  if (cut !== undefined) return { ok: false, why: cut }
  if (gold.rows.length !== prediction.rows.length) return { ok: false, why: 'row-count' }
  const extra = prediction.columns.length - gold.columns.length
  if (extra < 0 || (extra > 0 && meta.allowExtra !== true)) return { ok: false, why: 'column-count' }
  const right = { ok: true, why: extra > 0 ? 'extra-columns' : 'equal' } as const
  if (gold.rows.length === 0) return extra > 0 ? right : { ok: true, why: 'both-empty' }
  const ids = tolerantIds()
  const goldIds = toIds(gold, ids.add, { stopAtUnknown: false })!
  const predictionIds = toIds(prediction, ids.find, { stopAtUnknown: extra === 0 })
  if (predictionIds === undefined) return { ok: false, why: 'values' }
  return matchColumns(goldIds, predictionIds, rowOrder(meta)) === undefined ? { ok: false, why: 'rows' } : right
}

function rowOrder({ ordered, sortKeys }: IntentMeta): RowOrder {
  if (!ordered) return 'none'
  if (sortKeys === undefined) return 'rows'
  const groups = new Int32Array(sortKeys.length)
  for (let i = 1; i < groups.length; i++) {
    const tied = sortKeys[i]!.every((cell, j) => sameCell(cell, sortKeys[i - 1]![j]!))
    groups[i] = groups[i - 1]! + (tied ? 0 : 1)
  }
  return groups
}

/**
 * Ids under the tolerant equality. Tolerance is not transitive: numbers of gold stay apart (but for noise below
 * 1e-12), and each number of the prediction takes the id of the nearest one within 1e-6.
 */
function tolerantIds(): CellIds {
  const ids = new Map<unknown, number>()
  const blobs = new Map<string, number>()
  let sorted: number[] | undefined
  const keyOf = (cell: Cell, type: ColumnType): unknown => {
    const number = toNumber(cell, type)
    if (number !== undefined) return typeof number === 'number' ? denoise(number) : number
    return typeof cell === 'string' ? cell.trim() : cell
  }
  return {
    add: (cell, type) => {
      const [table, key]: [Map<unknown, number>, unknown] =
        cell instanceof Uint8Array ? [blobs, blobKey(cell)] : [ids, keyOf(cell, type)]
      const known = table.get(key)
      if (known !== undefined) return known
      const id = ids.size + blobs.size
      table.set(key, id)
      return id
    },
    find: (cell, type) => {
      if (cell instanceof Uint8Array) return blobs.get(blobKey(cell)) ?? -1
      const key = keyOf(cell, type)
      const known = ids.get(key)
      if (known !== undefined || typeof key !== 'number') return known ?? -1
      sorted ??= [...ids.keys()].filter(other => typeof other === 'number').sort((a, b) => a - b)
      const near = nearest(sorted, key)
      return near === undefined ? -1 : ids.get(near)!
    },
  }
}

/** The nearest of the ascending numbers that counts as equal to `value`. */
function nearest(sorted: readonly number[], value: number): number | undefined {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return [sorted[low - 1], sorted[low]]
    .filter(other => other !== undefined && isClose(other, value))
    .sort((a, b) => Math.abs(a! - value) - Math.abs(b! - value))[0]
}

const isClose = (a: number, b: number): boolean =>
  !(Number.isInteger(a) && Number.isInteger(b)) && Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b))
