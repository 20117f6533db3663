import { exitCodes } from '../../../core/errors.ts'
import type { ForeignKey } from '../../../lang/sql/schema.ts'
import type { SchemaIndex } from '../../../verticals/sql/link/schema-index.ts'
import type { Io } from '../io.ts'
import { toTarget } from '../options.ts'
import { toTable } from '../output/table.ts'
import { openSession } from '../session.ts'

/** `trivet index [db]`: makes the index that questions use, keeps it and tells what was found. */
export async function indexCommand(
  target: string | undefined,
  options: { readonly json?: boolean; readonly values?: boolean; readonly full?: boolean },
  io: Io,
): Promise<number> {
  const db = await toTarget(target, process.cwd())
  const session = await openSession(
    { db, values: options.values !== false, refresh: true, full: options.full === true },
    io,
  )
  try {
    const { index, database } = session.source
    const summary = summarizeIndex(index)
    if (options.json === true) {
      await io.print(
        `${JSON.stringify({ database: database.ref.id, dialect: database.dialect, ms: session.readyMs, ...summary })}\n`,
      )
      return exitCodes.answered
    }
    const columns = [
      { name: 'table', type: 'text' },
      { name: 'rows', type: 'integer' },
      { name: 'columns', type: 'integer' },
      { name: 'values', type: 'integer' },
      { name: 'rows are called by', type: 'text' },
    ] as const
    const rows = summary.tables.map(({ table, rows, columns, values, display }) => [
      table,
      rows,
      columns,
      values,
      display ?? '',
    ])
    await io.print(
      toTable({ columns, rows, truncated: false }, { width: io.width, style: io.style, shown: rows.length })
        .map(line => `${line}\n`)
        .join(''),
    )
    const inferred = summary.keys.filter(({ origin }) => origin === 'inferred')
    await io.print(`\n${summary.keys.length - inferred.length} declared keys, ${inferred.length} inferred\n`)
    await io.print(
      inferred.map(key => `  ${keyText(key)}  inferred, ${Math.round((key.confidence ?? 0) * 100)} %\n`).join(''),
    )
    io.note(`${(session.readyMs / 1000).toFixed(1)} s`)
    return exitCodes.answered
  } finally {
    await session.close()
  }
}

export const keyText = ({ table, columns, refTable, refColumns }: ForeignKey): string =>
  `${table}.${columns.join(', ')} → ${refTable}.${refColumns.join(', ')}`

export function summarizeIndex(index: SchemaIndex) {
  return {
    tables: index.tables.map(({ table, rows, columns, display }) => ({
      table: table.key,
      kind: table.kind,
      rows,
      columns: columns.length,
      values: columns.reduce((sum, id) => sum + index.columns[id]!.profile.values.length, 0),
      display: display === undefined ? null : index.columns[display]!.name,
    })),
    keys: index.schema.foreignKeys,
  }
}
