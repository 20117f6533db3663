import type { Query } from '../../../lang/sql/ast.ts'
import { type JoinTree, joinTrees } from '../../../lang/sql/join-free.ts'
import type { SchemaIndex } from '../link/schema-index.ts'
import { withSums } from './aggregate.ts'
import { type Attachment, attachAll, attachments, finish } from './attach.ts'
import { assemble } from './compose.ts'
import type { Filled } from './fill.ts'
import { forPeople } from './manner.ts'
import type { Reading } from './reading.ts'
import { holeUses } from './sketch.ts'
import { withNamesForKeys } from './whole-names.ts'

/** A filled sketch with its tables and join tree: a whole query. */
export type Built = {
  readonly filled: Filled
  /** How the modifiers of the question were put in. */
  readonly attachment: Attachment
  readonly query: Query
  /** Table ids of the outer FROM, bridging tables included. */
  readonly tables: readonly number[]
  /** Tables that were added though no hole needs them. */
  readonly added: number
  readonly tree: JoinTree
  /** Keys are shown as the names of what they point to. */
  readonly resolvesKeys: boolean
}

/** The queries that a filled sketch may mean: the tables of its columns, with or without one more named table. */
export function buildQueries(filled: Filled, reading: Reading): Built[] {
  const summed = reading.manner === 'ask' ? withSums(filled, reading) : undefined
  return [filled, ...(summed === undefined ? [] : [summed])].flatMap(one => buildFilled(one, reading))
}

function buildFilled(filled: Filled, reading: Reading): Built[] {
  const { index } = reading
  const innerHoles = new Set(
    holeUses(filled.sketch)
      .filter(use => use.inner && filled.sketch.nested?.kind === 'not-in')
      .map(use => use.hole),
  )
  const needed = [
    ...new Set(filled.columns.filter((_, hole) => !innerHoles.has(hole)).map(id => index.columns[id]!.table)),
  ]
  const bases = needed.length > 0 ? [needed] : countedTables(reading).map(table => [table])
  return bases.flatMap(base =>
    attachmentsFor(filled, reading, base).flatMap(attachment => {
      const attached = [...new Set([...base, ...attachment.tables])]
      const more = reading.namedTables.filter(table => !attached.includes(table)).slice(0, 3)
      const variants = [attached, ...more.map(table => [...attached, table])]
      return variants.flatMap(tables =>
        overTables(filled, reading, tables, attachment, tables.length - attached.length),
      )
    }),
  )
}

/** A moment that the query shows or counts is not the one that its period is about: such a reading is none. */
function attachmentsFor(filled: Filled, reading: Reading, base: readonly number[]): Attachment[] {
  const all = attachments(reading, base)
  return all[0]?.target?.columns.some(id => filled.columns.includes(id)) === true ? [] : all
}

function overTables(
  filled: Filled,
  reading: Reading,
  tables: readonly number[],
  attachment: Attachment,
  added: number,
): Built[] {
  const { index } = reading
  const keys = tables.map(table => index.tables[table]!.table.key)
  const trees = joinTrees(index.graph, keys, 2)
  return trees
    .filter((tree, i) => i === 0 || tree.cost <= trees[0]!.cost + 0.6)
    .flatMap(tree =>
      assemble(filled, reading, tables, tree).flatMap(({ query: core, extra }) => {
        const query = attachAll(core, reading, attachment)
        if (query === undefined) return []
        const built: Built = {
          filled,
          attachment,
          query,
          tables: tablesOf(index, tables, tree, extra),
          added,
          tree,
          resolvesKeys: false,
        }
        return inManner(built, reading).flatMap(one => {
          const finished = finish(one.query, reading)
          return finished === undefined ? [] : [{ ...one, query: finished }]
        })
      }),
    )
}

/** For people: whole names, values of a list once and without gaps, the measure of a ranking, names for keys. */
function inManner(built: Built, reading: Reading): Built[] {
  if (reading.manner === 'suite') return [built]
  const query = forPeople(built.query, reading)
  const plain = { ...built, query }
  const resolved = withNamesForKeys(built.query, reading)
  if (resolved !== undefined) return [plain, { ...built, query: resolved, resolvesKeys: true }]
  return [plain]
}

/** Whose rows a bare count counts: named tables, else those whose name is partly said, else those of the values. */
function countedTables(reading: Reading): number[] {
  if (reading.namedTables.length > 0) return reading.namedTables.slice(0, 3)
  const { tables } = reading.linked
  const partly = tables
    .map((match, id) => ({ id, share: match.share }))
    .filter(({ share }) => share > 0)
    .sort((x, y) => y.share - x.share || x.id - y.id)
  return partly.slice(0, 3).map(({ id }) => id)
}

function tablesOf(index: SchemaIndex, tables: readonly number[], tree: JoinTree, extra: readonly number[]): number[] {
  const ids = new Set([...tables, ...extra])
  for (const key of tree.keys) for (const name of [key.table, key.refTable]) ids.add(index.graph.node.get(name)!)
  return [...ids]
}
