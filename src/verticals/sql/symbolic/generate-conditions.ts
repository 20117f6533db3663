import { readJsonAsset } from '../../../core/asset.ts'
import type { Rng } from '../../../core/rng.ts'
import { type ComparisonOperator, type Condition, compare, literal } from '../../../lang/sql/ast.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import { keyOf, type Piece, ref } from './generate-draft.ts'
import {
  article,
  chance,
  comparativesOf,
  entry,
  fillTemplate,
  isPlace,
  pick,
  plural,
  type Slots,
  sayColumn,
  sayNumber,
  sayTable,
  sayValue,
  unitOf,
  wording,
} from './generate-text.ts'
import { type Focus, isSayable, type World } from './generate-world.ts'

/** Templates of phrases and whole questions by topic; `fillTemplate` reads them. */
export const templates = readJsonAsset<Readonly<Record<string, readonly string[]>>>(
  './generate-templates.json',
  import.meta.url,
)

/** A phrase of the topic; undefined when the template drawn needs a slot that has no text. */
export function phrase(topic: string, slots: Slots, rng: Rng): string | undefined {
  const list = templates[topic]!
  for (let tries = 0; tries < 4; tries++) {
    const text = fillTemplate(pick(rng, list), slots, rng)
    if (text !== undefined) return text
  }
  return undefined
}

type Made = Piece | undefined
const piece = (condition: Condition, text: string | undefined, more: Partial<Piece> = {}): Made =>
  text === undefined ? undefined : { condition, text, tables: [], modifier: false, before: false, ...more }

/** One stored text of the column that people could type. */
export function pickValue(col: IndexedColumn, rng: Rng): string | undefined {
  const { values } = col.profile
  for (let tries = 0; tries < 5; tries++) {
    const value = values.length === 0 ? null : pick(rng, values)
    if (isSayable(value) && value.length > 1) return value
  }
  return undefined
}

/** "black", "German", "female" before the noun; undefined where the value is no such word. */
function asAdjective(col: IndexedColumn, value: string, rng: Rng): string | undefined {
  const demonym = entry(wording.demonyms, value)
  if (demonym !== undefined && isPlace(col)) return demonym
  const gender = col.words.some(word => /^(sex|gender)$/.test(word))
    ? entry(wording.genders, value.toLowerCase())
    : undefined
  if (gender !== undefined) return pick(rng, gender)
  return /^[\p{L}-]{3,}$/u.test(value) ? sayValue(value, rng) : undefined
}

/** A value of a text column of few values: "black products", "customers in Berlin". */
export function equalPiece(focus: Focus, rng: Rng): Made {
  if (focus.categories.length === 0) return undefined
  const col = pick(rng, focus.categories)
  const value = pickValue(col, rng)
  if (value === undefined) return undefined
  const condition = compare(ref(col), '=', literal(value))
  const adjective = chance(rng, 0.5) ? asAdjective(col, value, rng) : undefined
  if (adjective !== undefined) return piece(condition, adjective, { before: true })
  const slots = { column: sayColumn(col, focus.table, rng), value: sayValue(value, rng) }
  return piece(condition, phrase(isPlace(col) && chance(rng, 0.7) ? 'equal-place' : 'equal', slots, rng))
}

/** "not in Berlin", "other than open". */
export function notPiece(focus: Focus, rng: Rng): Made {
  if (focus.categories.length === 0) return undefined
  const col = pick(rng, focus.categories)
  const value = pickValue(col, rng)
  if (value === undefined) return undefined
  const name = sayColumn(col, focus.table, rng)
  const slots = { column: name, article: article(name).split(' ')[0], value: sayValue(value, rng) }
  const topic = isPlace(col) && chance(rng, 0.6) ? 'not-equal-place' : 'not-equal'
  return piece(compare(ref(col), '<>', literal(value)), phrase(topic, slots, rng))
}

/** "in Berlin or Hamburg". */
export function eitherPiece(focus: Focus, rng: Rng): Made {
  if (focus.categories.length === 0) return undefined
  const col = pick(rng, focus.categories)
  const [value, other] = [pickValue(col, rng), pickValue(col, rng)]
  if (value === undefined || other === undefined || value === other) return undefined
  const condition: Condition = {
    kind: 'or',
    parts: [value, other].map(text => compare(ref(col), '=', literal(text))),
  }
  const slots = { column: sayColumn(col, focus.table, rng), value: sayValue(value, rng), other: sayValue(other, rng) }
  return piece(condition, phrase(isPlace(col) && chance(rng, 0.7) ? 'either-place' : 'either', slots, rng))
}

/** A number between the least and the greatest of the column, with as few digits as may be; `at` in (0, 1) says where. */
export function thresholdOf(col: IndexedColumn, at: number): number | undefined {
  const { values, min = 0, max = 0 } = col.profile
  const sorted = values
    .slice(0, 2000)
    .map(Number)
    .sort((x, y) => x - y)
  const exact = sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))]!
  for (const digits of [1, 2, 3, 4]) {
    const round = Number(exact.toPrecision(digits))
    const near = Math.abs(round - exact) <= 0.1 * (max - min)
    if (round > min && round < max && near && Math.abs(round) < 1e12 && !/e/.test(String(round))) return round
  }
  return undefined
}

const comparisons: readonly (readonly [string, ComparisonOperator])[] = [
  ['more', '>'],
  ['less', '<'],
  ['at-least', '>='],
  ['at-most', '<='],
]

/** "lighter than 200 g", "with a price of at least 50", "between 20 and 35". `loose` keeps most rows. */
export function measurePiece(focus: Focus, rng: Rng, loose = false): Made {
  if (focus.measures.length === 0) return undefined
  const col = pick(rng, focus.measures)
  const name = sayColumn(col, focus.table, rng)
  const unit = unitOf(col)
  const say = (value: number): string =>
    `${sayNumber(value, rng)}${unit !== undefined && chance(rng, 0.6) ? ` ${pick(rng, unit)}` : ''}`
  const slots = { column: name, article: article(name).split(' ')[0] }
  if (!loose && chance(rng, 0.2)) {
    const [low, high] = [thresholdOf(col, 0.1 + 0.3 * rng.uniform()), thresholdOf(col, 0.6 + 0.3 * rng.uniform())]
    if (low === undefined || high === undefined || low >= high) return undefined
    const condition: Condition = { kind: 'between', arg: ref(col), low: literal(low), high: literal(high), not: false }
    return piece(condition, phrase('within', { ...slots, number: sayNumber(low, rng), other: say(high) }, rng))
  }
  const [topic, op] = pick(rng, comparisons)
  const up = op === '>' || op === '>='
  const share = loose ? 0.05 + 0.25 * rng.uniform() : 0.15 + 0.6 * rng.uniform()
  const value = thresholdOf(col, up ? share : 1 - share)
  if (value === undefined) return undefined
  const condition = compare(ref(col), op, literal(value))
  const adjectives = comparativesOf(col)
  if (adjectives !== undefined && (op === '>' || op === '<') && chance(rng, 0.6)) {
    const adjective = pick(rng, op === '>' ? adjectives.more : adjectives.less)
    const text = /er than$/.test(adjective) && chance(rng, 0.2) ? `that are ${adjective}` : adjective
    return piece(condition, `${text} ${say(value)}`)
  }
  return piece(condition, phrase(topic, { ...slots, number: say(value) }, rng))
}

/** "with 3 beds": a number of which few different ones occur. */
export function numberPiece(focus: Focus, rng: Rng): Made {
  const columns = focus.measures.filter(({ profile }) => profile.values.length <= Math.min(20, profile.rows / 2))
  if (columns.length === 0) return undefined
  const col = pick(rng, columns)
  const value = Number(pick(rng, col.profile.values))
  const name = sayColumn(col, focus.table, rng)
  const slots = { column: name, article: article(name).split(' ')[0], number: sayNumber(value, rng) }
  return piece(compare(ref(col), '=', literal(value)), phrase('number-equal', slots, rng))
}

/** A condition on the row that a key points to: "orders of Acme", "products of German suppliers". */
export function parentPiece(world: World, focus: Focus, rng: Rng): Made {
  const far = chance(rng, 0.25) ? world.chains.filter(({ child }) => child === focus) : []
  const links = far.length > 0 ? far : world.links.filter(link => link.child === focus && link.parent !== focus)
  if (links.length === 0) return undefined
  const busy = links.filter(link => link.busy)
  const { parent } = pick(rng, busy.length > 0 ? busy : links)
  const one = sayTable(parent.table, rng)
  const where = { tables: [keyOf(parent)] }
  const [col] = parent.categories.length > 0 && chance(rng, 0.45) ? [pick(rng, parent.categories)] : []
  if (col !== undefined) {
    const value = pickValue(col, rng)
    if (value === undefined) return undefined
    const slots = {
      value: sayValue(value, rng),
      parent: one,
      parents: plural(one),
      column: sayColumn(col, parent.table, rng),
    }
    const topic = isPlace(col) && chance(rng, 0.7) ? 'parent-place' : 'parent-category'
    return piece(compare(ref(col), '=', literal(value)), phrase(topic, slots, rng), where)
  }
  const value = parent.label === undefined ? undefined : pickValue(parent.label, rng)
  if (value === undefined) return undefined
  const slots = { value: sayValue(value, rng), parent: one }
  return piece(compare(ref(parent.label!), '=', literal(value)), phrase('parent', slots, rng), where)
}
