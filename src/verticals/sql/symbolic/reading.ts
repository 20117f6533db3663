import { withComputed } from '../link/formulas.ts'
import {
  isStrong,
  type LinkedQuestion,
  linkQuestion,
  type NameMatch,
  type NumberMention,
  type ValueHit,
} from '../link/match.ts'
import { type Span, stopWords, type Token } from '../link/question.ts'
import type { SchemaIndex } from '../link/schema-index.ts'
import { findModifiers } from './modifiers/find-modifiers.ts'
import type { Modifier } from './modifiers/modifier.ts'

/** A linked question with the decisions that all models share: which spans are values, which words are names. */
export type Reading = {
  readonly linked: LinkedQuestion
  readonly index: SchemaIndex
  /** Spans that must be values: longest first, without overlap. Each with all its hits. */
  readonly valueSpans: readonly (Span & { readonly hits: readonly ValueHit[] })[]
  /** Hits that may be values but read as words too. */
  readonly weakHits: readonly ValueHit[]
  /** Numbers outside value spans. */
  readonly numbers: readonly NumberMention[]
  /** The question with values, numbers and names replaced by VAL, NUM, TAB, COL. */
  readonly masked: readonly string[]
  /** Ids of the tables that the question names, best first. */
  readonly namedTables: readonly number[]
  /** What was recognized beside the sketch; its words are none of the above. */
  readonly modifiers: readonly Modifier[]
  /** Something is denied, by words that no modifier took. */
  readonly denies: boolean
  /** It asks for what comes out on top, not for all in order (for people: Spider's golds sort where they say "most"). */
  readonly picks: boolean
  /** How many modifiers were recognized and left as words. */
  readonly ignored: number
  readonly manner: Manner
}

/**
 * For people (`ask`) "the first k" come with all that tie with the last of them, lists of values without repeats and
 * gaps, and people with both parts of their names; evaluation suites (`suite`) expect what plain SQL does.
 */
export type Manner = 'ask' | 'suite'

/** How to read; relative dates count from `now`, milliseconds. */
export type ReadingOptions = { readonly now: number; readonly manner: Manner }

/** The ways to read a question: with its modifiers taken out, where there are any, and as it stands. */
export function readingsOf(text: string, schemaIndex: SchemaIndex, options: ReadingOptions): Reading[] {
  const { linked, index } = withComputed(linkQuestion(text, schemaIndex), schemaIndex, options)
  const modifiers = findModifiers(linked, index, options.now, options.manner)
  const plain = readLinked(linked, index, { modifiers: [], ignored: modifiers.length, manner: options.manner })
  if (modifiers.length === 0) return [plain]
  const known = modifiers.filter(({ kind }) => everywhere.has(kind))
  const read = (taken: readonly Modifier[]): Reading =>
    readLinked(linked, index, { modifiers: taken, ignored: modifiers.length - taken.length, manner: options.manner })
  const open = modifiers.map(one => (one.kind === 'shown' ? { ...one, span: { from: 0, to: 0 } } : one))
  const lists = modifiers.some(({ kind }) => kind === 'shown') ? [read(open)] : []
  return [
    read(modifiers),
    ...lists,
    ...(known.length === modifiers.length || known.length === 0 ? [] : [read(known)]),
    plain,
  ]
}

/** Kinds that are hardly ever mistaken. */
export const everywhere: ReadonlySet<Modifier['kind']> = new Set([
  'period',
  'date-group',
  'missing',
  'flag',
  'share',
  'including-zero',
  'stated',
])

/** Names that only the words of modifiers say are not said. */
function withoutTaken(linked: LinkedQuestion, modifiers: readonly Modifier[]): LinkedQuestion {
  if (modifiers.length === 0) return linked
  const isTaken = (at: number): boolean => modifiers.some(({ span }) => at >= span.from && at < span.to)
  const blank = { share: 0, full: false, literal: false, contiguous: false, at: [] }
  const rest = (match: NameMatch): NameMatch => (match.at.length > 0 && match.at.every(isTaken) ? blank : match)
  return { ...linked, columns: linked.columns.map(rest), tables: linked.tables.map(rest) }
}

function readLinked(
  whole: LinkedQuestion,
  index: SchemaIndex,
  how: Pick<Reading, 'modifiers' | 'ignored' | 'manner'>,
): Reading {
  const { modifiers } = how
  const linked = withoutTaken(whole, modifiers)
  const { tokens } = linked
  const isTaken = (span: Span): boolean =>
    modifiers.some(modifier => modifier.span.from < span.to && span.from < modifier.span.to)
  const isName = (at: number): boolean =>
    linked.columns.some(match => match.literal && match.at.includes(at)) ||
    linked.tables.some(match => match.literal && match.at.includes(at))
  const strong = (hit: ValueHit): boolean => {
    const span = tokens.slice(hit.from, hit.to)
    if (span.some(token => token.quoted)) return true
    if (span.every(token => stopWords.has(token.lower))) return false
    if (span.length > 1)
      return (
        span.some(token => !stopWords.has(token.lower) && token.number === undefined) &&
        !span.every((_, i) => isName(hit.from + i) && !span[i]!.capitalized)
      )
    const [token] = span
    if (token!.number !== undefined) return false
    if (token!.capitalized && hit.from > 0) return true
    return !isName(hit.from) && !isCue(token!)
  }
  // "shipped in June": the date of shipping, not the status
  const namesMoment = ({ from, to }: Span): boolean =>
    how.manner === 'ask' &&
    to === from + 1 &&
    modifiers.some(({ kind, span }) => kind === 'period' && span.from > from && span.from <= from + 4) &&
    index.columns.some(({ id, profile }) => profile.storage !== undefined && linked.columns[id]!.at.includes(from)) &&
    !linked.tables.some(match => match.at.includes(from) || match.at.includes(from + 1))
  const valueSpans: (Span & { hits: ValueHit[] })[] = []
  const weakHits: ValueHit[] = []
  for (const hit of linked.values) {
    if (isTaken(hit) || namesMoment(hit)) continue
    const same = valueSpans.find(span => span.from === hit.from && span.to === hit.to)
    if (same !== undefined) same.hits.push(hit)
    else if (strong(hit) && !valueSpans.some(span => span.from < hit.to && span.to > hit.from))
      valueSpans.push({ from: hit.from, to: hit.to, hits: [hit] })
    else weakHits.push(hit)
  }
  for (const quotation of linked.quotations) {
    if (isTaken(quotation)) continue
    if (!valueSpans.some(span => span.from < quotation.to && span.to > quotation.from))
      valueSpans.push({ from: quotation.from, to: quotation.to, hits: [] })
  }
  const inValue = (at: number): boolean => valueSpans.some(span => at >= span.from && at < span.to)
  const numbers = linked.numbers.filter(
    number =>
      !isTaken(number) &&
      !inValue(number.from) &&
      !(tokens[number.from]!.lower === 'one' && tokens[number.from]!.text !== '1'),
  )
  const namedTables = index.tables
    .map(table => ({ id: table.id, match: linked.tables[table.id]! }))
    .filter(({ match }) => match.full && isStrong(match, tokens) && !match.at.every(inValue))
    .filter(
      ({ match }, _, all) =>
        !all.some(
          other => other.match.at.length > match.at.length && match.at.every(at => other.match.at.includes(at)),
        ),
    )
    .sort(
      (x, y) =>
        Number(y.match.literal) - Number(x.match.literal) ||
        y.match.at.length - x.match.at.length ||
        y.match.share - x.match.share ||
        x.id - y.id,
    )
    .map(({ id }) => id)
  // "the admins" are rows of the table that says who is one
  if (namedTables.length === 0 && how.manner === 'ask')
    for (const modifier of modifiers)
      if (modifier.kind === 'flag') namedTables.push(index.columns[modifier.column]!.table)
  const words = tokens.map(token => token.lower).join(' ')
  return {
    linked,
    index,
    valueSpans,
    weakHits,
    numbers,
    masked: mask(linked, index, valueSpans, namedTables, modifiers),
    namedTables,
    picks: how.manner === 'ask' && superlatives.test(words) && !sortings.test(words),
    denies: tokens.some((token, at) => denials.test(token.lower) && !isTaken({ from: at, to: at + 1 })),
    ...how,
  }
}

const superlatives =
  /\b(most|least|fewest|highest|lowest|largest|smallest|biggest|cheapest|oldest|youngest|newest|latest|earliest|longest|shortest|heaviest|lightest|best|worst|top|maximum|minimum)\b/
const sortings =
  /\b(first|sort|sorted|order(ed)? by|in order|descending|ascending|decreasing|increasing|alphabetical\w*|rank(ed|ing)?|from|to|by month|per month|by year|per year)\b/

/** True for a word that shapes the query; "orders" are things, "order" may be either. */
export const isCue = ({ lower, stem }: Token): boolean =>
  cueWords.has(lower) || (cueWords.has(stem) && stem !== 'order')

/** Without one of these nothing is left out of a query. */
const denials =
  /^(no|not|none|never|without|except|excluding|exclude|excluded|but|neither|nor|non|nobody|nothing|lack|lacks|lacking|missing|unlike|other|outside|cannot|un\w+|\w+n t|\w+less|zero|0)$/

/** Words that shape a query rather than name something in it. */
const cueWords: ReadonlySet<string> = new Set(
  (
    'average mean total sum maximum minimum most least more less fewer greater larger smaller higher lower highest lowest largest smallest biggest oldest youngest longest ' +
    'shortest top bottom first last number count many much each every per group sort order descending ascending different distinct unique common popular least never without ' +
    'above below over under between before after both either neither not no any all other than same only exactly at ' +
    'cheapest cheaper expensive costly heaviest heavier lightest lighter tallest taller newest newer latest earliest later earlier best worst better worse ' +
    'longer shorter older younger bigger fewest richest fastest slowest faster slower wider narrower'
  ).split(' '),
)

function mask(
  linked: LinkedQuestion,
  index: SchemaIndex,
  valueSpans: readonly Span[],
  namedTables: readonly number[],
  modifiers: readonly Modifier[],
): string[] {
  const { tokens } = linked
  const label = tokens.map(token =>
    token.number !== undefined && !(token.lower === 'one' && token.text !== '1') ? 'NUM' : token.stem,
  )
  const paint = (at: readonly number[], word: string): void => {
    for (const i of at) if (label[i] === tokens[i]!.stem && !isCue(tokens[i]!)) label[i] = word
  }
  for (const id of namedTables) paint(linked.tables[id]!.at, 'TAB')
  const columns = index.columns.map(column => linked.columns[column.id]!).filter(match => match.full)
  for (const match of columns.sort((x, y) => y.at.length - x.at.length)) paint(match.at, 'COL')
  for (const span of valueSpans) for (let i = span.from; i < span.to; i++) label[i] = 'VAL'
  for (const { kind, span } of modifiers) {
    for (let i = span.from; i < span.to; i++) label[i] = ''
    if (kind === 'share' || kind === 'average-count') label[span.from] = 'number of'
  }
  return label
    .flatMap(word => (word === '' ? [] : word.split(' ')))
    .filter((word, i, all) => i === 0 || word !== all[i - 1] || word === word.toLowerCase())
}
