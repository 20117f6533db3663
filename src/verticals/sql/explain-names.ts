import type { ColumnRef, Select } from '../../lang/sql/ast.ts'
import { tableByKey } from '../../lang/sql/names.ts'
import type { Schema } from '../../lang/sql/schema.ts'
import { nameWords } from '../../math/text/normalize.ts'

/** How one select calls its tables: what its expressions are put into words with. */
export type Names = {
  readonly schema: Schema
  /** Alias or key to table key; of the outer queries too. */
  readonly tables: ReadonlyMap<string, string>
  /** Keys of the tables of this select's own FROM, without repeats. */
  readonly own: readonly string[]
}

export function namesOf(select: Select, schema: Schema, outer?: Names): Names {
  const { from } = select
  const sources =
    from.kind === 'tables'
      ? from.tables.map(table => ({ table }))
      : [from.first, ...from.joins.map(({ source }) => source)]
  const tables = new Map(outer?.tables)
  for (const source of sources)
    tables.set('alias' in source && source.alias !== undefined ? source.alias : source.table, source.table)
  return { schema, tables, own: [...new Set(sources.map(({ table }) => table))] }
}

/** A stored name as people write it: `order_lines` is "order lines", `custNo` is "cust no". Other scripts stay as they are. */
export function toWords(name: string): string {
  if (/[^\u0020-\u007e]/.test(name)) return name.replace(/[_\s]+/g, ' ').trim() || name
  const words = nameWords(name)
  if (words.length === 0) return name
  return words[0]!.length === 1 && words.length > 1 ? `${words[0]}-${words.slice(1).join(' ')}` : words.join(' ')
}

/** The name of a table for many of its rows. */
export const manyOf = (key: string, { schema }: Pick<Names, 'schema'>): string =>
  toPlural(toWords(tableByKey(schema, key)?.name ?? key))

/** The name of a table for one of its rows. */
export const oneOf = (key: string, { schema }: Pick<Names, 'schema'>): string =>
  toSingular(toWords(tableByKey(schema, key)?.name ?? key))

/** A column; with its table where several are looked at. */
export function columnWords(ref: ColumnRef, names: Names): string {
  const table = names.tables.get(ref.table) ?? ref.table
  const column = toWords(ref.column)
  return names.own.length > 1 || !names.own.includes(table) ? `${column} of ${manyOf(table, names)}` : column
}

const irregular: ReadonlyMap<string, string> = new Map([
  ['person', 'people'],
  ['child', 'children'],
  ['man', 'men'],
  ['woman', 'women'],
])
const uncounted =
  /^(data|people|children|men|women|staff|info|information|series|equipment|news|history|inventory|stock)$/

/** The last word in the plural; what ends in s is one already. */
export function toPlural(words: string): string {
  const [, before = '', last = ''] = /^(.*?)([a-z]+)$/i.exec(words) ?? []
  if (last === '' || uncounted.test(last)) return words
  const known = irregular.get(last)
  if (known !== undefined) return before + known
  if (/(ss|x|ch|sh|z)$/.test(last)) return `${words}es`
  if (/s$/.test(last)) return words
  return /[^aeiou]y$/.test(last) ? `${words.slice(0, -1)}ies` : `${words}s`
}

export function toSingular(words: string): string {
  const [, before = '', last = ''] = /^(.*?)([a-z]+)$/i.exec(words) ?? []
  const known = [...irregular].find(([, many]) => many === last)
  if (known !== undefined) return before + known[0]
  if (last === '' || uncounted.test(last) || /(ss|us|is)$/.test(last)) return words
  if (/[^aeiou]ies$/.test(last) && last.length > 4) return `${words.slice(0, -3)}y`
  if (/(ss|x|ch|sh)es$/.test(last)) return words.slice(0, -2)
  return /s$/.test(last) && last.length > 3 ? words.slice(0, -1) : words
}

/** "a", "a and b", "a, b and c". */
export const listed = (texts: readonly string[], word = 'and'): string =>
  texts.length <= 1 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} ${word} ${texts.at(-1)}`
