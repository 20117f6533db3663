import type { Rng } from '../../../core/rng.ts'
import { type ColumnRef, call, type DatePart, type Expr, type Order } from '../../../lang/sql/ast.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import { drawGrouping } from './generate-aggregates.ts'
import { type Piece, ref, toSelect } from './generate-draft.ts'
import { headersOf, periodFor } from './generate-headers.ts'
import { ask, drawFocus, drawPieces, speaksOf, type Topic, toSubject } from './generate-subject.ts'
import { chance, fillTemplate, pick, plural, sayColumn, sayCount } from './generate-text.ts'
import type { Focus, World } from './generate-world.ts'

/** A measure with what computes it and what people call it. */
export type Measure = { readonly focus: Focus; readonly expr: Expr; readonly words: string; readonly span: boolean }

const names: Readonly<Record<string, readonly string[]>> = {
  revenue: [
    'revenue',
    'revenue',
    'turnover',
    'gross revenue',
    'sales',
    'sales value',
    'gross sales',
    'revenue before discount',
    '{quantity} times {price}',
    '{quantity} x {price}',
    '{price} multiplied by {quantity}',
  ],
  'net revenue': [
    'net revenue',
    'revenue after discount',
    'sales after discount',
    'net sales',
    'revenue less discount',
    'discounted revenue',
    'net turnover',
    '{quantity} times {price} minus {discount}',
    '{quantity} times {price} less {discount}',
  ],
  'net amount': ['net amount', 'amount after discount', 'amount less discount', 'revenue after discount'],
  margin: ['margin', 'profit', 'gross margin', 'markup', '{quantity} minus {price}', '{quantity} less {price}'],
}

const spanNames = [
  'days from {price} to {quantity}',
  'days between {price} and {quantity}',
  'days until {quantity}',
  'duration',
  'duration in days',
  'number of days from {price} to {quantity}',
  'time to {quantity}',
  'days to {quantity}',
  '{quantity} minus {price}',
]

/** The columns that an expression is computed from, in order. */
function columnsOf(expr: Expr, index: World['index']): IndexedColumn[] {
  const found: IndexedColumn[] = []
  JSON.stringify(expr, (_, value: unknown) => {
    const node = value as Partial<ColumnRef> | null
    if (typeof node === 'object' && node?.kind === 'column')
      found.push(index.columns.find(col => col.key === node.table && col.name === node.column)!)
    return value
  })
  return found
}

/** One of the computed measures of the database, of a kind, with words for it. */
export function drawMeasure(
  world: World,
  rng: Rng,
  span: boolean,
  passes: (focus: Focus) => boolean,
): Measure | undefined {
  const able = world.index.columns.flatMap(col => {
    const focus = world.focuses.find(({ table }) => table.id === col.table)
    const isSpan = col.expr?.kind === 'days-between'
    return col.expr === undefined || focus === undefined || isSpan !== span || !passes(focus)
      ? []
      : [{ col, focus, expr: col.expr }]
  })
  if (able.length === 0) return undefined
  const { col, focus, expr } = pick(rng, able)
  const own = columnsOf(expr, world.index)
  // days-between lists the earlier date first
  const [first, second, third] = span ? [own[1], own[0]] : own
  const say = (one: IndexedColumn | undefined): string | undefined =>
    one && sayColumn(one, focus.table, rng).replace(/^from$/, 'start')
  const slots = { quantity: say(first), price: say(second), discount: say(third) }
  const stay = /check ?in|adm/.test(own[0]!.words.join(' ')) ? ['length of stay', 'length of stay', 'days stayed'] : []
  const list = span ? [...stay, ...stay, ...spanNames] : names[col.name]
  const words = list && fillTemplate(pick(rng, list), slots, rng)
  return words === undefined ? undefined : { focus, expr, words, span }
}

const totals = ['total', 'total', 'sum of', 'overall', 'combined', '']
const means = ['average', 'average', 'avg', 'mean']

const totalTexts = [
  '{fn} {words} {rest}',
  '{fn} {words} of {many}',
  'what is the {fn} {words} of {many}',
  'what is the {fn} {words} {rest}',
  "what's our {fn} {words} {rest}",
  'how much {words} {rest}',
  'how much {words} did we [make|have|get] {rest}',
  '{fn} {words} for all {many}',
  '[show|give me|calculate|compute|find] the {fn} {words} of {many}',
  '{fn} {words} from {many}',
]
const meanTexts = [
  '{fn} {words} {rest}',
  '{fn} {words} of {many}',
  'what is the {fn} {words} of {many}',
  'how many days on average from {start} to {end} {rest}',
  '[show|give me|calculate] the {fn} {words} [of|for] {many}',
  '{fn} {words} for {many}',
  "what's the {fn} {words} {rest}",
]

/** Words of the conditions that stand without the noun, only where each of them can. */
const restOf = (pieces: readonly Piece[], rest: string): string => (pieces.some(({ before }) => before) ? '{}' : rest)

/** "total revenue", "net revenue of Lyon bookings", "average length of stay in 2022". */
export const computedTotal: Topic = (world, rng) => {
  const measure = drawMeasure(world, rng, chance(rng, 0.3), () => true)
  if (measure === undefined) return undefined
  const { focus, expr, words, span } = measure
  const fn = span ? pick(rng, ['avg', 'avg', 'max'] as const) : chance(rng, 0.85) ? 'sum' : 'avg'
  const when = chance(rng, 0.45) ? periodFor(world, focus, rng) : undefined
  const pieces = when !== undefined ? [when] : chance(rng, 0.4) ? drawPieces(world, focus, rng, 1, 1) : []
  const subject = toSubject(focus, pieces, rng)
  const text = template(fn === 'sum' ? totalTexts : meanTexts, rng, {
    fn: fn === 'sum' ? pick(rng, totals) : fn === 'avg' ? pick(rng, means) : pick(rng, ['longest', 'maximum']),
    words,
    many: subject.many,
    rest: restOf(pieces, subject.rest),
  })
  return text === undefined ? undefined : said(world, rng, text, { root: focus, items: [call(fn, expr)], pieces })
}

const byTexts = [
  '{fn} {words} [by|per|for each|in each|for every] {group} {rest}',
  '{words} [by|per] {group} {rest}',
  '[show|list|give me] the {fn} {words} [per|for each|by] {group} {rest}',
  'what is the {fn} {words} [per|for each] {group} {rest}',
  'for each {group}, the {fn} {words} {rest}',
  '{groups} and their {fn} {words} {rest}',
  'how much {words} does each {group} have {rest}',
  '{fn} {words} grouped by {group} {rest}',
]
const meanByTexts = byTexts.filter(text => text.includes('{fn}'))

/** "revenue per room type", "average length of stay by hotel". */
export const computedBy: Topic = (world, rng) => {
  const measure = drawMeasure(world, rng, chance(rng, 0.3), () => true)
  const grouped = measure && drawGrouping(world, rng, one => one === measure.focus)
  if (grouped === undefined || measure === undefined) return undefined
  const { focus, tables, item, groupBy, group } = grouped
  const fn = measure.span || chance(rng, 0.15) ? 'avg' : 'sum'
  const when = chance(rng, 0.3) ? periodFor(world, focus, rng) : undefined
  const desc = chance(rng, 0.2)
  const text = template(fn === 'sum' ? byTexts : meanByTexts, rng, {
    fn: fn === 'sum' ? pick(rng, totals.slice(0, 5)) : pick(rng, means),
    words: measure.words,
    group,
    groups: plural(group),
    rest: `${when?.text ?? ''}${desc ? pick(rng, [', highest first', ', descending', ' from highest to lowest', ', biggest first']) : ''}`,
  })
  const value = call(fn, measure.expr)
  const orderBy: Order[] = desc ? [{ expr: value, direction: 'desc' }] : []
  const pieces = when === undefined ? [] : [when]
  return text === undefined
    ? undefined
    : said(world, rng, text, { root: focus, tables, items: [ref(item), value], groupBy, orderBy, pieces })
}

const topTexts = [
  'top {k} {groups} by {words} {rest}',
  'top {k} {groups} by total {words} {rest}',
  'which {k} {groups} [have|bring in|generate] the most {words} {rest}',
  '{k} {groups} with the highest {words} {rest}',
  'the {k} best {groups} by {words} {rest}',
]
const mostTexts = [
  'which {group} [has|brings in|generates|made|had] the most {words} {rest}',
  '{group} with the highest {words} {rest}',
  '{group} with the [most|highest total|biggest] {words} {rest}',
  'which {group} has the highest total {words} {rest}',
  'what is the {group} with the most {words} {rest}',
  'best {group} by {words} {rest}',
]
const leastTexts = [
  'which {group} has the lowest {words} {rest}',
  '{group} with the [least|lowest|smallest] {words} {rest}',
]
const longestTexts = [
  'which {group} has the [longest|highest] average {words} {rest}',
  '{group} with the [longest|highest] average {words} {rest}',
]

/** "top 5 hotels by revenue", "which guest spent the most", "hotel with the longest average stay". */
export const computedTop: Topic = (world, rng) => {
  const measure = drawMeasure(world, rng, chance(rng, 0.2), () => true)
  const grouped = measure && drawGrouping(world, rng, one => one === measure.focus)
  if (grouped === undefined || measure === undefined) return undefined
  const { focus, tables, item, groupBy, group } = grouped
  const many = !measure.span && chance(rng, 0.5)
  const desc = measure.span || many || chance(rng, 0.8)
  const limit = many ? pick(rng, [2, 3, 3, 5, 5, 10]) : 1
  const when = chance(rng, 0.3) ? periodFor(world, focus, rng) : undefined
  const list = measure.span ? longestTexts : many ? topTexts : desc ? mostTexts : leastTexts
  const text = template(list, rng, {
    words: measure.words,
    group,
    groups: plural(group),
    k: sayCount(limit, rng),
    rest: when?.text ?? '',
  })
  const value = call(measure.span ? 'avg' : 'sum', measure.expr)
  const items = chance(rng, 0.7) ? [ref(item)] : [ref(item), value]
  const orderBy: Order[] = [{ expr: value, direction: desc ? 'desc' : 'asc' }]
  const pieces = when === undefined ? [] : [when]
  return text === undefined
    ? undefined
    : said(world, rng, text, { root: focus, tables, items, groupBy, orderBy, limit, pieces })
}

const shareTexts = [
  'share of {words} [by|per|of each] {group}',
  'share of each {group} in [the |]total {words}',
  'what percentage of {words} comes from each {group}',
  '{words} by {group} in percent of the total',
  'percentage of [total |]{words} [by|per] {group}',
  "each {group}'s share of {words}",
]

/** "share of revenue by category". */
export const computedShare: Topic = (world, rng) => {
  const measure = drawMeasure(world, rng, false, () => true)
  const grouped = measure && drawGrouping(world, rng, one => one === measure.focus)
  if (grouped === undefined || measure === undefined) return undefined
  const { focus, tables, item, groupBy, group } = grouped
  const value = call('sum', measure.expr)
  const total = toSelect(world, { root: focus, tables, items: [value] }, false)
  const text = template(shareTexts, rng, { words: measure.words, group })
  if (total === undefined || text === undefined) return undefined
  const percent: Expr = {
    kind: 'ratio',
    numerator: value,
    denominator: { kind: 'scalar', query: total },
    percent: true,
  }
  const base = { root: focus, tables, groupBy }
  return said(world, rng, text, { ...base, items: [ref(item), percent] }, { ...base, items: [ref(item), value] })
}

const datedTexts = [
  '{fn} {words} [by|per|for each|in each] {unit} {rest}',
  '{unit}ly {words} {rest}',
  '{words} [by|per] {unit} {rest}',
  '[show|give me] the {fn} {words} [per|by|for each] {unit} {rest}',
  'how much {words} [per|each|in each] {unit} {rest}',
  'what was the {fn} {words} [per|in each] {unit} {rest}',
]

/** "revenue by month", also over the date of the parent. */
export const computedByDate: Topic = (world, rng) => {
  const measure = drawMeasure(world, rng, false, focus => headersOf(world, focus).length > 0)
  if (measure === undefined) return undefined
  const { moment, tables } = pick(rng, headersOf(world, measure.focus))
  const unit = moment.yearOnly ? 'year' : pick(rng, ['month', 'month', 'quarter', 'year'] as const)
  const expr: DatePart = { kind: 'date-part', unit, arg: moment.expr }
  const pieces = (chance(rng, 0.3) ? drawPieces(world, measure.focus, rng, 1, 1) : []).filter(
    piece => !piece.before && piece.tables.length === 0 && !JSON.stringify(piece.condition).includes('"date'),
  )
  const text = template(datedTexts, rng, {
    fn: pick(rng, totals.slice(0, 5)),
    words: measure.words,
    unit,
    rest: pieces.map(piece => `${pick(rng, ['of', 'for'])} ${toSubject(measure.focus, [piece], rng).many}`).join(' '),
  })
  return text === undefined
    ? undefined
    : said(world, rng, text, {
        root: measure.focus,
        items: [call('sum', measure.expr)],
        pieces,
        part: { expr, tables },
      })
}

const quantity = /^(qty|quantity|unit|units|tickets quantity|pieces)$/
const isQuantity = (col: IndexedColumn): boolean => quantity.test(col.words.join(' ')) || col.words.includes('quantity')

const soldTexts = [
  'units sold [by|per|for each] {group} {rest}',
  'number of units [by|per|for each] {group} {rest}',
  'how many units [per|for each|of each] {group} {rest}',
  'total [quantity|units|number of units] [by|per|for each] {group} {rest}',
  'units per {group} {rest}',
  '{groups} and units sold {rest}',
]
const soldTopTexts = [
  'top {k} {groups} by units sold {rest}',
  'top {k} {groups} by quantity {rest}',
  '{k} {groups} with the most units {rest}',
  'the {k} best selling {groups} {rest}',
]
const soldMostTexts = [
  'which {group} [sold|has] the most units {rest}',
  '{group} with the most units sold {rest}',
  'best selling {group} {rest}',
  '{group} with the highest total quantity {rest}',
]
const soldAllTexts = [
  'how many units [were sold|did we sell|in total] {rest}',
  'total units sold {rest}',
  'number of units sold {rest}',
  'total quantity {rest}',
  'units sold in total {rest}',
]

/** "units sold by product": sums of quantities. */
export const unitsSold: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => one.measures.some(isQuantity))
  const value = focus && call('sum', ref(focus.measures.find(isQuantity)!))
  if (focus === undefined || value === undefined) return undefined
  const when = chance(rng, 0.4) ? periodFor(world, focus, rng) : undefined
  const pieces = when === undefined ? [] : [when]
  const rest = when?.text ?? ''
  if (chance(rng, 0.25)) {
    const text = template(soldAllTexts, rng, { rest })
    return text === undefined ? undefined : said(world, rng, text, { root: focus, items: [value], pieces })
  }
  const grouped = drawGrouping(world, rng, one => one === focus)
  if (grouped === undefined || pieces.some(piece => speaksOf(piece, grouped.item))) return undefined
  const { tables, item, groupBy, group } = grouped
  const base = { root: focus, tables, groupBy, pieces }
  const slots = { group, groups: plural(group), rest }
  if (chance(rng, 0.5)) {
    const text = template(soldTexts, rng, slots)
    return text === undefined ? undefined : said(world, rng, text, { ...base, items: [ref(item), value] })
  }
  const limit = chance(rng, 0.5) ? 1 : pick(rng, [2, 3, 5, 5, 10])
  const text = template(limit === 1 ? soldMostTexts : soldTopTexts, rng, { ...slots, k: sayCount(limit, rng) })
  const orderBy: Order[] = [{ expr: value, direction: 'desc' }]
  return text === undefined ? undefined : said(world, rng, text, { ...base, items: [ref(item)], orderBy, limit })
}

/** A text with its queries; what it says stands in no template of the topics, so it is given whole. */
export function said(world: World, rng: Rng, text: string, ...drafts: Drafts): ReturnType<typeof ask> {
  return ask(world, rng, 'whole', { text }, ...drafts)
}
type Drafts = [draft: Parameters<typeof ask>[4], core?: Parameters<typeof ask>[5]]

/** One of the templates, with empty slots left out; undefined where a condition cannot stand as it must. */
export function template(
  list: readonly string[],
  rng: Rng,
  slots: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const empty = Object.fromEntries(
    Object.entries(slots)
      .filter(([, text]) => text === '')
      .map(([name]) => [name, ' ']),
  )
  for (let tries = 0; tries < 6; tries++) {
    const text = fillTemplate(pick(rng, list), { ...slots, ...empty }, rng)
    if (text !== undefined && !text.includes('{}')) return text
  }
  return undefined
}
