import type { Json } from '../../../core/json.ts'
import { displayWidth, type Style, toLine, truncate } from '../terminal.ts'
import { cellText, isNumberColumn, type Rows } from './cell.ts'

/** Rows that a table shows; the rest is counted. */
export const shownRows = 20
const gap = '  '
const leastWidth = 6

/** How many there are, and whether the limit cut them. */
export function countText({ rows, truncated }: Rows): string {
  const more = truncated ? `more than ${rows.length}` : String(rows.length)
  return `${more} ${rows.length === 1 && !truncated ? 'row' : 'rows'}`
}

/**
 * A result as lines for people: numbers to the right, the first rows and a count of the others, cells cut so that a
 * line fits `width`, columns that have no room left counted.
 */
export function toTable(
  result: Rows,
  options: { readonly width?: number | undefined; readonly style: Style; readonly shown?: number },
): string[] {
  const { style, width = Number.POSITIVE_INFINITY } = options
  if (result.columns.length === 0) return []
  const shown = result.rows.slice(0, options.shown ?? shownRows)
  const right = result.columns.map((_, index) => isNumberColumn(result, index))
  const header = result.columns.map(({ name }) => toLine(name))
  const cells = shown.map(row => row.map(display))
  const natural = header.map((name, index) =>
    Math.max(1, displayWidth(name), ...cells.map(row => displayWidth(row[index]!))),
  )
  const { widths, hidden } = fit(natural, width)
  const pad = (text: string, index: number): string => {
    const cut = truncate(text, widths[index]!)
    const blank = ' '.repeat(Math.max(0, widths[index]! - displayWidth(cut)))
    return right[index] ? blank + cut : cut + blank
  }
  const line = (texts: readonly string[]): string =>
    widths
      .map((_, index) => pad(texts[index]!, index))
      .join(gap)
      .trimEnd()
  const lines = [
    style.bold(line(header)),
    style.dim(widths.map(cells => '─'.repeat(cells)).join(gap)),
    ...cells.map(line),
  ]
  if (hidden > 0) lines.push(style.dim(`… ${hidden} more ${hidden === 1 ? 'column' : 'columns'} on the right`))
  const more = result.rows.length - shown.length
  if (more > 0)
    lines.push(
      style.dim(`… ${more} more ${more === 1 ? 'row' : 'rows'}${result.truncated ? ', and the limit cut others' : ''}`),
    )
  else if (result.truncated) lines.push(style.dim('… more rows; the limit cut them'))
  return lines
}

function display(cell: Json): string {
  if (cell === null) return 'NULL'
  if (typeof cell === 'object' && 'base64' in cell) {
    const bytes = Buffer.from(String(cell.base64), 'base64')
    return `x'${bytes.subarray(0, 8).toString('hex')}${bytes.length > 8 ? '…' : ''}' (${bytes.length} bytes)`
  }
  return toLine(cellText(cell))
}

/** Widths that fit: the widest columns give way first; when all are narrow, the last columns go. */
function fit(natural: readonly number[], width: number): { widths: number[]; hidden: number } {
  const least = natural.map(cells => Math.min(cells, leastWidth))
  let count = natural.length
  const sum = (widths: readonly number[]): number =>
    widths.reduce((total, cells) => total + cells, gap.length * (widths.length - 1))
  while (count > 1 && sum(least.slice(0, count)) > width) count--
  const widths = natural.slice(0, count)
  while (sum(widths) > width) {
    const widest = widths.indexOf(Math.max(...widths))
    if (widths[widest]! <= 1) break
    const others = Math.max(leastWidth, ...widths.filter((_, index) => index !== widest))
    const over = sum(widths) - width
    widths[widest] = Math.max(1, Math.min(widths[widest]! - 1, Math.max(others, widths[widest]! - over)))
  }
  return { widths, hidden: natural.length - count }
}
