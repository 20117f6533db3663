import type { Cell, ResultSet } from '../../check/database/database.ts'

/** In what two results differ, in a sentence: "(1) gives 13, (2) gives 60." or by counts of rows and of common ones. */
export function differenceWords(first: ResultSet, second: ResultSet): string {
  const [a, b] = [first, second].map(single)
  if (a !== undefined && b !== undefined) return `(1) gives ${a}, (2) gives ${b}.`
  const rows = `(1) gives ${countWords(first)}, (2) gives ${countWords(second)}`
  if (first.columns.length !== second.columns.length) return `${rows}, of other columns.`
  const common = commonRows(first, second)
  if (common === 0) return `${rows}; none is the same.`
  const isAll = common === first.rows.length && common === second.rows.length
  return isAll
    ? `${rows}; they are the same in another order.`
    : `${rows}; ${common} ${common === 1 ? 'is' : 'are'} the same.`
}

/** The value of a result of one row and one column. */
function single({ columns, rows }: ResultSet): string | undefined {
  if (columns.length !== 1 || rows.length !== 1) return undefined
  const cell = rows[0]![0]!
  return cell === null ? 'nothing' : typeof cell === 'string' ? `'${cell}'` : String(cell)
}

const countWords = ({ rows, truncated }: ResultSet): string =>
  `${truncated ? 'more than ' : ''}${rows.length} ${rows.length === 1 && !truncated ? 'row' : 'rows'}`

/** Rows that both have, counted with their repeats. */
function commonRows(first: ResultSet, second: ResultSet): number {
  const counts = new Map<string, number>()
  for (const row of first.rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1)
  let common = 0
  for (const row of second.rows) {
    const left = counts.get(keyOf(row)) ?? 0
    if (left > 0) common++
    counts.set(keyOf(row), left - 1)
  }
  return common
}

const keyOf = (row: readonly Cell[]): string =>
  JSON.stringify(row.map(cell => (typeof cell === 'bigint' ? `${cell}n` : cell)))
