import { call, column, type Expr, type Item, type Query, type Select, star } from '../../../../lang/sql/ast.ts'
import { isStrong, type LinkedQuestion } from '../../link/match.ts'
import { type Span, stopWords } from '../../link/question.ts'
import type { IndexedColumn, SchemaIndex } from '../../link/schema-index.ts'
import { ref } from '../conditions.ts'
import type { Reading } from '../reading.ts'
import { displayColumns } from '../whole-names.ts'
import type { Modifier, ShownPart } from './modifier.ts'

/**
 * Explicit lists of what to show: "...: id, date, status", "... - name and number of uses", "show order id and net
 * amount", "..., with their e-mail". A list counts when every part of it is understood.
 */
export function findShown(linked: LinkedQuestion, index: SchemaIndex): Modifier[] {
  for (const { from, list } of tails(linked)) {
    const parts = partsOf(linked, index, list)
    if (parts !== undefined) return [{ kind: 'shown', parts, span: { from, to: list.to } }]
  }
  return []
}

type Tail = { readonly from: number; readonly list: Span }

/** Where a list may be: after the last colon, dash or sentence, in brackets, after "with". */
function tails({ tokens, text }: LinkedQuestion): Tail[] {
  const found: Tail[] = []
  const gap = (at: number): string => text.slice(tokens[at - 1]!.end, tokens[at]!.start)
  const close = (from: number): number => {
    for (let to = from + 1; to < tokens.length; to++) if (/[.?!;)]/.test(gap(to))) return to
    return tokens.length
  }
  for (let at = 1; at < tokens.length; at++) {
    const before = gap(at)
    if (/:\s|\s[-–—]\s|[.?!;]\s|\(/.test(before)) found.push({ from: at, list: { from: at, to: close(at) } })
    else if (/,\s/.test(before) && /^(with|show|showing|give|and|plus)$/.test(tokens[at]!.lower))
      found.push({ from: at, list: { from: at, to: close(at) } })
    else if (/^(with|showing)$/.test(tokens[at]!.lower) && /^(the|their|its)$/.test(tokens[at + 1]?.lower ?? ''))
      found.push({ from: at, list: { from: at, to: close(at) } })
  }
  return found
}

const opening =
  /^(please|show|showing|give|list|display|return|i need|i want|me|us|with|the|their|its|his|her|a|an|also|both|only|just|plus|and|as well as|together|along|name|names)$/

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

const fillers = /^(please|too|as well|all|only|thanks|thank you|together|in that order)$/
const counts =
  /^((the |their |its )?(number|count|how many|no|num|amount) ?(of )?(\w+ )?(\w+)?|(the |a )?count|n|how many( \w+){0,4}|\w+ count)$/
const measures =
  /\b(total|sum|average|avg|mean|amount|value|result|percent|percentage|share|rate|revenue|sales|days|hours|minutes|duration|maximum|minimum|max|min)\b|^it$/

function partOf(linked: LinkedQuestion, index: SchemaIndex, element: Span): ShownPart | 'nothing' | undefined {
  const { tokens } = linked
  let { from } = element
  const { to } = element
  while (from < to - 1 && opening.test(tokens[from]!.lower) && !isWhole(linked, index, { from, to })) from++
  const words = tokens.slice(from, to).map(token => token.lower)
  const text = words.join(' ')
  if (fillers.test(text)) return 'nothing'
  const named = bestColumn(linked, index, { from, to })
  if (named !== undefined) return { kind: 'column', column: named.id }
  if (counts.test(text)) return { kind: 'count' }
  if (measures.test(text)) return { kind: 'measure' }
  const table = index.tables.find(({ id }) => {
    const { literal, at } = linked.tables[id]!
    return literal && at.length > 0 && at.every(one => one >= from && one < to) && rest({ from, to }, at, tokens) === 0
  })
  return table === undefined ? undefined : { kind: 'table', table: table.id }
}

const isWhole = (linked: LinkedQuestion, index: SchemaIndex, span: Span): boolean =>
  bestColumn(linked, index, span) !== undefined

const empty =
  /^(of|the|their|its|in|for|a|an|s|id|code|name|names|when|it|was|is|were|on|who|whose|full|each|from|by|value|number|no)$/

/** How many words with content the occurrence leaves unsaid. */
const rest = ({ from, to }: Span, at: readonly number[], tokens: LinkedQuestion['tokens']): number =>
  tokens.slice(from, to).filter(({ lower }, i) => !at.includes(from + i) && !empty.test(lower) && !stopWords.has(lower))
    .length

/** The column that a part of a list names; it has to account for the words of the part, together with its table. */
function bestColumn(linked: LinkedQuestion, index: SchemaIndex, span: Span): IndexedColumn | undefined {
  const { tokens } = linked
  const inside = (at: number): boolean => at >= span.from && at < span.to
  const [best] = index.columns
    .flatMap(col => {
      const match = matchInside(linked, col, span)
      if (match.length === 0) return []
      const table = linked.tables[col.table]!
      const said = [...match, ...table.at.filter(inside)]
      const left = rest(span, said, tokens)
      return left > 0
        ? []
        : [
            {
              col,
              words: match.length,
              owned: table.at.some(inside),
              named: table.full,
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

/** Tokens of the span that say words of the column. */
function matchInside(linked: LinkedQuestion, col: IndexedColumn, span: Span): number[] {
  const match = linked.columns[col.id]!
  const inside = match.at.filter(at => at >= span.from && at < span.to)
  if (match.full && inside.length === match.at.length && isStrong(match, linked.tokens)) return inside
  // said elsewhere, or weakly: the words themselves
  const at = col.words.flatMap(word => {
    const i = linked.tokens.slice(span.from, span.to).findIndex(({ stem, lower }) => stem === word || lower === word)
    return i < 0 ? [] : [span.from + i]
  })
  return at.length === col.words.length && at.length > 0 ? at : []
}

/** Tables that the list needs. */
export const shownTables = ({ parts }: Modifier & { kind: 'shown' }, index: SchemaIndex): number[] =>
  parts.flatMap(part =>
    part.kind === 'column' ? [index.columns[part.column]!.table] : part.kind === 'table' ? [part.table] : [],
  )

/** The query with these items; undefined where it measures nothing and the list asks for a measure. */
export function withShown(query: Query, reading: Reading, { parts }: Modifier & { kind: 'shown' }): Query | undefined {
  if (query.kind !== 'select') {
    const modifier = { kind: 'shown', parts, span: { from: 0, to: 0 } } as const
    const [left, right] = [query.left, query.right].map(side => withShown(side, reading, modifier))
    return left === undefined || right === undefined ? undefined : { ...query, left, right }
  }
  const measured = measuresOf(query)
  const plain: Expr[] = []
  const items: Item[] = []
  const dates = query.items.filter(({ expr }) => expr.kind === 'date-part')
  for (const part of parts) {
    if (part.kind === 'count' || part.kind === 'measure') {
      const next = measured.shift()
      if (next === undefined && (part.kind === 'measure' || query.groupBy.length === 0)) return undefined
      items.push(next ?? { expr: call('count', star) })
      continue
    }
    const columns = part.kind === 'column' ? [reading.index.columns[part.column]!] : displayColumns(reading, part.table)
    for (const col of columns) {
      const expr = col.expr === undefined ? column(col.key, col.name) : ref(col)
      const aggregated = measured.findIndex(item => isOver(item.expr, expr))
      if (aggregated >= 0) items.push(...measured.splice(aggregated, 1))
      else {
        plain.push(expr)
        items.push({ expr })
      }
    }
  }
  const grouped = query.groupBy.length > 0
  if (!grouped && items.some(({ expr }) => expr.kind === 'aggregate') && plain.length > 0) return undefined
  const keep = dates.filter(({ expr }) => !items.some(item => JSON.stringify(item.expr) === JSON.stringify(expr)))
  const groupBy = grouped
    ? [
        ...query.groupBy,
        ...plain.filter(expr => !query.groupBy.some(one => JSON.stringify(one) === JSON.stringify(expr))),
      ]
    : []
  return { ...query, items: [...keep, ...items], groupBy }
}

const isOver = (expr: Item['expr'], arg: Expr): boolean =>
  expr.kind === 'aggregate' && JSON.stringify(expr.arg) === JSON.stringify(arg)

/** What the query computes: its items, then what it sorts and picks groups by. */
function measuresOf(query: Select): Item[] {
  const all = [
    ...query.items.filter(({ expr }) => isMeasure(expr)),
    ...query.orderBy.filter(({ expr }) => isMeasure(expr)).map(({ expr }) => ({ expr })),
    ...(query.having?.kind === 'compare' && isMeasure(query.having.left) ? [{ expr: query.having.left }] : []),
  ]
  return all.filter((item, i) => all.findIndex(other => JSON.stringify(other.expr) === JSON.stringify(item.expr)) === i)
}

const isMeasure = ({ kind }: Item['expr']): boolean =>
  kind === 'aggregate' ||
  kind === 'ratio' ||
  kind === 'arithmetic' ||
  kind === 'days-between' ||
  kind === 'time-between'
