import type { Column, ForeignKey, Schema, Table } from '../../../lang/sql/schema.ts'
import { nameWords } from '../../../math/text/normalize.ts'
import { stem } from '../../../math/text/stem.ts'
import { agreement, isIdentity, isMeasure, keyWords, tableWords } from './key-names.ts'
import { isUniqueByRows, type Profile } from './profile.ts'

/**
 * Foreign keys that are not declared, from names and value inclusion (sql-ask A4): a child column points at a column
 * that is unique in its table when (nearly) all of its values occur there and the names agree, or when the values are
 * such that no other column could hold them. Where no values were read the names decide alone.
 */
export function inferKeys(schema: Schema, profiles: ReadonlyMap<string, readonly Profile[]>): ForeignKey[] {
  const declared = new Set(schema.foreignKeys.flatMap(key => key.columns.map(name => `${key.table}\n${name}`)))
  const tables = schema.tables.filter(table => table.kind === 'table')
  const owners = new Set(tables.map(({ name }) => tableWords(name).join(' ')))
  const parts = tables.map((table, place) => toParts(table, place, profiles.get(table.key) ?? [], owners))
  const targets = parts.flatMap(own => own.filter(part => part.isTarget))
  const found: Link[] = []
  for (const part of parts.flat()) {
    if (declared.has(`${part.table.key}\n${part.column.name}`)) continue
    const link = bestLink(part, targets, schema.dialect === 'sqlite')
    if (link !== undefined) found.push(link)
  }
  // of two keys that point at each other the table that comes first is the parent
  return found
    .filter(link => !found.some(other => isReverse(link, other) && link.to.place > link.from.place))
    .map(toKey)
}

/** A column with what the search needs of it. */
type Part = {
  readonly table: Table
  readonly place: number
  readonly column: Column
  readonly profile: Profile
  /** Stems of its name, and those that do not just say "id". */
  readonly words: readonly string[]
  readonly said: readonly string[]
  readonly owner: readonly string[]
  readonly isIdentity: boolean
  readonly isTarget: boolean
  /** Its values as texts; made when first needed. */
  readonly values: () => ReadonlySet<string>
}

type Link = { readonly from: Part; readonly to: Part; readonly confidence: number }

function toParts(table: Table, place: number, profiles: readonly Profile[], owners: ReadonlySet<string>): Part[] {
  const keys = table.columns.filter(column => column.primaryKey)
  const owner = tableWords(table.name)
  const made = table.columns.flatMap((column, index) => {
    const profile = profiles[index]
    if (profile === undefined) return []
    const sole = column.primaryKey && keys.length === 1
    const unique = sole || column.unique || isUniqueByRows(profile)
    const words = nameWords(column.name).map(stem)
    const said = keyWords(words)
    let values: ReadonlySet<string> | undefined
    const part: Part = {
      table,
      place,
      column,
      profile,
      words,
      said,
      owner,
      // host_id of party_host is the key of the hosts, if there is such a table
      isIdentity: unique && isIdentity(said, owner) && (said.length >= owner.length || !owners.has(said.join(' '))),
      isTarget: sole || (unique && (column.unique || looksLikeKey(column))),
      values: () => {
        values ??= new Set(profile.values.map(String))
        return values
      },
    }
    return [part]
  })
  // a name is no key beside one
  const hasKey = made.some(({ isTarget, words }) => isTarget && words.at(-1) !== 'name')
  return hasKey ? made.map(part => (part.words.at(-1) === 'name' ? { ...part, isTarget: false } : part)) : made
}

const looksLikeKey = (column: Column): boolean =>
  /(^|_|[a-z])(id|code|key|no|num|number|uuid|cd|nr|name)s?$/i.test(column.name)

const family = ({ column: { type } }: Part): 'number' | 'text' | undefined =>
  type === 'integer' || type === 'real' || type === 'decimal' ? 'number' : type === 'text' ? 'text' : undefined

function bestLink(from: Part, targets: readonly Part[], isLoose: boolean): Link | undefined {
  const own = family(from)
  if (own === undefined || from.isIdentity) return undefined
  const isRead = from.profile.values.length > 0
  if (!isRead && (from.profile.complete || from.profile.rows === 0)) return undefined
  let best: Link | undefined
  for (const to of targets) {
    if (to.table === from.table) continue
    const names = agreement(from, to)
    if (names === 0 || (names < 0.9 && own === 'number' && isMeasure(from.column.name))) continue
    // SQLite compares texts with numbers by value
    const crosses = family(to) !== own && from.column.declared !== '' && to.column.declared !== ''
    if (family(to) === undefined || (crosses && !(isLoose && names >= 0.9 && from.profile.numeric))) continue
    const confidence = withValues(names, from, to)
    if (confidence >= 0.5 && (best === undefined || confidence > best.confidence)) best = { from, to, confidence }
  }
  return best ?? (isRead ? byValues(from, targets) : undefined)
}

/** What the values make of the belief that the names give. */
function withValues(names: number, from: Part, to: Part): number {
  if (from.profile.values.length === 0 || to.profile.values.length === 0)
    return to.profile.complete || names < 0.9 ? 0 : 0.6
  if (!to.profile.complete) return names >= 0.8 && isWithin(from.profile, to.profile) ? 0.7 : 0
  const part = included(from, to)
  if (part === 1) return Math.min(0.95, names + 0.05)
  if (part >= 0.95) return names
  return part >= 0.5 && names >= 0.9 ? 0.6 : 0
}

/** The range of a sample lies within that of another, as far as ranges are known. */
const isWithin = (inner: Profile, outer: Profile): boolean =>
  inner.min === undefined ||
  outer.max === undefined ||
  (inner.min >= (outer.min ?? inner.min) && inner.min <= outer.max)

function included(from: Part, to: Part): number {
  const values = to.values()
  let found = 0
  for (const value of from.profile.values) if (values.has(String(value))) found++
  return found / from.profile.values.length
}

/** Fewer values, or counters that start at the bottom, prove nothing. */
const fewest = 5
const counterEnd = 100

/** The one table whose key has all values of a column that no name explains: who "opened" a ticket, the "buyer". */
function byValues(from: Part, targets: readonly Part[]): Link | undefined {
  const { profile, column } = from
  const { values } = profile
  if (values.length < fewest || !profile.complete || profile.storage !== undefined || isMeasure(column.name)) return
  const number = family(from) === 'number'
  if (number ? column.type !== 'integer' || (profile.min ?? 0) < counterEnd : !values.every(isCode)) return undefined
  const fitting = targets.filter(
    to =>
      to.table !== from.table &&
      family(to) === family(from) &&
      to.profile.complete &&
      to.words.at(-1) !== 'name' &&
      to.profile.values.length >= values.length &&
      values.length * 20 >= to.profile.values.length &&
      included(from, to) === 1,
  )
  // a column that itself points on is not the origin of its values
  const origins = fitting.filter(
    to =>
      to.isIdentity ||
      !fitting.some(
        other => other !== to && other.profile.values.length > to.profile.values.length && included(to, other) === 1,
      ),
  )
  const [to, second] = origins
  return to === undefined || second !== undefined ? undefined : { from, to, confidence: 0.65 }
}

const isCode = (value: unknown): boolean => typeof value === 'string' && /^(?=.*\d)[\p{L}\d._/-]{3,40}$/u.test(value)

const isReverse = (link: Link, other: Link): boolean =>
  link.from.table === other.to.table &&
  link.from.column === other.to.column &&
  link.to.table === other.from.table &&
  link.to.column === other.from.column

const toKey = ({ from, to, confidence }: Link): ForeignKey => ({
  table: from.table.key,
  columns: [from.column.name],
  refTable: to.table.key,
  refColumns: [to.column.name],
  origin: 'inferred',
  confidence,
})
