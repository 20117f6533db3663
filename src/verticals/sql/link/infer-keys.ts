import type { Cell } from '../../../check/database/database.ts'
import type { Column, ForeignKey, Schema, Table } from '../../../lang/sql/schema.ts'
import { nameWords } from '../../../math/text/normalize.ts'
import { stem } from '../../../math/text/stem.ts'
import type { Profile } from './profile.ts'

/**
 * Foreign keys that are not declared, from names and value inclusion (sql-ask A4): a child column points at a column
 * that is unique in its table when (nearly) all of its values occur there and the names agree.
 */
export function inferKeys(schema: Schema, profiles: ReadonlyMap<string, readonly Profile[]>): ForeignKey[] {
  const declared = new Set(schema.foreignKeys.flatMap(key => key.columns.map(name => `${key.table}\n${name}`)))
  const targets = schema.tables
    .filter(table => table.kind === 'table')
    .flatMap(table => uniqueColumns(table, profiles.get(table.key) ?? []))
  const keys: ForeignKey[] = []
  for (const table of schema.tables) {
    if (table.kind !== 'table') continue
    for (const [index, col] of table.columns.entries()) {
      const profile = profiles.get(table.key)?.[index]
      if (profile === undefined || declared.has(`${table.key}\n${col.name}`) || profile.values.length === 0) continue
      const best = targets
        .filter(target => target.table !== table && sameFamily(col, target.column))
        .map(target => ({ target, confidence: confidence(table, col, profile, target) }))
        .filter(({ confidence }) => confidence >= 0.5)
        .sort((x, y) => y.confidence - x.confidence)
      const top = best[0]
      if (top === undefined || isMutual(keys, table, col, top.target)) continue
      keys.push({
        table: table.key,
        columns: [col.name],
        refTable: top.target.table.key,
        refColumns: [top.target.column.name],
        origin: 'inferred',
        confidence: top.confidence,
      })
    }
  }
  return keys
}

type Target = { readonly table: Table; readonly column: Column; readonly values: ReadonlySet<string> }

const family = (col: Column): string =>
  col.type === 'integer' || col.type === 'real' || col.type === 'decimal'
    ? 'number'
    : col.type === 'text'
      ? 'text'
      : 'none'
const sameFamily = (x: Column, y: Column): boolean =>
  family(x) !== 'none' && (family(x) === family(y) || x.declared === '' || y.declared === '')

/** Columns that identify a row: single-column keys, and columns without NULLs or repeats in tables of at least two rows. */
function uniqueColumns(table: Table, profiles: readonly Profile[]): Target[] {
  const keys = table.columns.filter(col => col.primaryKey)
  return table.columns.flatMap((column, index) => {
    const profile = profiles[index]
    if (profile === undefined || !profile.complete) return []
    const unique =
      (column.primaryKey && keys.length === 1) ||
      column.unique ||
      (profile.rows > 1 && profile.nulls === 0 && profile.values.length === profile.rows && looksLikeKey(column))
    return unique ? [{ table, column, values: new Set(profile.values.map(keyText)) }] : []
  })
}

const looksLikeKey = (col: Column): boolean =>
  /(^|_|[a-z])(id|code|key|no|num|number|uuid|cd|nr|name)s?$/i.test(col.name)
const keyText = (cell: Cell): string => String(cell)

/** 0 when the names say nothing or the values do not fit; .5 to .95 otherwise. */
function confidence(table: Table, col: Column, profile: Profile, target: Target): number {
  const included =
    target.values.size === 0
      ? 0
      : profile.values.filter(value => target.values.has(keyText(value))).length / profile.values.length
  if (included < 0.95 || profile.values.length === 0) return 0
  const own = nameWords(col.name).map(stem)
  const ref = nameWords(target.column.name).map(stem)
  const owner = nameWords(target.table.name).map(stem)
  const generic = new Set(['id', 'code', 'key', 'no', 'num', 'number', 'uuid', 'cd', 'nr', 'name'])
  const same = own.join(' ') === ref.join(' ')
  if (same && own.every(word => generic.has(word)) && !(own.length > 1))
    return col.primaryKey && own[0] === 'id' ? 0 : 0.5
  const mentionsOwner = owner.some(word =>
    own.some(other => other === word || (word.length >= 4 && other.length >= 3 && word.startsWith(other))),
  )
  const fits = included === 1 ? 0.05 : 0
  if (same && (target.column.primaryKey || mentionsOwner)) return 0.9 + fits
  if (same) return 0.8 + fits
  if (mentionsOwner) return 0.85 + fits
  const numbered = family(col) === 'number'
  return !numbered && profile.values.length >= 3 && looksLikeKey(col) && table !== target.table ? 0.5 + fits : 0
}

/** True when the opposite key was already inferred (two tables that share one key). */
const isMutual = (keys: readonly ForeignKey[], table: Table, col: Column, target: Target): boolean =>
  keys.some(
    key =>
      key.table === target.table.key &&
      key.columns[0] === target.column.name &&
      key.refTable === table.key &&
      key.refColumns[0] === col.name,
  )
