import { normalize, writtenOut } from '../../../math/text/normalize.ts'
import type { ValueHit } from './match.ts'
import { quotations, type Span, type Token } from './question.ts'
import { QuestionWords } from './question-words.ts'
import type { SchemaIndex } from './schema-index.ts'
import type { ValueMatch } from './value-store.ts'

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
  const said = new QuestionWords(tokens, index)
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
function findFuzzy(tokens: readonly Token[], said: QuestionWords, { values }: SchemaIndex, hits: Hits): void {
  const candidates = [...spans(tokens.length, longestFuzzy)]
    .filter(span => said.canBeName(span) && hits.leaves(span, at => said.isOfSchema(at)))
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

  /**
   * Nothing explains the span or a part of it, but for shorter hits inside a span of several tokens; what these leave is
   * more than words of the schema ("San Jose" is explained in "San Jose city").
   */
  leaves({ from, to }: Span, isOfSchema: (at: number) => boolean): boolean {
    const inner = this.all.filter(hit => overlaps(hit, { from, to }))
    if (inner.length === 0) return true
    if (inner.some(hit => hit.from < from || hit.to > to || hit.to - hit.from === to - from)) return false
    for (let at = from; at < to; at++) {
      if (!isOfSchema(at) && !inner.some(hit => hit.from <= at && at < hit.to)) return true
    }
    return false
  }

  sorted(): ValueHit[] {
    return this.all.sort(
      (x, y) => y.to - y.from - (x.to - x.from) || y.score - x.score || x.from - y.from || x.column - y.column,
    )
  }
}
