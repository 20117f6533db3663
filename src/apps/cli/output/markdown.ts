import { toLine } from '../terminal.ts'
import { cellText, isNumberColumn, type Rows } from './cell.ts'

const plain = (text: string): string => toLine(text.replace(/\r?\n/g, ' ')).replace(/[\\|<>`*_[\]]/g, '\\$&')

/** A table of GitHub's Markdown, numbers to the right. */
export function toMarkdown(result: Rows): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  const names = result.columns.map(({ name }) => plain(name))
  const rules = names.map((_, index) => (isNumberColumn(result, index) ? '---:' : '---'))
  return [names, rules, ...result.rows.map(row => row.map(cell => (cell === null ? '' : plain(cellText(cell)))))]
    .map(line)
    .join('')
}
