import { mix32 } from '../../../math/text/hash32.ts'

export type Colors = {
  /** One number a column: equal for columns that no permutation-invariant look at the table tells apart. */
  readonly columns: Int32Array
  /** How often the rounds split; equal tables take equally many. */
  readonly rounds: number
}

/**
 * Color refinement of a table: columns hand their colors to the rows through the cells and back, until no more columns
 * are told apart. The outcome follows the columns under any permutation of columns, and does not depend on the order
 * of rows beyond `groups`. Colors are hashes: different ones prove a difference, equal ones prove nothing.
 * `cells`: one array a column, of hashes or ids; `groups`: one number a row; `marks`: one number a column.
 */
export function refineColors(cells: readonly Int32Array[], groups: Int32Array, marks: Int32Array): Colors {
  let columns = marks
  let distinct = 0
  for (let rounds = 1; ; rounds++) {
    const rows = groups.map(group => mix32(group + 0x3c6ef372))
    for (let j = 0; j < cells.length; j++) {
      const color = mix32(columns[j]! + 0x9e3779b9)
      const column = cells[j]!
      for (let i = 0; i < rows.length; i++) rows[i]! += mix32(mix32(column[i]!) ^ color)
    }
    const next = new Int32Array(cells.length)
    for (let j = 0; j < cells.length; j++) {
      const column = cells[j]!
      let sum = 0
      for (let i = 0; i < rows.length; i++) sum = (sum + mix32(mix32(column[i]!) + mix32(rows[i]!))) | 0
      next[j] = mix32(sum ^ mix32(columns[j]!))
    }
    columns = next
    const split = new Set(columns).size
    if (split === cells.length || split === distinct) return { columns, rounds }
    distinct = split
  }
}
