import { call, type Expr, type Item, type Query, type Select, star } from '../../../../lang/sql/ast.ts'
import { isAmong, isSameExpr } from '../../../../lang/sql/equal.ts'
import { isStrong, type LinkedQuestion } from '../../link/match.ts'
import { type Span, stopWords } from '../../link/question.ts'
import type { IndexedColumn, SchemaIndex } from '../../link/schema-index.ts'
import { ref } from '../conditions.ts'
import type { Reading } from '../reading.ts'
import { displayColumns } from '../whole-names.ts'
import { flagValues } from './flag.ts'
import type { Modifier, ShownPart } from './modifier.ts'

/**
 * Explicit lists of what to show: "...: id, date, status", "... - name and number of uses", "show order id and net
 * amount", "..., with their e-mail". A list counts when every part of it is understood.
 */
export function findShown(linked: LinkedQuestion, index: SchemaIndex, taken: readonly Modifier[]): Modifier[] {
  for (const { list, added, least } of [...tails(linked), ...heads(linked)]) {
    const to = Math.min(list.to, ...taken.map(({ span }) => span.from).filter(from => from >= list.from))
    const parts = to > list.from ? partsOf(linked, index, { from: list.from, to }) : undefined
    if (parts === undefined || parts.length < least) continue
    // "customers with the newsletter" are those that have it
    if (added && parts.some(part => part.kind === 'column' && flagValues(index.columns[part.column]!) !== undefined))
      continue
    const measures = parts.every(({ kind }) => kind === 'count' || kind === 'measure')
    return [{ kind: 'shown', parts, added: added || measures, span: { from: list.from, to } }]
  }
  return []
}

type Place = {
  readonly list: Span
  readonly added: boolean /** So many parts make it a list. */
  readonly least: number
}

/** Where a list may be: after the last colon, dash or sentence, in brackets, after a comma, after "with". */
function tails({ tokens, text }: LinkedQuestion): Place[] {
  const found: Place[] = []
  const gap = (at: number): string => text.slice(tokens[at - 1]!.end, tokens[at]!.start)
  const close = (from: number): number => {
    for (let to = from + 1; to < tokens.length; to++) if (/[.?!;)]/.test(gap(to))) return to
    return tokens.length
  }
  for (let at = 1; at < tokens.length; at++) {
    const before = gap(at)
    const word = tokens[at]!.lower
    const list = { from: at, to: close(at) }
    if (/:\s|\s[-–—]\s|[.?!;]\s/.test(before)) found.push({ list, added: false, least: 1 })
    else if (/\(/.test(before)) found.push({ list, added: false, least: 2 })
    else if (/,\s/.test(before) && /^(with|show|showing|give|plus)$/.test(word))
      found.push({ list, added: /^(with|plus)$/.test(word), least: 1 })
    else if (/,\s/.test(before) && word === 'and' && /^(how|the|their|its)$/.test(tokens[at + 1]?.lower ?? ''))
      found.push({ list, added: true, least: 1 })
    else if (
      /,\s/.test(before) &&
      !tokens.slice(Math.max(0, at - 4), at).some(({ lower }) => /^(by|per|each|every)$/.test(lower))
    )
      found.push({ list, added: false, least: 2 })
    else if (/^(with|showing)$/.test(word) && /^(the|their|its)$/.test(tokens[at + 1]?.lower ?? ''))
      found.push({ list, added: true, least: 1 })
  }
  return found
}

/** "Show me the id, date and total of ..." */
function heads({ tokens }: LinkedQuestion): Place[] {
  const from = tokens.findIndex(
    ({ lower }) => !/^(please|show|list|give|display|return|i|need|want|me|us|what|are|is|the)$/.test(lower),
  )
  if (from < 1) return []
  const to = tokens.findIndex(({ lower }, at) => at > from && /^(for|of|from|where|that|whose)$/.test(lower))
  return to < 0 ? [] : [{ list: { from, to }, added: false, least: 2 }]
}

const opening =
  /^(please|show|showing|give|list|display|return|i need|i want|me|us|with|the|their|its|his|her|a|an|also|both|only|just|plus|and|together|along)$/

function partsOf(linked: LinkedQuestion, index: SchemaIndex, list: Span): ShownPart[] | undefined {
  const { tokens, text } = linked
  const elements: Span[] = []
  let from = list.from
  for (let at = list.from; at <= list.to; at++) {
    const ends =
      at === list.to ||
      (at > list.from && /[,+/&]/.test(text.slice(tokens[at - 1]!.end, tokens[at]!.start))) ||
      /^(and|plus)$/.test(tokens[at]!.lower)
    if (!ends) continue
    if (at > from) elements.push({ from, to: at })
    from = at < list.to && /^(and|plus)$/.test(tokens[at]!.lower) ? at + 1 : at
  }
  const parts: ShownPart[] = []
  for (const element of elements) {
    const part = partOf(linked, index, element)
    if (part === undefined) return undefined
    if (part !== 'nothing') parts.push(part)
  }
  return parts.length === 0 ? undefined : parts
}

const fillers = /^(please|too|as well|all|only|thanks|thank you|together|in that order|show it too|both)$/
const counts =
  /^(number of|count of|how many|how often|no of|nr of)\b|^(number|numbers|count|counts|n|total number)$|\bcount$/
const measures =
  /\b(units?|pieces|total|sum|average|avg|mean|amount|value|result|percent|percentage|share|rate|revenue|sales|days|hours|minutes|duration|maximum|minimum|max|min)\b|^it$/
const moments = /^(time|date|when|day|timestamp)$/
const superlative = /\b(most|least|\w{3,}est)\b/
const ownNames = /^((full |complete |first and last )?names?|who|title)$/

function partOf(linked: LinkedQuestion, index: SchemaIndex, element: Span): ShownPart | 'nothing' | undefined {
  const { tokens } = linked
  const { to } = element
  let { from } = element
  while (from < to - 1 && opening.test(tokens[from]!.lower)) from++
  const text = tokens
    .slice(from, to)
    .map(token => token.lower)
    .join(' ')
  if (fillers.test(text)) return 'nothing'
  if (counts.test(text)) return { kind: 'count' }
  if (ownNames.test(text)) return { kind: 'own' }
  if (moments.test(text)) return { kind: 'moment' }
  if (superlative.test(text)) return undefined
  const whose = /\bnames?\b/.test(text) ? namedRows(linked, index, { from, to }) : undefined
  if (whose !== undefined) return { kind: 'table', table: whose }
  if (/^ids?$/.test(text)) {
    const [main] = index.tables
      .filter(({ id }) => linked.tables[id]!.literal)
      .sort((x, y) => linked.tables[x.id]!.at[0]! - linked.tables[y.id]!.at[0]!)
    return main?.primary === undefined ? undefined : { kind: 'column', column: main.primary }
  }
  const [table] = index.tables
    .map(one => ({ id: one.id, at: wordsInside(linked, one.words, { from, to }) }))
    .filter(({ at }) => at.length > 0 && rest({ from, to }, at, tokens) === 0)
    .sort((x, y) => y.at.length - x.at.length || x.id - y.id)
  const named = bestColumn(linked, index, { from, to })
  const isTable = table !== undefined && to - from === table.at.length
  if (named !== undefined && !isTable) return { kind: 'column', column: named.id }
  if (table !== undefined) return { kind: 'table', table: table.id }
  return measures.test(text) ? { kind: 'measure' } : undefined
}

const empty =
  /^(of|the|their|its|in|for|a|an|s|id|code|name|names|when|it|was|is|were|on|who|whose|full|each|from|by|value|number|no|date|time|day)$/

/** How many words with content the occurrence leaves unsaid; "of the buyer" says whose it is. */
function rest({ from, to }: Span, at: readonly number[], tokens: LinkedQuestion['tokens']): number {
  const whose = tokens.findIndex(({ lower }, i) => i > from && i < to && /^(of|in)$/.test(lower))
  const end = whose < 0 || at.every(i => i > whose) ? to : whose
  return tokens
    .slice(from, end)
    .filter(({ lower }, i) => !at.includes(from + i) && !empty.test(lower) && !stopWords.has(lower)).length
}

/** Words for the rows of the column's table: its own name, and what other tables call the rows they point to. */
const ownersOf = ({ table, key }: IndexedColumn, index: SchemaIndex): (readonly string[])[] => [
  index.tables[table]!.words,
  ...index.schema.foreignKeys
    .filter(({ refTable }) => refTable === key)
    .flatMap(one =>
      index.columns.filter(col => col.key === one.table && one.columns.includes(col.name)).map(col => col.words),
    ),
]

/** Tokens of the span that say all of the words; none when one is not said. */
function wordsInside({ tokens }: LinkedQuestion, words: readonly string[], { from, to }: Span): number[] {
  const at = words.map(word =>
    tokens.findIndex(({ stem, lower }, i) => i >= from && i < to && (stem === word || lower === word)),
  )
  return at.includes(-1) ? [] : at
}

/** "the buyer's full name", "name of the account holder": the table whose rows are to be shown by name. */
function namedRows(linked: LinkedQuestion, index: SchemaIndex, span: Span): number | undefined {
  const words = linked.tokens.slice(span.from, span.to)
  return index.tables.find(table => {
    const like = index.columns[table.columns[0]!]!
    return ownersOf(like, index).some(owner => {
      const at = wordsInside(linked, owner, span)
      const left = words.filter(
        ({ lower }, i) =>
          !at.includes(span.from + i) && !/^(holder)$/.test(lower) && !empty.test(lower) && !stopWords.has(lower),
      )
      return at.length > 0 && left.length === 0
    })
  })?.id
}

/** The column that a part of a list names; it has to account for the words of the part, together with its table. */
function bestColumn(linked: LinkedQuestion, index: SchemaIndex, span: Span): IndexedColumn | undefined {
  const { tokens } = linked
  const [best] = index.columns
    .flatMap(col => {
      const match = matchInside(linked, col, span)
      if (match.length === 0) return []
      const owner =
        ownersOf(col, index)
          .map(words => wordsInside(linked, words, span))
          .find(at => at.length > 0) ?? []
      const said = [...match, ...owner]
      const left = rest(span, said, tokens)
      return left > 0
        ? []
        : [
            {
              col,
              words: match.length,
              owned: owner.length > 0,
              named: linked.tables[col.table]!.full,
              exact: col.words.length - match.length,
            },
          ]
    })
    .sort(
      (x, y) =>
        y.words - x.words ||
        Number(y.owned) - Number(x.owned) ||
        x.exact - y.exact ||
        Number(y.named) - Number(x.named) ||
        x.col.id - y.col.id,
    )
  return best?.col
}

/** Tokens of the span that say words of the column: all of its words, or all but those that say little. */
function matchInside(linked: LinkedQuestion, col: IndexedColumn, span: Span): number[] {
  const match = linked.columns[col.id]!
  const inside = match.at.filter(at => at >= span.from && at < span.to)
  if (match.full && inside.length === match.at.length && isStrong(match, linked.tokens)) return inside
  // said elsewhere too, or in part: the words themselves
  const tokens = linked.tokens.slice(span.from, span.to)
  const said = col.words.map(word => tokens.findIndex(({ stem, lower }) => stem === word || lower === word))
  const unsaid = col.words.filter((word, i) => said[i]! < 0 && !slight.test(word))
  // "price" is the list price; "unit" is not the unit price
  if (said.at(-1)! < 0 && !slight.test(col.words.at(-1)!)) return []
  const at = said.filter(i => i >= 0).map(i => span.from + i)
  return unsaid.length <=
    (at.length > 0 && at.length === tokens.filter(({ lower }) => !empty.test(lower)).length ? 1 : 0)
    ? at
    : []
}

const slight = /^(..?|pct|id|name|code|date|no|nr|number|list|unit|value|amount)$/

/** Tables that the list needs. */
export const shownTables = ({ parts }: Modifier & { kind: 'shown' }, index: SchemaIndex): number[] =>
  parts.flatMap(part =>
    part.kind === 'column' ? [index.columns[part.column]!.table] : part.kind === 'table' ? [part.table] : [],
  )

/** The query with these items; undefined where it measures nothing and the list asks for a measure. */
export function withShown(query: Query, reading: Reading, list: Modifier & { kind: 'shown' }): Query | undefined {
  if (query.kind !== 'select') {
    const [left, right] = [query.left, query.right].map(side => withShown(side, reading, list))
    return left === undefined || right === undefined ? undefined : { ...query, left, right }
  }
  const own = query.items.filter(({ expr }) => !isMeasure(expr))
  const measured = measuresOf(query)
  const items: Item[] = []
  for (const part of list.parts) {
    const next = itemsOf(part)
    if (next === undefined) return undefined
    items.push(
      ...next.filter(
        ({ expr }) =>
          !isAmong(
            items.map(item => item.expr),
            expr,
          ),
      ),
    )
  }
  const kept = list.added
    ? own.filter(
        ({ expr }) =>
          !isAmong(
            items.map(item => item.expr),
            expr,
          ),
      )
    : own.filter(
        ({ expr }) =>
          expr.kind === 'date-part' &&
          !isAmong(
            items.map(item => item.expr),
            expr,
          ),
      )
  const all = [...kept, ...items]
  const plain = all.flatMap(({ expr }) => (isMeasure(expr) || expr.kind === 'star' ? [] : [expr]))
  const grouped = query.groupBy.length > 0
  if (!grouped && plain.length > 0 && all.some(({ expr }) => expr.kind === 'aggregate')) return undefined
  const isKey = (expr: Expr): boolean => isAmong(query.groupBy, expr)
  const groupBy = grouped ? [...query.groupBy, ...plain.filter(expr => !isKey(expr))] : []
  return { ...query, items: all, groupBy }

  function itemsOf(part: ShownPart): Item[] | undefined {
    if (part.kind === 'own') return own.length === 0 ? undefined : own
    if (part.kind === 'moment') {
      const moment = momentOf(query as Select, reading)
      return moment === undefined ? undefined : [{ expr: moment }]
    }
    if (part.kind === 'count' || part.kind === 'measure') {
      const next = measured.shift()
      if (next !== undefined) return [next]
      return part.kind === 'count' && query.kind === 'select' && query.groupBy.length > 0
        ? [{ expr: call('count', star) }]
        : undefined
    }
    const columns = part.kind === 'column' ? [reading.index.columns[part.column]!] : displayColumns(reading, part.table)
    return columns.map(col => {
      const expr = ref(col)
      const aggregated = measured.findIndex(item => isOver(item.expr, expr))
      return aggregated < 0 ? { expr } : measured.splice(aggregated, 1)[0]!
    })
  }
}

const isOver = (expr: Item['expr'], arg: Expr): boolean => expr.kind === 'aggregate' && isSameExpr(expr.arg, arg)

/** What the query computes: its items, then what it sorts and picks groups by. */
function measuresOf(query: Select): Item[] {
  const all = [
    ...query.items.filter(({ expr }) => isMeasure(expr)),
    ...query.orderBy.filter(({ expr }) => isMeasure(expr)).map(({ expr }) => ({ expr })),
    ...(query.having?.kind === 'compare' && isMeasure(query.having.left) ? [{ expr: query.having.left }] : []),
  ]
  return all.filter((item, i) => all.findIndex(other => isSameExpr(other.expr, item.expr)) === i)
}

const isMeasure = ({ kind }: Item['expr']): boolean =>
  kind === 'aggregate' ||
  kind === 'ratio' ||
  kind === 'arithmetic' ||
  kind === 'days-between' ||
  kind === 'time-between'

/** When the rows are from: the first moment of the table that is asked for. */
function momentOf({ from }: Select, { index, namedTables }: Reading): Expr | undefined {
  const sources = from.kind === 'joined' ? [from.first, ...from.joins.map(join => join.source)] : []
  const inside = index.columns.filter(
    ({ key, expr, profile }) =>
      expr === undefined &&
      profile.storage !== undefined &&
      profile.storage !== 'year' &&
      sources.some(source => source.table === key),
  )
  const col = inside.find(({ table }) => table === namedTables[0]) ?? inside[0]
  return col === undefined ? undefined : ref(col)
}
