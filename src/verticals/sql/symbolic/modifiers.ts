import type { DateUnit } from '../../../lang/sql/ast.ts'
import { dateTargets } from '../link/date-targets.ts'
import type { LinkedQuestion, NameMatch } from '../link/match.ts'
import { findPeriods, type Period } from '../link/periods.ts'
import { findGrouping } from '../link/periods-grouping.ts'
import type { Span } from '../link/question.ts'
import type { IndexedColumn, SchemaIndex } from '../link/schema-index.ts'

/**
 * Parts of a question that mean the same beside any sketch: they are recognized by themselves, taken out of what the
 * sketch model sees, and put into the query that a filled sketch gives.
 */
export type Modifier =
  | { readonly kind: 'period'; readonly period: Period; readonly span: Span }
  | {
      readonly kind: 'date-group'
      readonly unit: DateUnit /** The date part is what is asked for. */
      readonly asked: boolean
      readonly span: Span
    }
  | { readonly kind: 'missing'; readonly column: number; readonly not: boolean; readonly span: Span }
  | { readonly kind: 'flag'; readonly column: number; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'share'; readonly span: Span }
  | { readonly kind: 'including-zero'; readonly span: Span }

/** The modifiers of a question, without overlap; earlier kinds win. `now` in milliseconds. */
export function findModifiers(linked: LinkedQuestion, index: SchemaIndex, now: number): Modifier[] {
  const found: Modifier[] = []
  const add = (modifiers: readonly Modifier[]): void => {
    for (const modifier of modifiers)
      if (!found.some(other => overlaps(other.span, modifier.span))) found.push(modifier)
  }
  add(includingZero(linked))
  add(shares(linked))
  add(missing(linked, index))
  if (dateTargets(index).length > 0) {
    add(
      findGrouping(linked.tokens)
        .filter(({ span }) => !isName(linked, index, span))
        .map(({ unit, asked, span }) => ({ kind: 'date-group', unit, asked, span })),
    )
    add(
      findPeriods(linked.tokens, now)
        .filter(period => isPlausible(period, linked))
        .map(period => ({ kind: 'period', period, span: { from: period.from, to: period.to } })),
    )
  }
  add(flags(linked, index))
  return found
}

const overlaps = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to

/** A stored value or a column says these words better than a date does. */
const isName = (linked: LinkedQuestion, index: SchemaIndex, span: Span): boolean =>
  linked.values.some(hit => hit.to - hit.from > 1 && overlaps(hit, span)) ||
  index.columns.some(column => {
    const match = linked.columns[column.id]!
    return match.literal && match.at.length > 1 && match.at.some(at => at >= span.from && at < span.to)
  })

const isPlausible = (period: Period, linked: LinkedQuestion): boolean =>
  !linked.quotations.some(quotation => overlaps(quotation, period)) &&
  !linked.values.some(hit => hit.score === 1 && hit.from <= period.from && hit.to >= period.to)

/** Token positions of a pattern over the lower-case words, which are joined by single blanks. */
function spansOf(linked: LinkedQuestion, pattern: RegExp): Span[] {
  const words = linked.tokens.map(token => token.lower)
  const text = words.join(' ')
  const starts: number[] = []
  let offset = 0
  for (const word of words) {
    starts.push(offset)
    offset += word.length + 1
  }
  return [...text.matchAll(pattern)].flatMap(match => {
    const from = starts.indexOf(match.index)
    const end = match.index + match[0].length
    const to = starts.findIndex((start, i) => start + words[i]!.length === end) + 1
    return from >= 0 && to > from ? [{ from, to }] : []
  })
}

const zeroPattern =
  /\b(also |please )?(including|include|incl|with|counting|list|show|even|and)?( also)?( the| all| those| ones| any)*( \w+)?( that| who| which)?( have| having| has| with| without)? (none|zero|0( \w+)?|no \w+|zeros|zeroes)( too| as well| also)?\b/g

function includingZero(linked: LinkedQuestion): Modifier[] {
  const text = linked.tokens.map(token => token.lower).join(' ')
  if (
    !/\b(includ\w*|incl|also|even|as well|too|zeros?|zeroes|with 0|as 0|list)\b/.test(text) ||
    !/\b(none|zero|zeros|zeroes|0|no|without|nobody)\b/.test(text)
  )
    return []
  const direct = spansOf(
    linked,
    /\b(including|include|incl|also|even|and)( \w+){0,6}? (none|zero|zeros|zeroes|0|without any|without|no \w+)( \w+)?( too| as well)?\b/g,
  )
  const [span] = direct.length > 0 ? direct : spansOf(linked, zeroPattern)
  return span === undefined ? [] : [{ kind: 'including-zero', span }]
}

function shares(linked: LinkedQuestion): Modifier[] {
  const [span] = spansOf(
    linked,
    /\b(what |which )?(is |are )?(the )?(percentage|percent|share|proportion|pct)( share| of the total| in percent)?( of)?\b/g,
  )
  return span === undefined ? [] : [{ kind: 'share', span }]
}

const negations =
  /^(no|not|without|missing|lack|lacking|lacks|never|don't|doesn't|dont|haven't|hasn't|havent|hasnt|isn't|aren't|(?:haven|hasn|don|doesn|didn|isn|aren|wasn|weren) t|cannot|non|unknown|empty|blank)$/
const absent = /^(missing|unknown|empty|blank|unrecorded|null|lacking)$/

/** "without e-mail", "no color recorded", "unpaid", "have not been shipped": columns that have NULLs. */
function missing(linked: LinkedQuestion, index: SchemaIndex): Modifier[] {
  const { tokens } = linked
  const best: { column: IndexedColumn; match: NameMatch; span: Span }[] = []
  for (const column of index.columns) {
    if (column.profile.nulls === 0 || column.profile.nulls === column.profile.rows) continue
    const match = linked.columns[column.id]!
    const unsaid = tokens.findIndex(
      ({ stem }) =>
        stem.length >= 5 &&
        stem.startsWith('un') &&
        column.words.some(word => word.length >= 3 && stem.slice(2).startsWith(word)),
    )
    if (unsaid >= 0) best.push({ column, match, span: { from: unsaid, to: unsaid + 1 } })
    if (match.at.length === 0 || match.share < 0.5) continue
    const [first, last] = [match.at[0]!, match.at.at(-1)!]
    if (linked.tables.some(table => table.literal && table.at.includes(last))) continue
    const know = tokens.slice(Math.max(0, first - 4), first).some(token => token.lower === 'know')
    const before = (know ? [1, 2, 3, 4, 5, 6] : [1, 2, 3])
      .map(back => first - back)
      .find(at => at >= 0 && negations.test(tokens[at]!.lower))
    const after = [1, 2, 3].map(on => last + on).find(at => at < tokens.length && absent.test(tokens[at]!.lower))
    const denied = [1, 2, 3, 4]
      .map(on => last + on)
      .find(
        at =>
          at < tokens.length &&
          /^(known|recorded|given|set|entered|available|filled|stored|registered|noted|specified)$/.test(
            tokens[at]!.lower,
          ),
      )
    // "no orders? Full names": what is denied is the table between
    const deniesTable =
      before !== undefined &&
      linked.tables.some(table => table.literal && table.at.every(at => at > before && at < first))
    if (deniesTable) continue
    const said = before !== undefined && denied !== undefined ? denied : last
    if (before !== undefined) best.push({ column, match, span: { from: before, to: said + 1 } })
    else if (after !== undefined) best.push({ column, match, span: { from: first, to: after + 1 } })
  }
  best.sort(
    (x, y) =>
      y.match.share - x.match.share ||
      Number(inNamed(linked, y.column)) - Number(inNamed(linked, x.column)) ||
      x.column.id - y.column.id,
  )
  return best.map(({ column, span }) => ({ kind: 'missing', column: column.id, not: false, span }))
}

const inNamed = (linked: LinkedQuestion, column: IndexedColumn): boolean => linked.tables[column.table]!.full

/** The two stored forms of a column that says yes or no, yes first; undefined for other columns. */
export function flagValues(
  column: IndexedColumn,
): readonly [string | number | boolean, string | number | boolean] | undefined {
  if (column.column.type === 'boolean' && column.profile.values.every(value => typeof value === 'boolean'))
    return [true, false]
  const { values, complete } = column.profile
  if (!complete || values.length === 0 || values.length > 2) return undefined
  const pairs: readonly (readonly [string | number, string | number])[] = [
    [1, 0],
    ['Y', 'N'],
    ['T', 'F'],
    ['yes', 'no'],
    ['Yes', 'No'],
    ['true', 'false'],
    ['1', '0'],
  ]
  return pairs.find(pair => values.every(value => value === pair[0] || value === pair[1]))
}

const emptyWords = /^(is|has|was|can|flag|yn|in|be|have|of)$/

/** A yes/no column whose words are said is a condition, denied when a negation stands before it. */
function flags(linked: LinkedQuestion, index: SchemaIndex): Modifier[] {
  const { tokens } = linked
  const found: (Modifier & { kind: 'flag'; size: number; named: boolean })[] = []
  for (const column of index.columns) {
    if (flagValues(column) === undefined || column.idLike) continue
    const words = column.words.filter(word => !emptyWords.test(word))
    const at = words.map(word =>
      tokens.findIndex(
        token =>
          token.stem === word ||
          (word.length >= 3 &&
            token.stem.length >= 4 &&
            (token.stem.startsWith(word) || (word.length >= 4 && word.startsWith(token.stem)))),
      ),
    )
    if (words.length === 0 || at.includes(-1)) continue
    const [from, to] = [Math.min(...at), Math.max(...at) + 1]
    if (
      to - from > words.length + 2 ||
      linked.tables.some(table => table.literal && at.every(one => table.at.includes(one)))
    )
      continue
    const before = tokens.slice(Math.max(0, from - 3), from).map(token => token.lower)
    if (/^(by|per|each|every)$/.test(before.at(-1) ?? '')) continue
    const refused =
      /^(no|false)$/.test(tokens[to]?.lower ?? '') ||
      (tokens[to]?.lower === 'is' && /^(no|false)$/.test(tokens[to + 1]?.lower ?? ''))
    const denied = before.findIndex(word => negations.test(word))
    found.push({
      kind: 'flag',
      column: column.id,
      value: denied < 0 && !refused,
      span: { from: denied < 0 ? from : from - before.length + denied, to },
      size: words.length,
      named: inNamed(linked, column),
    })
  }
  found.sort((x, y) => y.size - x.size || Number(y.named) - Number(x.named) || x.column - y.column)
  return found.map(({ size: _, named: __, ...modifier }) => modifier)
}
