import type { Json } from '../../../core/json.ts'
import { cellText, type Rows } from './cell.ts'

const field = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** NULL is an empty field, an empty text is `""`. */
const cell = (value: Json): string => (value === '' ? '""' : field(cellText(value)))

/** RFC 4180: a header, lines that end in CRLF, quotation marks where needed. */
export function toCsv({ columns, rows }: Rows): string {
  const lines = [columns.map(({ name }) => field(name)), ...rows.map(row => row.map(cell))]
  // a single empty field would be an empty line, which readers skip
  return lines.map(line => `${line.length === 1 && line[0] === '' ? '""' : line.join(',')}\r\n`).join('')
}
