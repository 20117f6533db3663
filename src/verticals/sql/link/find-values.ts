import { damerauDistance } from '../../../math/text/damerau.ts'
import { normalize, writtenOut } from '../../../math/text/normalize.ts'
import { stem } from '../../../math/text/stem.ts'
import type { ValueHit } from './match.ts'
import { isOrdinary } from './ordinary-words.ts'
import { quotations, type Span, stopWords, type Token } from './question.ts'
import type { SchemaIndex } from './schema-index.ts'
import type { ValueMatch } from './value-index.ts'

/** Longest question, in tokens, in which misspelled and partial values are looked for. */
const longestQuestion = 200
const longestSquash = 4
const longestAlias = 4
const longestFuzzy = 6

/**
 * Spans of the question that are stored values (sql-ask A4), longest first: what stands there after normalizing, run
 * together or apart, or by another word; where nothing of that explains a span, names said in part and misspelled values.
 */
export function findValues(text: string, tokens: readonly Token[], index: SchemaIndex): ValueHit[] {
  const hits = new Hits()
  const { values } = index
  const said = new Words(tokens, index)
  for (const quotation of quotations(text, tokens)) {
    const words = normalize(quotation.text)
    const found = [values.exact(words), values.squashed(words), values.alias(words)].find(matches => matches.length > 0)
    hits.add(quotation, found ?? values.near(words.split(' ').slice(0, longestFuzzy)))
  }
  for (const span of spans(tokens.length, values.longest)) {
    if (!said.canBeValue(span)) continue
    const words = said.text(span)
    hits.add(span, said.trusted(span, values.exact(words)))
    const long = said.isAscii ? undefined : writtenOut(text.slice(tokens[span.from]!.start, tokens[span.to - 1]!.end))
    if (long !== undefined) hits.add(span, values.exact(long))
  }
  for (const span of spans(tokens.length, longestSquash)) {
    const words = said.text(span)
    if (!said.canBeValue(span) || hits.at(span) || said.isLoose(span, words)) continue
    hits.add(span, values.squashed(words))
  }
  for (const span of spans(tokens.length, longestAlias)) {
    const matches = said.canBeValue(span) ? values.alias(said.text(span)) : []
    if (matches.length > 0 && !hits.isInside(span)) hits.add(span, matches)
  }
  if (tokens.length <= longestQuestion) findFuzzy(tokens, said, index, hits)
  return hits.sorted()
}

/** Values said in part and misspelled ones. An accepted span takes its tokens: others with one of them are not tried. */
function findFuzzy(tokens: readonly Token[], said: Words, { values }: SchemaIndex, hits: Hits): void {
  const candidates = [...spans(tokens.length, longestFuzzy)]
    .filter(span => said.canBeName(span) && hits.leaves(span))
    .map(span => ({ span, words: said.text(span).split(' '), isPart: said.canBePart(span) }))
  const taken: Span[] = []
  const search = (find: (candidate: (typeof candidates)[number]) => readonly ValueMatch[]): void => {
    for (const candidate of candidates) {
      const { span } = candidate
      if (taken.some(other => overlaps(span, other))) continue
      const found = find(candidate)
      if (found.length === 0) continue
      hits.add(span, found)
      taken.push(span)
    }
  }
  search(({ span, words, isPart }) => {
    const parts = isPart ? values.partial(words, false) : []
    return parts.length > 0 || !said.canBeMisspelled(span) ? parts : values.near(words)
  })
  search(({ words, isPart }) => (isPart && words.length > 1 ? values.partial(words, true) : []))
}

const overlaps = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to

/** All spans of `count` tokens, longest first, then from left to right. */
function* spans(count: number, longest: number): Iterable<Span> {
  for (let length = Math.min(longest, count); length >= 1; length--) {
    for (let from = 0; from + length <= count; from++) yield { from, to: from + length }
  }
}

/** The hits so far. A hit inside a longer one is dropped for the same column. */
class Hits {
  private readonly all: ValueHit[] = []
  private readonly byColumn = new Map<number, ValueHit[]>()
  private readonly spans = new Set<string>()

  add({ from, to }: Span, matches: readonly ValueMatch[]): void {
    for (const { column, value, score } of matches) {
      const own = this.byColumn.get(column) ?? []
      const covers = (hit: ValueHit): boolean => hit.from <= from && hit.to >= to
      const isSameSpan = (hit: ValueHit): boolean => hit.from === from && hit.to === to
      if (own.some(hit => covers(hit) && (!isSameSpan(hit) || hit.score > score || hit.value === value))) continue
      const hit = { from, to, column, value, score }
      own.push(hit)
      this.byColumn.set(column, own)
      this.all.push(hit)
      this.spans.add(`${from} ${to}`)
    }
  }

  at(span: Span): boolean {
    return this.spans.has(`${span.from} ${span.to}`)
  }

  /** A longer hit holds the span: "American" of "American Airlines". */
  isInside(span: Span): boolean {
    return this.all.some(hit => hit.from <= span.from && hit.to >= span.to && hit.to - hit.from > span.to - span.from)
  }

  /** Nothing explains the span or a part of it, but for shorter hits inside a span of several tokens. */
  leaves(span: Span): boolean {
    return this.all.every(
      hit =>
        !overlaps(hit, span) || (hit.from >= span.from && hit.to <= span.to && hit.to - hit.from < span.to - span.from),
    )
  }

  sorted(): ValueHit[] {
    return this.all.sort(
      (x, y) => y.to - y.from - (x.to - x.from) || y.score - x.score || x.from - y.from || x.column - y.column,
    )
  }
}

/** Words that bind others, as `stopWords`; in lower case they are never a value ('UP', 'BUT'). */
const particles: ReadonlySet<string> = new Set(
  'but because while during until since into onto upon off out up down via per my our your his her than also too just'.split(
    ' ',
  ),
)

/** What the tokens are apart from values. */
class Words {
  readonly isAscii: boolean
  private readonly tokens: readonly Token[]
  private readonly schema: ReadonlySet<string>
  /** Capital letters tell names only where not nearly all words have them. */
  private readonly capitalsTell: boolean
  /** No word has one after the first. */
  private readonly isLowerCase: boolean

  constructor(tokens: readonly Token[], index: SchemaIndex) {
    this.tokens = tokens
    this.schema = schemaWords(index)
    this.isAscii = tokens.every(({ text }) => /^[\x20-\x7e]*$/.test(text))
    this.capitalsTell = tokens.filter(token => !token.capitalized).length >= 0.25 * tokens.length
    this.isLowerCase = !tokens.some((token, at) => at > 0 && token.capitalized)
  }

  text({ from, to }: Span): string {
    let words = this.tokens[from]!.lower
    for (let at = from + 1; at < to; at++) words += ` ${this.tokens[at]!.lower}`
    return words
  }

  /** Not of words only that carry no content, unless they stand there as names do ("US", 'No'). */
  canBeValue({ from, to }: Span): boolean {
    for (let at = from; at < to; at++) {
      const token = this.tokens[at]!
      if (token.quoted) return true
      const isLetter = token.lower.length === 1 && token.number === undefined
      if (isLetter && (token.lower === 'i' || !token.capitalized)) {
        // "type I", not "I want"
        if (to - from === 1 && at > 0 && this.schema.has(this.tokens[at - 1]!.stem)) return true
      } else if (stopWords.has(token.lower)) {
        if (token.capitalized && (at > 0 || this.isAcronym(token))) return true
      } else if (token.capitalized || !particles.has(token.lower)) return true
    }
    return false
  }

  /** Run together, short words may give anything. */
  isLoose(span: Span, text: string): boolean {
    const letters = text.replaceAll(' ', '').length
    if (letters < 3 && span.to - span.from > 1) return true
    const ends = [this.tokens[span.from]!, this.tokens[span.to - 1]!]
    return ends.some(token => stopWords.has(token.lower)) && letters < 6
  }

  /** Begins and ends with a word of content, and holds one that is quoted or neither a name of the schema nor ordinary. */
  canBeName(span: Span): boolean {
    const ends = [this.tokens[span.from]!, this.tokens[span.to - 1]!]
    if (ends.some(token => stopWords.has(token.lower) || token.number !== undefined)) return false
    return this.some(span, token => token.number === undefined && (token.quoted || this.isRare(token)))
  }

  /** Whoever quotes, quotes the whole; words of one or two letters are part of too much. */
  canBePart(span: Span): boolean {
    return !this.some(span, token => token.quoted || token.lower.length < 3)
  }

  /** A word that is a slip for one of the schema is no value; a short one in lower case is most often what it says. */
  canBeMisspelled({ from, to }: Span): boolean {
    if (to - from > 1) return true
    const token = this.tokens[from]!
    const isName = token.quoted || (token.capitalized && from > 0 && this.capitalsTell)
    if (token.lower.length < (isName ? 4 : this.isLowerCase ? 5 : 6)) return false
    return token.quoted || !this.isSlipOfSchema(token)
  }

  /** Without what one ordinary word gives in another form, but for its singular: 'Numbers' and 'The Four' are names. */
  trusted(span: Span, matches: readonly ValueMatch[]): readonly ValueMatch[] {
    const token = this.tokens[span.from]!
    if (span.to - span.from > 1 || token.quoted || !isOrdinary(token.lower, token.stem)) return matches
    const isSingular = (word: string): boolean => !word.includes(' ') && stem(word) === word
    return matches.filter(({ value, score }) => score === 1 || isSingular(normalize(value)))
  }

  private some({ from, to }: Span, holds: (token: Token) => boolean): boolean {
    for (let at = from; at < to; at++) if (holds(this.tokens[at]!)) return true
    return false
  }

  private isRare(token: Token): boolean {
    return !this.schema.has(token.stem) && !this.schema.has(token.lower) && !isOrdinary(token.lower, token.stem)
  }

  private isSlipOfSchema({ stem }: Token): boolean {
    if (stem.length < 5) return false
    for (const word of this.schema) {
      if (word.length < 4) continue
      if (
        word.length >= 5 &&
        stem[0] === word[0] &&
        sharedPrefix(word, stem) >= Math.max(4, 0.6 * Math.max(word.length, stem.length))
      )
        return true
      if (Math.abs(word.length - stem.length) <= 1 && damerauDistance(word, stem, 1) <= 1) return true
    }
    return false
  }

  private isAcronym({ text }: Token): boolean {
    return this.capitalsTell && text.length >= 2 && text === text.toUpperCase()
  }
}

function sharedPrefix(a: string, b: string): number {
  let n = 0
  while (n < a.length && n < b.length && a[n] === b[n]) n++
  return n
}

const known = new WeakMap<SchemaIndex, ReadonlySet<string>>()

/** The words of all names of the schema. */
function schemaWords(index: SchemaIndex): ReadonlySet<string> {
  const words =
    known.get(index) ??
    new Set([
      ...index.columns.flatMap(column => [...column.words, ...column.aliases.flat()]),
      ...index.tables.flatMap(table => table.words),
    ])
  known.set(index, words)
  return words
}
