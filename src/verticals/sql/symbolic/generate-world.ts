import type { Cell } from '../../../check/database/database.ts'
import {
  column,
  type DateOf,
  type DateOfParts,
  type DateStorage,
  type Literal,
  literal,
} from '../../../lang/sql/ast.ts'
import { joinTrees } from '../../../lang/sql/join-free.ts'
import { isoText } from '../link/periods-calendar.ts'
import type { IndexedColumn, IndexedTable, SchemaIndex } from '../link/schema-index.ts'

/** A date that rows of a table have, however it is stored. */
export type Moment = {
  readonly expr: DateOf | DateOfParts
  /** What the date is the date of. */
  readonly words: readonly string[]
  /** Days that occur, 'YYYY-MM-DD', ascending, at most 400. */
  readonly days: readonly string[]
  /** Only the year is stored. */
  readonly yearOnly: boolean
  /** Of `days` only the years are sure. */
  readonly coarse: boolean
  /** The column, when it is a single one. */
  readonly column?: IndexedColumn
}

/** A column of two values of which one means yes. */
export type Flag = { readonly column: IndexedColumn; readonly yes: Literal; readonly no: Literal }

/** A table by what can be asked of its columns. */
export type Focus = {
  readonly table: IndexedTable
  /** What its rows are called by. */
  readonly label?: IndexedColumn
  /** Numbers that can be summed up and compared. */
  readonly measures: readonly IndexedColumn[]
  /** Texts of which few different ones occur. */
  readonly categories: readonly IndexedColumn[]
  readonly moments: readonly Moment[]
  readonly flags: readonly Flag[]
  /** Columns of which some cells are empty. */
  readonly gaps: readonly IndexedColumn[]
  /** Columns worth being asked for, the label apart. */
  readonly attributes: readonly IndexedColumn[]
}

/** A key of one column, the only one between its two tables. */
export type Link = {
  readonly child: Focus
  readonly parent: Focus
  /** Most parents have children. */
  readonly busy: boolean
  readonly from: IndexedColumn
  readonly to: IndexedColumn
}

/** Two keys in a row with no shorter way from `child` to `parent`. */
export type Chain = { readonly busy: boolean; readonly child: Focus; readonly parent: Focus }

/** What questions can be generated about. */
export type World = {
  readonly index: SchemaIndex
  readonly focuses: readonly Focus[]
  readonly links: readonly Link[]
  readonly chains: readonly Chain[]
}

/** Sorts the tables, columns and keys of a database by what can be asked about them. Views are left out. */
export function toWorld(index: SchemaIndex): World {
  const focuses = index.tables
    .filter(({ table, rows, columns }) => table.kind === 'table' && rows >= 2 && columns.length > 0)
    .map(table => toFocus(table, index))
  const of = (key: string): Focus | undefined => focuses.find(({ table }) => table.table.key === key)
  const pair = (a: number, b: number): string => `${Math.min(a, b)} ${Math.max(a, b)}`
  const pairs = index.graph.edges.map(({ a, b }) => pair(a, b))
  const links = index.graph.edges.flatMap(({ a, b, key }): Link[] => {
    const [child, parent] = [of(key.table), of(key.refTable)]
    const [from, to] = [columnOf(index, key.table, key.columns[0]), columnOf(index, key.refTable, key.refColumns[0])]
    const rival = pairs.filter(other => other === pair(a, b)).length > 1
    if (key.columns.length !== 1 || rival) return []
    return child === undefined || parent === undefined || from === undefined || to === undefined
      ? []
      : [{ child, parent, from, to, busy: from.profile.values.length >= 0.6 * to.profile.values.length }]
  })
  return { index, focuses, links, chains: toChains(index, links) }
}

function toChains(index: SchemaIndex, links: readonly Link[]): Chain[] {
  return links.flatMap(low =>
    links.flatMap(({ child, parent, busy }): Chain[] => {
      if (child !== low.parent || child === low.child || parent === low.child || parent === child) return []
      const keys = [low.child, parent].map(focus => focus.table.table.key)
      const [first, second] = joinTrees(index.graph, keys, 2)
      const through = first?.keys.every(key => [key.table, key.refTable].includes(child.table.table.key)) === true
      const sole = second === undefined || second.cost > first!.cost + 0.5
      return through && first.keys.length === 2 && sole ? [{ child: low.child, parent, busy: low.busy && busy }] : []
    }),
  )
}

const columnOf = (index: SchemaIndex, key: string, name: string | undefined): IndexedColumn | undefined =>
  index.columns.find(col => col.key === key && col.name === name)

function toFocus(table: IndexedTable, index: SchemaIndex): Focus {
  const columns = table.columns.map(id => index.columns[id]!)
  const label = table.display === undefined ? undefined : index.columns[table.display]!
  const flags = columns.flatMap(toFlag)
  const parts = toParts(columns)
  const moments = [
    ...(parts === undefined ? [] : [parts]),
    ...columns.flatMap(col => (parts !== undefined && parts.column === col ? [] : toMoment(col))),
  ]
  const isFlag = (col: IndexedColumn): boolean => flags.some(flag => flag.column === col)
  const plain = columns.filter(col => !col.idLike && !col.foreignKey && !col.column.primaryKey && !isFlag(col))
  return {
    table,
    ...(label === undefined || label.profile.values.length === 0 ? {} : { label }),
    measures: plain.filter(isMeasure),
    categories: plain.filter(col => col !== label && isCategory(col)),
    moments,
    flags,
    gaps: columns.filter(
      ({ profile, column: { primaryKey } }) => !primaryKey && profile.nulls > 0 && profile.nulls < profile.rows,
    ),
    attributes: columns.filter(
      col =>
        col !== label &&
        !col.foreignKey &&
        !isFlag(col) &&
        !(col.column.primaryKey && col.idLike) &&
        col.profile.values.length > 0,
    ),
  }
}

const numbersOnly = (values: readonly Cell[]): boolean =>
  values.every(value => typeof value === 'number' || typeof value === 'bigint')

/** Numbers by name that are no quantities. */
const nominal =
  /^(zip|postcode|postal|phone|telephone|tel|fax|code|number|no|nr|num|year|yr|month|day|rank|position|version|ssn|isbn|latitude|longitude|lat|lng|long)$/

function isMeasure({ profile, words }: IndexedColumn): boolean {
  const { numeric, storage, values, min, max } = profile
  return (
    numeric &&
    storage === undefined &&
    values.length >= 3 &&
    min !== undefined &&
    max !== undefined &&
    min < max &&
    numbersOnly(values) &&
    !words.some(word => nominal.test(word))
  )
}

function isCategory({ profile, column: { type } }: IndexedColumn): boolean {
  const { values, numeric, storage, rows, complete } = profile
  return (
    type === 'text' &&
    !numeric &&
    storage === undefined &&
    complete &&
    values.length >= 2 &&
    values.length <= 40 &&
    values.length <= 0.8 * rows &&
    values.every(isSayable)
  )
}

/** A text that people could type. */
export const isSayable = (cell: Cell): cell is string =>
  typeof cell === 'string' &&
  cell.length <= 40 &&
  cell.trim() === cell &&
  /\p{L}/u.test(cell) &&
  !/["{}[\]|\\<>\n\r\t%*?;#@]|\s\s/u.test(cell)

const yesTexts = new Set(['y', 'yes', 't', 'true'])
const noTexts = new Set(['n', 'no', 'f', 'false'])

function toFlag(col: IndexedColumn): Flag[] {
  const { values, complete } = col.profile
  if (!complete || values.length !== 2 || col.foreignKey || col.column.primaryKey || col.display) return []
  const meaning = (cell: Cell): boolean | undefined => {
    if (typeof cell === 'boolean') return cell
    if (typeof cell === 'string')
      return yesTexts.has(cell.toLowerCase()) ? true : noTexts.has(cell.toLowerCase()) ? false : undefined
    return Number(cell) === 1 ? true : Number(cell) === 0 ? false : undefined
  }
  const find = (wanted: boolean): Cell | undefined => values.find(value => meaning(value) === wanted)
  const [yes, no] = [find(true), find(false)]
  return yes === undefined || no === undefined ? [] : [{ column: col, yes: toLiteral(yes), no: toLiteral(no) }]
}

/** A stored value as a literal. */
export const toLiteral = (cell: Cell): Literal => literal(cell === null || cell instanceof Uint8Array ? null : cell)

function toMoment(col: IndexedColumn): Moment[] {
  const { storage, values } = col.profile
  if (storage === undefined || (col.column.primaryKey && col.idLike)) return []
  const days = sample(values.flatMap(value => dayOf(value, storage)))
  if (days.length === 0) return []
  const expr: DateOf = { kind: 'date', arg: column(col.key, col.name), storage }
  return [{ expr, words: col.words, days, yearOnly: storage === 'year', coarse: storage === 'year', column: col }]
}

/** Year, month and perhaps day in numeric columns of their own, with the same words before. */
function toParts(columns: readonly IndexedColumn[]): Moment | undefined {
  const part = (names: RegExp, low: number, high: number, before?: IndexedColumn): IndexedColumn | undefined =>
    columns.find(
      ({ words, profile: { numeric, values, min = 0, max = 0 } }) =>
        numeric &&
        numbersOnly(values) &&
        names.test(words.at(-1) ?? '') &&
        (before === undefined || words.slice(0, -1).join(' ') === before.words.slice(0, -1).join(' ')) &&
        min >= low &&
        max <= high,
    )
  const year = part(/^(year|yr|yyyy)$/, 1000, 2200)
  const month = year && part(/^(month|mon|mth|mm)$/, 1, 12, year)
  const day = year && part(/^(day|dd)$/, 1, 31, year)
  if (year === undefined || month === undefined) return undefined
  const ref = (col: IndexedColumn): ReturnType<typeof column> => column(col.key, col.name)
  const expr: DateOfParts = {
    kind: 'date-of-parts',
    year: ref(year),
    month: ref(month),
    ...(day === undefined ? {} : { day: ref(day) }),
  }
  const days = sample(year.profile.values.map(value => `${Number(value)}-01-01`).filter(text => text.length === 10))
  const words = year.words.slice(0, -1)
  return days.length === 0
    ? undefined
    : { expr, words: [...words, 'date'], days, yearOnly: false, coarse: true, column: year }
}

function sample(days: readonly string[]): string[] {
  const sorted = [...new Set(days)].sort()
  const step = Math.max(1, Math.ceil(sorted.length / 400))
  return sorted.filter((_, i) => i % step === 0)
}

/** The day of a stored moment, as 'YYYY-MM-DD'; none when it does not read as one. */
export function dayOf(cell: Cell, storage: DateStorage): string[] {
  const text = String(cell)
  const day = (year: string, month: string, date: string): string[] =>
    [`${year}-${month}-${date}`].filter(made => /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(made))
  switch (storage) {
    case 'native':
    case 'iso':
      return day(text.slice(0, 4), text.slice(5, 7), text.slice(8, 10))
    case 'dmy':
      return day(text.slice(6, 10), text.slice(3, 5), text.slice(0, 2))
    case 'mdy':
      return day(text.slice(6, 10), text.slice(0, 2), text.slice(3, 5))
    case 'compact':
      return day(text.slice(0, 4), text.slice(4, 6), text.slice(6, 8))
    case 'year':
      return day(text, '01', '01')
    case 'unix':
    case 'unix-ms': {
      const ms = Number(cell) * (storage === 'unix' ? 1000 : 1)
      const iso = Math.abs(ms) < 8e15 ? isoText(ms, false) : undefined
      return iso === undefined ? [] : [iso]
    }
  }
}
