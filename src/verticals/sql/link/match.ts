import { readJsonAsset } from '../../../core/asset.ts'
import { findValues } from './find-values.ts'
import { findOrdinals } from './ordinals.ts'
import { quotations, type Span, stopWords, type Token, tokenize } from './question.ts'
import type { SaidCondition } from './said.ts'
import type { SchemaIndex } from './schema-index.ts'

/** How well the words of a name occur in the question. */
export type NameMatch = {
  /** Share of the name's words that occur, each weighted by how well; in [0, 1]. */
  readonly share: number
  /** Every word occurs. */
  readonly full: boolean
  /** Every word occurs as itself, not by a synonym or abbreviation. */
  readonly literal: boolean
  /** They stand together, in any order. */
  readonly contiguous: boolean
  /** Tokens of the best occurrence, in order. */
  readonly at: readonly number[]
}

export type ValueHit = Span & { readonly column: number; readonly value: string; readonly score: number }
export type NumberMention = Span & { readonly value: number }

/** A question seen with the eyes of one database. */
export type LinkedQuestion = {
  readonly text: string
  readonly tokens: readonly Token[]
  /** By column id. */
  readonly columns: readonly NameMatch[]
  /** By table id. */
  readonly tables: readonly NameMatch[]
  /** Longest spans first. */
  readonly values: readonly ValueHit[]
  readonly numbers: readonly NumberMention[]
  readonly quotations: readonly (Span & { readonly text: string })[]
  /** Conditions on what is computed of dates; none before `withComputed`. */
  readonly conditions: readonly SaidCondition[]
}

const handLexicon = readJsonAsset<{ abbreviations: Record<string, string>; synonyms: Record<string, string[]> }>(
  './hand-lexicon.json',
  import.meta.url,
)
const abbreviations: ReadonlyMap<string, string> = new Map(Object.entries(handLexicon.abbreviations))
const synonyms: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(handLexicon.synonyms))

/** Words of names that say little: a match of them alone is no mention. */
const weakWords: ReadonlySet<string> = new Set([
  'id',
  'name',
  'code',
  'type',
  'number',
  'no',
  'date',
  'key',
  'of',
  'the',
  'and',
  'in',
])

/** Finds the names and values of the database in the question (sql-ask A4). */
export function linkQuestion(text: string, index: SchemaIndex): LinkedQuestion {
  const tokens = tokenize(text)
  const cache = new Map<string, number[]>()
  const scores = (word: string): number[] => {
    const known = cache.get(word)
    if (known !== undefined) return known
    const made = tokens.map((_, at) => wordScore(word, tokens, at))
    cache.set(word, made)
    return made
  }
  const columns = index.columns.map(column => {
    const match = bestName([column.words, ...column.aliases], scores)
    // part of the name of a computed measure says nothing: the words are those of the columns it is made of
    return column.expr === undefined || match.literal ? match : noMatch
  })
  return {
    text,
    tokens,
    columns: columns.map((match, id) => (isOutdone(match, id, columns, index) ? noMatch : match)),
    tables: index.tables.map(table => matchName(table.words, scores)),
    values: findValues(text, tokens, index),
    numbers: tokens
      .flatMap((token, at) => (token.number === undefined ? [] : [{ from: at, to: at + 1, value: token.number }]))
      .concat(findOrdinals(tokens, index))
      .sort((x, y) => x.from - y.from),
    quotations: quotations(text, tokens),
    conditions: [],
  }
}

/** Another computed measure is said by these words and more: "revenue after discount" is not the revenue. */
const isOutdone = (match: NameMatch, id: number, all: readonly NameMatch[], { columns }: SchemaIndex): boolean =>
  columns[id]!.expr !== undefined &&
  match.at.length > 0 &&
  all.some(
    (other, i) =>
      columns[i]!.expr !== undefined &&
      columns[i]!.table === columns[id]!.table &&
      other.at.length > match.at.length &&
      match.at.every(at => other.at.includes(at)),
  )

/** How well a word of a name is said by the token at `at`: 1 the word itself, less for relatives, 0 not at all. */
function wordScore(word: string, tokens: readonly Token[], at: number): number {
  const token = tokens[at]!
  if (token.quoted) return 0
  if (token.stem === word || token.lower === word) return 1
  const next = tokens[at + 1]
  if (word.length >= 5 && next !== undefined && (token.lower + next.lower === word || token.stem + next.stem === word))
    return 1
  if (word.length >= 2 && abbreviations.get(word) === token.stem) return 0.9
  // "users who came", "rows where": no question for a name or a place
  if (at > 0 && /^(who|where|when)$/.test(token.lower) && !/^(and|by|from)$/.test(tokens[at - 1]!.lower)) return 0
  const synonym = Math.max(synonymScore(token.stem, word), synonymScore(token.lower, word))
  if (synonym > 0) return synonym
  if (token.number !== undefined || stopWords.has(token.lower)) return 0
  if (word.length >= 4 && token.stem.length >= 4) {
    const shared = commonPrefix(word, token.stem)
    const longer = Math.max(word.length, token.stem.length)
    if (shared >= 4 && shared >= 0.6 * longer) return 0.8
    if (shared >= 4 && shared === Math.min(word.length, token.stem.length)) return 0.7
  }
  if (word.length >= 2 && word.length <= 5 && token.stem.length > word.length + 1 && isAbbreviation(word, token.stem))
    return 0.6
  if (word.length >= 7 && token.stem.length >= 4 && (word.startsWith(token.stem) || word.endsWith(token.stem)))
    return 0.5
  return 0
}

/** The first synonyms are the nearest. */
function synonymScore(said: string, word: string): number {
  const at = synonyms.get(said)?.indexOf(word) ?? -1
  return at < 0 ? 0 : 0.76 - 0.03 * at
}

function commonPrefix(a: string, b: string): number {
  let n = 0
  while (n < a.length && n < b.length && a[n] === b[n]) n++
  return n
}

/** Same first letter, and the rest is a prefix or the consonants of the word in order. */
function isAbbreviation(short: string, word: string): boolean {
  if (short[0] !== word[0]) return false
  if (short.length >= 3 && word.startsWith(short)) return true
  if (/[aeiou]/.test(short.slice(1)) || short.length < 3) return false
  let at = 1
  for (const letter of short.slice(1)) {
    const found = word.indexOf(letter, at)
    if (found < 0) return false
    at = found + 1
  }
  return true
}

const noMatch: NameMatch = { share: 0, full: false, literal: false, contiguous: false, at: [] }

/** The best match of several names: full ones first, longer ones first among these. */
function bestName(names: readonly (readonly string[])[], scores: (word: string) => readonly number[]): NameMatch {
  let best = matchName(names[0]!, scores)
  for (const name of names.slice(1)) {
    const match = matchName(name, scores)
    const better = match.full && (!best.full || match.at.length > best.at.length)
    if (better || (!best.full && match.share > best.share)) best = match
  }
  return best
}

/** The best occurrence of a name: most of its words, close together, early. */
function matchName(words: readonly string[], scores: (word: string) => readonly number[]): NameMatch {
  const tables = words.map(scores)
  const count = tables[0]?.length ?? 0
  let best: { total: number; at: number[]; exact: number } = { total: 0, at: [], exact: 0 }
  for (let start = 0; start < count; start++) {
    if (!tables.some(row => row[start]! > 0)) continue
    const used = new Set<number>()
    let total = 0
    let exact = 0
    for (const row of tables) {
      let choice = -1
      for (let at = Math.max(0, start - 0); at < Math.min(count, start + words.length + 2); at++) {
        if (!used.has(at) && row[at]! > 0 && (choice < 0 || row[at]! > row[choice]!)) choice = at
      }
      if (choice < 0) continue
      used.add(choice)
      total += row[choice]!
      if (row[choice] === 1) exact++
    }
    const at = [...used].sort((x, y) => x - y)
    const closer = total > best.total - 1e-9 && spread(at) < spread(best.at)
    if (total > best.total + 1e-9 || closer) best = { total, at, exact }
  }
  const full = words.length > 0 && best.at.length === words.length
  const at = best.at
  return {
    share: words.length === 0 ? 0 : best.total / words.length,
    full,
    literal: full && best.exact === words.length,
    contiguous: full && at.at(-1)! - at[0]! === at.length - 1,
    at,
  }
}

/** How far apart the ends of an occurrence stand. */
const spread = (at: readonly number[]): number => (at.at(-1) ?? 0) - (at[0] ?? 0)

/** True when the match is more than a word like "id" or "name". */
export const isStrong = (match: NameMatch, tokens: readonly Token[]): boolean =>
  match.at.some(at => !weakWords.has(tokens[at]!.stem))
