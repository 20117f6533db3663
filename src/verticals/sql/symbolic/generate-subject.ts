import type { Rng } from '../../../core/rng.ts'
import type { ColumnRef, Query } from '../../../lang/sql/ast.ts'
import type { IndexedColumn, IndexedTable } from '../link/schema-index.ts'
import { equalPiece, measurePiece, notPiece, numberPiece, parentPiece, phrase } from './generate-conditions.ts'
import { type Draft, keyOf, type Piece, toQueries } from './generate-draft.ts'
import { flagPiece, gapPiece, periodPiece } from './generate-modifiers.ts'
import { chance, dress, pick, plural, type Slots, sayTable, tidy, whoOf } from './generate-text.ts'
import type { Chain, Focus, World } from './generate-world.ts'

/** A question with its gold; see `generateQuestions`. */
export type Generated = { readonly question: string; readonly query: Query; readonly core?: Query }

/** A way to make a question about a database; undefined when the draw gave none. */
export type Topic = (world: World, rng: Rng) => Generated | undefined

/** The rows that a question is about, with the words for one and for many of them. */
export type Subject = {
  readonly focus: Focus
  readonly pieces: readonly Piece[]
  /** The noun alone. */
  readonly one: string
  readonly plain: string
  /** The plural with its conditions. */
  readonly many: string
  /** The conditions that stand behind the noun, as one phrase; empty when there are none. */
  readonly rest: string
  /** The same as what one can say of them after "are", where it can be. */
  readonly state: string | undefined
}

/** The rows under these conditions. At most one phrase for each; two adjectives stand in the order given. */
export function toSubject(focus: Focus, pieces: readonly Piece[], rng: Rng): Subject {
  const one = sayTable(focus.table, rng)
  const plain = plural(one)
  const before = pieces.filter(piece => piece.before).map(piece => piece.text)
  const after = pieces.filter(piece => !piece.before)
  const rest = after
    .map(({ text }, i) =>
      i > 0 && /^(with|whose|that|which|where|having)\b/.test(text) && chance(rng, 0.6) ? `and ${text}` : text,
    )
    .join(' ')
  return {
    focus,
    pieces,
    one,
    plain,
    many: tidy([...before, plain, rest].join(' ')),
    rest,
    state: pieces.length === after.length ? toState(rest) : undefined,
  }
}

/** "that are open" as "open", "in Berlin" as it is; undefined for what needs "have". */
export function toState(rest: string): string | undefined {
  const bare = rest.replace(/^(that|which) (are|were) /, '')
  return bare !== rest || /^(in|from|not|without|based|located|outside|[a-z]+er than|over|under) /.test(rest)
    ? bare
    : undefined
}

/**
 * Between `least` and `most` conditions of the kinds that the table allows, on different columns. A fifth of them are
 * modifiers.
 */
export function drawPieces(world: World, focus: Focus, rng: Rng, least: number, most: number): Piece[] {
  const count = least + rng.integer(most - least + 1)
  const pieces: Piece[] = []
  for (let tries = 0; tries < 8 && pieces.length < count; tries++) {
    const made = drawPiece(world, focus, rng, count > 1)
    if (made !== undefined && !pieces.some(piece => touch(piece, made))) pieces.push(made)
  }
  return pieces.length < least ? [] : pieces
}

function drawPiece(world: World, focus: Focus, rng: Rng, loose: boolean): Piece | undefined {
  if (chance(rng, 0.2)) return pick(rng, [periodPiece, periodPiece, gapPiece, flagPiece])(focus, rng)
  const roll = rng.uniform()
  if (roll < 0.4) return equalPiece(focus, rng)
  if (roll < 0.45) return notPiece(focus, rng)
  if (roll < 0.75) return measurePiece(focus, rng, loose)
  if (roll < 0.8) return numberPiece(focus, rng)
  return parentPiece(world, focus, rng)
}

/** The columns in a part of a tree, each as the JSON of table and name. */
function columnsIn(tree: unknown): string[] {
  const found: string[] = []
  JSON.stringify(tree, (_, value: unknown) => {
    const node = value as Partial<ColumnRef> | null
    if (typeof node === 'object' && node?.kind === 'column') found.push(JSON.stringify([node.table, node.column]))
    return typeof value === 'bigint' ? String(value) : value
  })
  return found
}
const columnsOf = (piece: Piece): string[] => columnsIn(piece.condition)

export const speaksOf = (piece: Piece, col: IndexedColumn): boolean =>
  columnsOf(piece).includes(JSON.stringify([col.key, col.name]))

/** Both speak of one column, or both of joined tables. */
export const touch = (a: Piece, b: Piece): boolean =>
  (a.tables.length > 0 && b.tables.length > 0) || columnsOf(a).some(name => columnsOf(b).includes(name))

/** A question of the topic's templates, and the words `after`, with the queries of the drafts. */
export function ask(
  world: World,
  rng: Rng,
  topic: string,
  slots: Slots,
  draft: Draft,
  core?: Draft,
  after = '',
): Generated | undefined {
  const queries = toQueries(world, draft, core)
  if (queries === undefined || asksMissing(draft)) return undefined
  const who = whoOf(tableOfItems(world, draft))
  for (let tries = 0; tries < 8; tries++) {
    const text = phrase(topic, { who, ...slots }, rng)
    if (text !== undefined && (draft.pieces ?? []).every(piece => says(text, piece)))
      return { question: dress(`${text}${after}`, rng), ...queries }
  }
  return undefined
}

/** It asks for, or sorts by, what by its own conditions is missing. */
function asksMissing({ items, orderBy = [], pieces = [] }: Draft): boolean {
  const missing = pieces.filter(({ condition }) => condition.kind === 'null' && !condition.not).flatMap(columnsOf)
  const asked = columnsIn([items, orderBy])
  return missing.some(column => asked.includes(column))
}

/** The table whose rows the first item tells of. */
function tableOfItems(world: World, { root, items: [item] }: Draft): IndexedTable {
  const key = item?.kind === 'column' ? item.table : keyOf(root)
  return world.index.tables.find(({ table }) => table.key === key) ?? root.table
}

/** Some templates leave out the rows; they are of no use where those are under conditions. */
function says(text: string, piece: Piece): boolean {
  const words = tidy(piece.text)
  return text.includes(words) || text.includes(toState(words) ?? words)
}

/** One of the links, mostly one whose parents nearly all have children, so that a parent drawn by name has some. */
export function drawBusy<L extends Chain>(links: readonly L[], rng: Rng): L | undefined {
  const busy = links.filter(link => link.busy)
  const from = busy.length > 0 && chance(rng, 0.9) ? busy : links
  return from.length === 0 ? undefined : pick(rng, from)
}

/** One of the tables that pass, weighted by nothing; undefined when none does. */
export function drawFocus(world: World, rng: Rng, passes: (focus: Focus) => boolean): Focus | undefined {
  const able = world.focuses.filter(passes)
  return able.length === 0 ? undefined : pick(rng, able)
}
