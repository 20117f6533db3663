import type { Database } from '../../../check/database/database.ts'
import { TrivetError } from '../../../core/errors.ts'
import type { Expr } from '../../../lang/sql/ast.ts'
import { type JoinGraph, toJoinGraph } from '../../../lang/sql/join-free.ts'
import type { Column, Schema, Table } from '../../../lang/sql/schema.ts'
import { nameWords } from '../../../math/text/normalize.ts'
import { stem } from '../../../math/text/stem.ts'
import { derivedColumns } from './derived.ts'
import { inferKeys } from './infer-keys.ts'
import { isUniqueByRows, type Profile } from './profile.ts'
import { type ProfileOptions, profileTable } from './read-profile.ts'
import { buildValueIndex, type ValueIndex } from './value-index.ts'

/** A column with what names, keys and rows say about it. Ids are positions in `SchemaIndex.columns`. */
export type IndexedColumn = {
  readonly id: number
  readonly table: number
  readonly key: string
  readonly name: string
  readonly column: Column
  /** Stems of the words of its name. */
  readonly words: readonly string[]
  /** Other names, as stems. */
  readonly aliases: readonly (readonly string[])[]
  /** How it is computed, when no column holds it. */
  readonly expr?: Expr
  readonly profile: Profile
  readonly foreignKey: boolean
  /** A key or a code by name: identifies, says nothing to people. */
  readonly idLike: boolean
  /** What people call the row by: name, title and the like. */
  readonly display: boolean
  /** No two rows share a value. */
  readonly unique: boolean
}

export type IndexedTable = {
  readonly id: number
  readonly table: Table
  readonly words: readonly string[]
  readonly rows: number
  /** Ids of its columns. */
  readonly columns: readonly number[]
  /** The column that names its rows to people, when there is one. */
  readonly display?: number
  /** The single-column key, when there is one. */
  readonly primary?: number
}

/** Everything the linker knows of a database; made from names and rows, kept in memory or in the cache. */
export type SchemaIndex = {
  /** With inferred keys among its foreign keys. */
  readonly schema: Schema
  readonly graph: JoinGraph
  readonly tables: readonly IndexedTable[]
  readonly columns: readonly IndexedColumn[]
  readonly values: ValueIndex
}

/** Reads a database. @throws TrivetError E_DB_EMPTY when it has no table */
export async function buildIndex(database: Database, options: ProfileOptions): Promise<SchemaIndex> {
  const declared = await database.schema()
  if (declared.tables.length === 0) throw new TrivetError('E_DB_EMPTY', `${database.ref.id} has no tables.`)
  const profiles = new Map<string, Profile[]>()
  for (const table of declared.tables) profiles.set(table.key, await profileTable(database, declared, table, options))
  return assembleIndex(declared, profiles)
}

/** The index of a schema and the profiles of its columns, by table key. */
export function assembleIndex(declared: Schema, profiles: ReadonlyMap<string, readonly Profile[]>): SchemaIndex {
  const schema: Schema = { ...declared, foreignKeys: [...declared.foreignKeys, ...inferKeys(declared, profiles)] }
  const columns: IndexedColumn[] = []
  const tables = schema.tables.map((table, id): IndexedTable => {
    const own = table.columns.map((column, index): IndexedColumn => {
      const profile = profiles.get(table.key)![index]!
      const words = nameWords(column.name).map(stem)
      const foreignKey = schema.foreignKeys.some(key => key.table === table.key && key.columns.includes(column.name))
      const sole = column.primaryKey && table.columns.filter(other => other.primaryKey).length === 1
      const unique = sole || column.unique || isUniqueByRows(profile)
      const idLike = foreignKey || (sole && isIdName(words)) || isIdName(words)
      return {
        id: columns.length + index,
        table: id,
        key: table.key,
        name: column.name,
        column,
        words,
        aliases: shortNames(words),
        profile,
        foreignKey,
        idLike,
        display: false,
        unique,
      }
    })
    const display = displayOf(own, nameWords(table.name).map(stem))
    const primary = own.filter(col => col.column.primaryKey)
    const key =
      primary.length === 1
        ? primary[0]
        : primary.length === 0
          ? own.find(col => col.unique && col.idLike && !col.foreignKey)
          : undefined
    columns.push(...own.map(col => (col === display ? { ...col, display: true } : col)))
    return {
      id,
      table,
      words: nameWords(table.name).map(stem),
      rows: own[0]?.profile.rows ?? 0,
      columns: own.map(col => col.id),
      ...(display === undefined ? {} : { display: display.id }),
      ...(key === undefined ? {} : { primary: key.id }),
    }
  })
  for (const table of tables) {
    const own = table.columns.map(id => columns[id]!)
    if (own.length > 0) columns.push(...derivedColumns(own, columns.length))
  }
  const values = buildValueIndex(columns)
  return { schema, graph: toJoinGraph(schema), tables, columns, values }
}

const isIdName = (words: readonly string[]): boolean =>
  /^(id|uuid|guid|key|code|cd|no|nr|num)$/.test(words.at(-1) ?? '') || words[0] === 'id'

/** The text column that names the row: "name", "title" and the like first, then a unique text column. */
function displayOf(columns: readonly IndexedColumn[], tableWords: readonly string[]): IndexedColumn | undefined {
  const rank = (col: IndexedColumn): number => {
    if (col.foreignKey || col.profile.numeric || col.profile.storage !== undefined || col.column.type === 'boolean')
      return 0
    const last = col.words.at(-1) ?? ''
    if (/^(name|nm)$/.test(last)) {
      if (col.words.length === 1 || /^(full|display|company)$/.test(col.words[0]!)) return 6
      return col.words.slice(0, -1).every(word => tableWords.includes(word))
        ? 6
        : /^(last|family|fam|sur|l)$/.test(col.words[0]!)
          ? 4
          : 3
    }
    if (/^(title|label|descr|description|fullname|lname)$/.test(last)) return last === 'title' ? 5 : 3
    if (col.words.join(' ') === tableWords.join(' ')) return 4
    return col.unique && !col.idLike ? 2 : 0
  }
  let best: IndexedColumn | undefined
  for (const col of columns) if (rank(col) > 0 && (best === undefined || rank(col) > rank(best))) best = col
  return best
}

/** Some key of the table `child` points to the table `parent` (ids); keys within one table do not count. */
export const refersTo = ({ graph }: SchemaIndex, child: number, parent: number): boolean =>
  graph.edges.some(({ key }) => graph.node.get(key.table) === child && graph.node.get(key.refTable) === parent)

/** "list price" is the price, where people do not say which. */
const shortNames = (words: readonly string[]): string[][] =>
  words.length === 2 &&
  words[1] === 'price' &&
  /^(list|unit|sale|sell|retail|pack|base|regular|monthly|net|gross)$/.test(words[0]!)
    ? [['price']]
    : []
