// The signature of a result for voting (sql-ask A6): equal for results that differ only in the order of columns, or of
// rows where their order does not count.
import { sha256 } from '../../../core/hash.ts'
import type { ColumnType } from '../../../lang/sql/schema.ts'
import { hashText32 } from '../../../math/text/hash32.ts'
import type { Cell, ResultSet } from '../database.ts'
import { blobKey, denoise, toNumber } from './cell.ts'
import { refineColors } from './colors.ts'

/** How many complete column orders are compared at most; they differ only beyond what color refinement can see. */
const maxOrders = 64

/**
 * SHA-256 over the result in canonical form: columns ordered by their values (ties by the joined rows), rows as a
 * sorted list, or as they are when `ordered`; numbers to 1e-6 relative (whole numbers exactly), NULL marked.
 * All results without rows have one key. Names of columns do not count. Truncated results have no key: do not ask.
 */
export function resultKey(result: ResultSet, options: { ordered: boolean }): string {
  const rows = result.rows.length
  if (rows === 0) return sha256('empty')
  const columns = result.columns.map(({ type }, j) => result.rows.map(row => cellText(row[j]!, type)))
  if (options.ordered && rows > 1) {
    const lists = columns.map(cells => cells.join('')).sort()
    return sha256(`ordered ${rows} ${lists.join('|')}`)
  }
  return canonicalKey(columns, rows)
}

/** A cell as text; equal texts for equal cells, and no text is the beginning of another. */
function cellText(cell: Cell, type: ColumnType): string {
  if (cell === null) return 'null;'
  if (cell instanceof Uint8Array) return `b${cell.length}:${blobKey(cell)};`
  const number = toNumber(cell, type)
  return number === undefined ? `t${String(cell).length}:${String(cell)};` : `${numberText(number)};`
}

function numberText(number: number | bigint): string {
  if (typeof number === 'bigint') return String(number)
  const quiet = denoise(number)
  return String(Number.isInteger(quiet) || !Number.isFinite(quiet) ? quiet + 0 : Number(quiet.toPrecision(7)))
}

/**
 * Colors are refined from the cells until they settle. Columns that still share a color are told apart by marking each
 * of them in turn; of the outcomes only those with the least colors are followed (the others are the same in every
 * order), and the least digest counts. Colors depend on content alone, so neither the order of columns nor that of
 * rows matters.
 */
function canonicalKey(columns: readonly (readonly string[])[], rows: number): string {
  const hashes = columns.map(cells => Int32Array.from(cells, cell => hashText32(cell)))
  const groups = new Int32Array(rows)
  const colorsUnder = (marks: Int32Array): Int32Array => refineColors(hashes, groups, marks).columns
  let best: string | undefined
  let orders = 0

  const descend = (marks: Int32Array, colors: Int32Array, depth: number): void => {
    const order = [...colors.keys()].sort((a, b) => colors[a]! - colors[b]!)
    const tied = tiedColumns(order, colors, columns)
    if (tied.length === 0) {
      const key = digest(order.map(j => columns[j]!))
      if (best === undefined || key < best) best = key
      orders++
      return
    }
    const branches = tied.map(j => {
      const marked = marks.with(j, depth)
      const refined = colorsUnder(marked)
      return { marked, refined, shape: refined.toSorted().join() }
    })
    const least = branches.reduce((a, b) => (b.shape < a.shape ? b : a)).shape
    for (const { marked, refined, shape } of branches)
      if (shape === least && orders < maxOrders) descend(marked, refined, depth + 1)
  }
  const none = new Int32Array(columns.length)
  descend(none, colorsUnder(none), 1)
  return best!
}

/** The first columns that share a color though their cells differ, one of each kind; empty when there are none. */
function tiedColumns(order: readonly number[], colors: Int32Array, columns: readonly (readonly string[])[]): number[] {
  const same = (a: number, b: number): boolean => columns[a]!.every((cell, i) => cell === columns[b]![i])
  const tie = order.find((j, i) => i > 0 && colors[j] === colors[order[i - 1]!] && !same(j, order[i - 1]!))
  if (tie === undefined) return []
  const sharing = order.filter(j => colors[j] === colors[tie])
  return sharing.filter((j, i) => !sharing.slice(0, i).some(other => same(j, other)))
}

function digest(columns: readonly (readonly string[])[]): string {
  const rows = columns[0]!.map((_, i) => columns.map(cells => cells[i]).join('')).sort()
  return sha256(`${columns.length} ${rows.join('|')}`)
}
