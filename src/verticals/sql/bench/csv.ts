import { TrivetError } from '../../../core/errors.ts'

export type CsvRow = { readonly line: number; readonly fields: readonly string[] }

/**
 * Rows of comma-separated text (RFC 4180: quoted fields may hold commas, doubled quotes and line ends), each with the
 * line it starts on. Empty lines are left out.
 * @throws TrivetError E_INPUT for a quote that is not closed, or text after a closing quote
 */
export function parseCsv(text: string, name: string): CsvRow[] {
  const rows: CsvRow[] = []
  let at = 0
  let line = 1
  while (at < text.length) {
    const start = line
    const fields: string[] = []
    let quoted = false
    for (let more = true; more; ) {
      let field: string
      if (text[at] === '"') {
        const body = /"((?:[^"]|"")*)"/y
        body.lastIndex = at
        const match = body.exec(text)
        if (match === null)
          throw new TrivetError('E_INPUT', `${name}, line ${line} opens a quote that is never closed.`)
        at = body.lastIndex
        line += match[1]!.split('\n').length - 1
        field = match[1]!.replaceAll('""', '"')
        quoted = true
      } else {
        const body = /[^,\r\n]*/y
        body.lastIndex = at
        field = body.exec(text)![0]
        at = body.lastIndex
      }
      fields.push(field)
      more = text[at] === ','
      if (more) at++
    }
    if (text.startsWith('\r\n', at)) at += 2
    else if (text[at] === '\n' || text[at] === '\r') at++
    else if (at < text.length)
      throw new TrivetError('E_INPUT', `${name}, line ${line} has text behind a closing quote.`)
    line++
    if (quoted || fields.length > 1 || fields[0]!.trim() !== '') rows.push({ line: start, fields })
  }
  return rows
}
