import { column, type DateOf, type DateOfParts } from '../../../lang/sql/ast.ts'
import type { IndexedColumn, SchemaIndex } from './schema-index.ts'

/** A moment that rows of a table carry: one column, or year, month and day in columns of their own. */
export type DateTarget = {
  readonly table: number
  /** Ids of the columns it is read from. */
  readonly columns: readonly number[]
  readonly expr: DateOf | DateOfParts
}

const cache = new WeakMap<SchemaIndex, readonly DateTarget[]>()

/** All moments of a database, in the order of its columns. */
export function dateTargets(index: SchemaIndex): readonly DateTarget[] {
  const known = cache.get(index)
  if (known !== undefined) return known
  const targets = index.tables.flatMap(table => {
    const own = table.columns.map(id => index.columns[id]!)
    const parts = fromParts(own)
    const isPart = (col: IndexedColumn): boolean => parts.some(part => part.columns.includes(col.id))
    return [...own.filter(col => !isPart(col)).flatMap(single), ...parts]
  })
  cache.set(index, targets)
  return targets
}

function single(col: IndexedColumn): DateTarget[] {
  const { storage } = col.profile
  if (storage === undefined || col.column.type === 'time') return []
  if (storage === 'year' && /birth|built|found|open|model/.test(col.words.join(' '))) return []
  return [{ table: col.table, columns: [col.id], expr: { kind: 'date', arg: column(col.key, col.name), storage } }]
}

/** Three numeric columns whose names differ only by year, month and day. */
function fromParts(own: readonly IndexedColumn[]): DateTarget[] {
  const rest = (col: IndexedColumn, word: RegExp): string | undefined => {
    const words = col.words.filter(one => !word.test(one))
    return words.length < col.words.length && col.profile.numeric ? words.join(' ') : undefined
  }
  const find = (word: RegExp, stem: string): IndexedColumn | undefined => own.find(col => rest(col, word) === stem)
  return own.flatMap(year => {
    const stem = rest(year, /^(year|yr)$/)
    if (stem === undefined) return []
    const month = find(/^(month|mon|mth)$/, stem)
    const day = find(/^(day|dd)$/, stem)
    if (month === undefined) return []
    const part = (col: IndexedColumn) => column(col.key, col.name)
    return [
      {
        table: year.table,
        columns: [year, month, ...(day === undefined ? [] : [day])].map(col => col.id),
        expr: {
          kind: 'date-of-parts',
          year: part(year),
          month: part(month),
          ...(day === undefined ? {} : { day: part(day) }),
        },
      } as const,
    ]
  })
}
