import { damerauDistance } from '../../../math/text/damerau.ts'
import { normalize } from '../../../math/text/normalize.ts'
import { stem } from '../../../math/text/stem.ts'
import { isOrdinary } from './ordinary-words.ts'
import { type Span, stopWords, type Token } from './question.ts'
import type { SchemaIndex } from './schema-index.ts'
import type { ValueMatch } from './value-store.ts'

/** Words that bind others, as `stopWords`; in lower case they are never a value ('UP', 'BUT'). */
const particles: ReadonlySet<string> = new Set(
  'but because while during until since into onto upon off out up down via per my our your his her than also too just'.split(
    ' ',
  ),
)

/** What the tokens of a question say before any value is known: which spans may be values, and how. */
export class QuestionWords {
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
        const isArticle = token.lower === 'a' && !token.capitalized
        const before = this.tokens[at - 1]
        if (to - from > 1 || isArticle || before === undefined || stopWords.has(before.lower)) continue
        if (this.schema.has(before.stem)) return true
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

  /** The token is a word of a name of the schema. */
  isOfSchema(at: number): boolean {
    const { stem, lower } = this.tokens[at]!
    return this.schema.has(stem) || this.schema.has(lower)
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
