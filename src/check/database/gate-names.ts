import { TrivetError } from '../../core/errors.ts'
import type { Schema, Table } from '../../lang/sql/schema.ts'
import { similarity } from '../../math/text/edit-distance.ts'

/** @throws TrivetError E_SQL_UNKNOWN_NAME with the nearest of the visible tables */
export function unknownTable(name: string, schema: Schema): never {
  const known = schema.tables.map(table => table.key)
  throw new TrivetError('E_SQL_UNKNOWN_NAME', `There is no table ${shown(name)}.${nearest(name, known)}`)
}

/** @throws TrivetError E_SQL_UNKNOWN_NAME with the nearest columns of these tables */
export function unknownColumn(name: string, tables: Iterable<Table>, where: string | undefined): never {
  const known = [...tables].flatMap(table => table.columns.map(column => `${table.name}.${column.name}`))
  const place = where === undefined ? '' : ` in ${shown(where)}`
  throw new TrivetError('E_SQL_UNKNOWN_NAME', `There is no column ${shown(name)}${place}.${nearest(name, known)}`)
}

/** A name from outside, as it may stand in a message. */
export const shown = (name: string): string => {
  const clean = name.replace(/\p{Cc}/gu, '?')
  return JSON.stringify(clean.length > 80 ? `${clean.slice(0, 77)}...` : clean)
}

/** Up to three of the names, compared by their last part; nothing where all are far off. */
function nearest(name: string, known: readonly string[]): string {
  const wanted = name.slice(0, 80).toLowerCase()
  const scored = known
    .map(full => {
      const last = full.slice(full.lastIndexOf('.') + 1).toLowerCase()
      const part = wanted.length > 2 && last.length > 2 && (last.includes(wanted) || wanted.includes(last)) ? 0.7 : 0
      return { full, score: Math.max(part, Math.abs(last.length - wanted.length) > 8 ? 0 : similarity(wanted, last)) }
    })
    .filter(({ score }) => score >= 0.5)
    .sort((a, b) => b.score - a.score)
  const best = [...new Set(scored.map(({ full }) => full))].slice(0, 3)
  return best.length === 0 ? '' : ` The nearest: ${best.join(', ')}.`
}
