import type { Io } from '../io.ts'
import type { Form } from '../options.ts'
import type { Rows } from './cell.ts'
import { toCsv } from './csv.ts'
import { toMarkdown } from './markdown.ts'
import { countText, toTable } from './table.ts'

/** Rows on stdout in the form that was asked for; what is not rows goes to stderr. */
export async function printRows(result: Rows, form: Form, io: Io): Promise<void> {
  const { columns, rows, truncated } = result
  if (form === 'json') return io.print(`${JSON.stringify({ columns, rows, truncated })}\n`)
  if (form === 'csv') await io.print(toCsv(result))
  else if (form === 'markdown') await io.print(toMarkdown(result))
  else
    await io.print(
      toTable(result, { width: io.width, style: io.style })
        .map(line => `${line}\n`)
        .join(''),
    )
  if (form === 'table') io.note(io.errStyle.dim(countText(result)))
  else if (truncated) io.note(`More than ${rows.length} rows: the limit cut them. Raise --max-rows for more.`)
}
