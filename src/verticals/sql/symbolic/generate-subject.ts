import type { Rng } from '../../../core/rng.ts'
import type { Query } from '../../../lang/sql/ast.ts'
import { equalPiece, measurePiece, parentPiece, phrase } from './generate-conditions.ts'
import { type Draft, type Piece, toQueries } from './generate-draft.ts'
import { flagPiece, gapPiece, periodPiece } from './generate-modifiers.ts'
import { chance, dress, pick, plural, type Slots, sayTable, tidy } from './generate-text.ts'
import type { Focus, World } from './generate-world.ts'

/** A question with its gold; see `generateQuestions`. */
export type Generated = { readonly question: string; readonly query: Query; readonly core: Query }

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

/** Between `least` and `most` conditions of the kinds that the table allows, on different columns. */
export function drawPieces(world: World, focus: Focus, rng: Rng, least: number, most: number, modifiers = 0): Piece[] {
  const count = least + rng.integer(most - least + 1)
  const pieces: Piece[] = []
  for (let tries = 0; tries < 8 && pieces.length < count; tries++) {
    const roll = rng.uniform()
    const made =
      roll < modifiers
        ? pick(rng, [periodPiece, periodPiece, gapPiece, flagPiece])(focus, rng)
        : chance(rng, 0.45)
          ? equalPiece(focus, rng)
          : chance(rng, 0.6)
            ? measurePiece(focus, rng, count > 1)
            : parentPiece(world, focus, rng)
    if (made !== undefined && !pieces.some(piece => touch(piece, made))) pieces.push(made)
  }
  return pieces.length < least ? [] : pieces
}

/** Both speak of one column, or both of joined tables. */
function touch(a: Piece, b: Piece): boolean {
  const names = (piece: Piece): string[] =>
    [
      ...JSON.stringify(piece.condition, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ).matchAll(/"column","table":("(?:[^"\\]|\\.)*","column":"(?:[^"\\]|\\.)*")/g),
    ].map(match => match[1]!)
  return (a.tables.length > 0 && b.tables.length > 0) || names(a).some(name => names(b).includes(name))
}

/** A question of the topic's templates with the queries of the drafts. */
export function ask(
  world: World,
  rng: Rng,
  topic: string,
  slots: Slots,
  draft: Draft,
  core?: Draft,
): Generated | undefined {
  const text = phrase(topic, slots, rng)
  const queries = toQueries(world, draft, core)
  return text === undefined || queries === undefined ? undefined : { question: dress(text, rng), ...queries }
}

/** One of the tables that pass, weighted by nothing; undefined when none does. */
export function drawFocus(world: World, rng: Rng, passes: (focus: Focus) => boolean): Focus | undefined {
  const able = world.focuses.filter(passes)
  return able.length === 0 ? undefined : pick(rng, able)
}
