import type { ColumnType } from '../../../lang/sql/schema.ts'
import type { Cell, ResultSet } from '../database.ts'
import { blobKey, exactKey } from './cell.ts'
import { refineColors } from './colors.ts'

/** Numbers cells so that equal cells have equal ids. All of gold is added before the prediction is looked up. */
export interface CellIds {
  /** The id of a gold cell. */
  add(cell: Cell, type: ColumnType): number
  /** The id of the gold cell that equals this one, -1 if there is none. */
  find(cell: Cell, type: ColumnType): number
}

/** Ids under the exact equality of sql-ask A3. */
export function exactIds(): CellIds {
  const values = new Map<unknown, number>()
  const blobs = new Map<string, number>()
  let next = 0
  return {
    add: cell => {
      const blob = cell instanceof Uint8Array
      const key = blob ? blobKey(cell) : exactKey(cell)
      const table: Map<unknown, number> = blob ? blobs : values
      const known = table.get(key)
      if (known !== undefined) return known
      table.set(key, next)
      return next++
    },
    find: cell => (cell instanceof Uint8Array ? blobs.get(blobKey(cell)) : values.get(exactKey(cell))) ?? -1,
  }
}

/** The cells of a result as ids, one array a column; undefined as soon as `stopAtUnknown` meets an unknown cell. */
export function toIds(
  result: ResultSet,
  idOf: (cell: Cell, type: ColumnType) => number,
  options: { stopAtUnknown: boolean },
): Int32Array[] | undefined {
  const columns = result.columns.map(() => new Int32Array(result.rows.length))
  for (let j = 0; j < columns.length; j++) {
    const { type } = result.columns[j]!
    const ids = columns[j]!
    for (let i = 0; i < ids.length; i++) {
      const id = idOf(result.rows[i]![j]!, type)
      if (id < 0 && options.stopAtUnknown) return undefined
      ids[i] = id
    }
  }
  return columns
}

/**
 * The order that counts: 'none' for rows as a multiset, 'rows' for rows as a list, or for each row the number of the
 * group whose place in the list counts, while rows inside a group are a multiset.
 */
export type RowOrder = 'none' | 'rows' | Int32Array

/**
 * An assignment of gold columns to different prediction columns under which the rows are equal, or undefined (sql-ask
 * A3 `spider-ex`, 4-5). Both are tables of cell ids with equally many rows; the prediction may be wider.
 * Exact and without randomness: hashes only rule out, the joined multisets decide.
 */
export function matchColumns(
  gold: readonly Int32Array[],
  prediction: readonly Int32Array[],
  order: RowOrder,
): number[] | undefined {
  if (prediction.length < gold.length) return undefined
  if (order === 'rows') return matchLists(gold, prediction)
  const rows = gold[0]?.length ?? 0
  const groups = order === 'none' ? new Int32Array(rows) : order
  const colors = colorsOf(gold, prediction, groups)
  if (colors === undefined) return undefined
  const candidates = Array.from(colors.gold, color =>
    prediction.map((_, j) => j).filter(j => colors.prediction[j] === color),
  )
  const sequence = gold.map((_, j) => j).sort((a, b) => candidates[a]!.length - candidates[b]!.length)

  const assigned: number[] = new Array(gold.length).fill(-1)
  const used: boolean[] = new Array(prediction.length).fill(false)
  const assign = (depth: number, goldRows: Int32Array, predictionRows: Int32Array): boolean => {
    if (depth === sequence.length) return true
    const column = sequence[depth]!
    const tried: number[] = []
    for (const candidate of candidates[column]!) {
      if (used[candidate] || tried.some(other => sameIds(prediction[other]!, prediction[candidate]!))) continue
      tried.push(candidate)
      const joined = join(goldRows, gold[column]!, predictionRows, prediction[candidate]!)
      if (joined === undefined) continue
      used[candidate] = true
      assigned[column] = candidate
      if (assign(depth + 1, joined.gold, joined.prediction)) return true
      used[candidate] = false
    }
    return false
  }
  return assign(0, groups, groups) ? assigned : undefined
}

/** Rows as lists are equal under a permutation exactly when the columns, as lists, are the same multiset. */
function matchLists(gold: readonly Int32Array[], prediction: readonly Int32Array[]): number[] | undefined {
  const used: boolean[] = new Array(prediction.length).fill(false)
  const assigned: number[] = []
  for (const ids of gold) {
    const found = prediction.findIndex((other, j) => !used[j] && sameIds(ids, other))
    if (found < 0) return undefined
    used[found] = true
    assigned.push(found)
  }
  return assigned
}

/** Rows by what the assigned columns hold: equal numbers for equal tuples on both sides, or undefined when the multisets differ. */
function join(
  goldRows: Int32Array,
  goldIds: Int32Array,
  predictionRows: Int32Array,
  predictionIds: Int32Array,
): { gold: Int32Array; prediction: Int32Array } | undefined {
  const tuples = new Map<number, number>()
  const open: number[] = []
  const gold = new Int32Array(goldRows.length)
  for (let i = 0; i < gold.length; i++) {
    const key = goldRows[i]! * 0x1_0000_0000 + goldIds[i]!
    let tuple = tuples.get(key)
    if (tuple === undefined) {
      tuple = open.length
      tuples.set(key, tuple)
      open.push(0)
    }
    open[tuple]!++
    gold[i] = tuple
  }
  const prediction = new Int32Array(predictionRows.length)
  for (let i = 0; i < prediction.length; i++) {
    const id = predictionIds[i]!
    const tuple = id < 0 ? undefined : tuples.get(predictionRows[i]! * 0x1_0000_0000 + id)
    if (tuple === undefined || open[tuple]! === 0) return undefined
    open[tuple]!--
    prediction[i] = tuple
  }
  return { gold, prediction }
}

/**
 * A color for each column such that an assignment maps equal colors onto each other; undefined when the colors show
 * that there is none. Rows of equal width are seen too: rows whose sorted cells differ give different colors.
 */
function colorsOf(
  gold: readonly Int32Array[],
  prediction: readonly Int32Array[],
  groups: Int32Array,
): { gold: Int32Array; prediction: Int32Array } | undefined {
  if (gold.length < prediction.length) {
    const alone = (ids: Int32Array): number => refineColors([ids], groups, new Int32Array(1)).columns[0]!
    return fits({ gold: Int32Array.from(gold, alone), prediction: Int32Array.from(prediction, alone) })
  }
  const ours = refineColors(gold, groups, new Int32Array(gold.length))
  const theirs = refineColors(prediction, groups, new Int32Array(gold.length))
  return ours.rounds === theirs.rounds ? fits({ gold: ours.columns, prediction: theirs.columns }) : undefined
}

/** The colors, if no color is more frequent in gold than in the prediction. */
function fits<T extends { gold: Int32Array; prediction: Int32Array }>(colors: T): T | undefined {
  const open = new Map<number, number>()
  for (const color of colors.prediction) open.set(color, (open.get(color) ?? 0) + 1)
  for (const color of colors.gold) {
    const left = open.get(color) ?? 0
    if (left === 0) return undefined
    open.set(color, left - 1)
  }
  return colors
}

function sameIds(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
