import type { Rng } from '../../../core/rng.ts'
import {
  call,
  column,
  compare,
  type DatePart,
  type Expr,
  literal,
  type Query,
  type Select,
} from '../../../lang/sql/ast.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import { drawMeasure, said, template } from './generate-computed.ts'
import { equalPiece, measurePiece, parentPiece, phrase, pickValue } from './generate-conditions.ts'
import { rows } from './generate-counts.ts'
import { type Draft, type Piece, ref, silent, toSelect } from './generate-draft.ts'
import { headersOf, periodFor } from './generate-headers.ts'
import { flagPiece, gapPiece } from './generate-modifiers.ts'
import { ask, drawFocus, type Topic, toSubject, touch } from './generate-subject.ts'
import { chance, dress, pick, plural, sayColumn, sayTable, sayValue } from './generate-text.ts'
import type { Focus, World } from './generate-world.ts'

const peakTexts = [
  'in which {unit} did we have the {most} {many}',
  'which {unit} had the {most} {many}',
  'what {unit} had the {most} {many}',
  'in what {unit} were there the {most} {many}',
  'which {unit} saw the {most} {many}',
]
const peakSumTexts = [
  'in which {unit} did we [make|have] the {most} {words}',
  'which {unit} had the {highest} {words}',
  'which {unit} had the {highest} total {words}',
  'in which {unit} was the {words} {highest}',
]

/** "in which month did we have the most bookings": the core orders the whole by what the parts are ranked by. */
export const peak: Topic = (world, rng) => {
  const summed = chance(rng, 0.5)
  const able = (focus: Focus): boolean => headersOf(world, focus).length > 0
  const measure = summed ? drawMeasure(world, rng, false, able) : undefined
  const focus = measure?.focus ?? drawFocus(world, rng, able)
  if (focus === undefined) return undefined
  const { moment, tables } = headersOf(world, focus)[0]!
  const unit = pick(rng, ['month', 'month', 'year', 'quarter', 'weekday'] as const)
  const part: DatePart = { kind: 'date-part', unit, arg: moment.expr }
  const desc = chance(rng, 0.8)
  const value = measure === undefined ? rows : call('sum', measure.expr)
  const text = template(measure === undefined ? peakTexts : peakSumTexts, rng, {
    unit: unit === 'weekday' ? pick(rng, ['weekday', 'day of the week']) : unit,
    most: desc ? 'most' : pick(rng, ['fewest', 'least']),
    highest: desc ? pick(rng, ['highest', 'most', 'biggest']) : pick(rng, ['lowest', 'least']),
    many: toSubject(focus, [], rng).plain,
    words: measure?.words,
  })
  if (text === undefined) return undefined
  const orderBy = [{ expr: value, direction: desc ? 'desc' : 'asc' } as const]
  return said(
    world,
    rng,
    text,
    { root: focus, tables, items: [part], groupBy: [part], orderBy, limit: 1 },
    { root: focus, items: [value], orderBy, limit: 1 },
  )
}

/** "cargo lines in 2022", "how many lines per month", where the head of the line has the date. */
export const lineDates: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => headersOf(world, one).some(({ tables }) => tables.length > 0))
  if (focus === undefined) return undefined
  if (chance(rng, 0.5)) {
    const piece = periodFor(world, focus, rng)
    if (piece === undefined) return undefined
    return ask(world, rng, 'count-filtered', toSubject(focus, [piece], rng), {
      root: focus,
      items: [rows],
      pieces: [piece],
    })
  }
  const { moment, tables } = headersOf(world, focus)[0]!
  const unit = pick(rng, ['month', 'year', 'quarter'] as const)
  const slots = {
    ...toSubject(focus, [], rng),
    unit,
    per: `${pick(rng, ['by', 'per', 'for each'])} ${unit}`,
    adverb: `${unit}ly`,
  }
  const part: Draft['part'] = { expr: { kind: 'date-part', unit, arg: moment.expr }, tables }
  return ask(world, rng, 'by-date', slots, { root: focus, items: [rows], part })
}

/** "open claims of Berlin agents with fire as cause": two conditions of which one is on a joined table. */
export const countJoined: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => world.links.some(({ child }) => child === one))
  const far = focus && parentPiece(world, focus, rng)
  const near = focus && pick(rng, [equalPiece, equalPiece, measurePiece, flagPiece, gapPiece])(focus, rng)
  if (focus === undefined || far === undefined || near === undefined || touch(far, near)) return undefined
  const pieces: Piece[] = chance(rng, 0.5) ? [near, far] : [far, near]
  return ask(world, rng, 'count-filtered', toSubject(focus, pieces, rng), { root: focus, items: [rows], pieces })
}

const verbOnly = [
  'how many were {state}',
  'how many got {state}',
  'how many were {state} {period}',
  'number {state} {period}',
  'how many {many} were {state} {period}',
  'how many {many} have been {state}',
  'how many {many} got {state}',
  '{state} {many}, how many',
  'count of {state} {many} {period}',
]
const deniedOnly = [
  'how many were not {state}',
  'how many {many} were not {state}',
  'how many {many} are not {state} [|yet]',
  "how many {many} haven't been {state} [|yet]",
  'how many {many} have not been {state}',
  "how many {many} aren't {state}",
  'number of {many} not {state}',
  'how many {many} were never {state}',
]
const participle = /^[a-z]{3,}ed$|^(paid|sent|lost|sold)$/

/** "how many were canceled": the verb alone says the column, as a kind, a flag or a date that is missing. */
export const verbs: Topic = (world, rng) => {
  const focus = drawFocus(
    world,
    rng,
    ({ flags, categories, gaps }) => flags.length + categories.length + gaps.length > 0,
  )
  if (focus === undefined) return undefined
  const { words, piece, denied } = drawVerb(world, focus, rng) ?? {}
  if (words === undefined || piece === undefined) return undefined
  const when = chance(rng, 0.35) && denied !== true ? periodFor(world, focus, rng) : undefined
  const text = template(denied === true ? deniedOnly : verbOnly, rng, {
    state: words,
    many: toSubject(focus, [], rng).plain,
    period: when?.text ?? '',
  })
  if (text === undefined) return undefined
  const pieces = when === undefined || !text.includes(when.text) ? [piece] : [piece, when]
  return said(world, rng, text, { root: focus, items: [rows], pieces })
}

type Verb = { readonly words: string; readonly piece: Piece; readonly denied: boolean }

function drawVerb(world: World, focus: Focus, rng: Rng): Verb | undefined {
  const kinds = focus.categories.flatMap(col =>
    col.profile.values.flatMap((value): Verb[] => {
      const text = String(value)
      if (!participle.test(text)) return []
      const other = world.index.columns.some(one => one !== col && one.profile.values.includes(value))
      return other ? [] : [{ words: text, piece: silent(compare(ref(col), '=', literal(text))), denied: false }]
    }),
  )
  const flags = focus.flags.flatMap(({ column: col, yes, no }): Verb[] => {
    const words = spokenOf(col)
    if (words === undefined) return []
    const denied = chance(rng, 0.45)
    return [{ words, piece: { ...silent(compare(ref(col), '=', denied ? no : yes)), modifier: true }, denied }]
  })
  const missing = focus.gaps.flatMap((col): Verb[] => {
    const words = col.profile.storage === undefined ? undefined : spokenOf(col)
    const piece: Piece = { ...silent({ kind: 'null', arg: ref(col), not: false }), modifier: true }
    return words === undefined ? [] : [{ words, piece, denied: true }]
  })
  const all = [...kinds, ...flags, ...missing]
  return all.length === 0 ? undefined : pick(rng, all)
}

/** "returned" of a column `returned_date` or `is_returned`: the verb as people write it. */
function spokenOf({ name }: IndexedColumn): string | undefined {
  const [word, ...rest] = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[_ ]+/)
    .filter(one => !/^(is|has|date|dt|on|at)$/.test(one))
  return word !== undefined && rest.length === 0 && /^[a-z]{3,}ed$|^paid$/.test(word) ? word : undefined
}

const keyTexts = [
  '{role} of {value}',
  'who is the {role} of {value}',
  '{role} of the {value} {one}',
  "who is {value}'s {role}",
  'name of the {role} of {value}',
  '{value} {role}',
  'what is the name of the {role} of {one} {value}',
  'which {target} is the {role} of {value}',
]
const keyListTexts = [
  '{many} and their {roles}',
  '{many} with [their|the] {role}',
  '[show|list] [all |the |]{many} and their {roles}',
  'the {role} of each {one}',
  'who is the {role} of each {one}',
  '{role} per {one}',
]

/** "manager of the north branch": a key by its role, shown as the name of what it points to. */
export const roleNames: Topic = (world, rng) => {
  const { index } = world
  const roles = index.schema.foreignKeys.flatMap(key => {
    const child = world.focuses.find(({ table }) => table.table.key === key.table)
    const parent = world.focuses.find(({ table }) => table.table.key === key.refTable)
    const col = index.columns.find(one => one.key === key.table && one.name === key.columns[0])
    if (child?.label === undefined || parent?.label === undefined || col === undefined || key.columns.length !== 1)
      return []
    const words = col.words.filter(word => !/^(id|no|code|key)$/.test(word))
    const telling = words.length > 0 && !words.some(word => parent.table.words.includes(word))
    return telling ? [{ child, parent, label: child.label, col, to: key.refColumns[0]! }] : []
  })
  if (roles.length === 0) return undefined
  const { child, parent, label, col, to } = pick(rng, roles)
  const one = sayTable(child.table, rng)
  const role = sayColumn(col, child.table, rng).replace(/ id$/, '')
  const value = chance(rng, 0.65) ? pickValue(label, rng) : undefined
  const text = template(value === undefined ? keyListTexts : keyTexts, rng, {
    role,
    roles: plural(role),
    one,
    many: plural(one),
    target: sayTable(parent.table, rng),
    value: value && sayValue(value, rng),
  })
  if (text === undefined) return undefined
  const pieces = value === undefined ? [] : [silent(compare(ref(label), '=', literal(value)))]
  const shown = value === undefined ? [ref(label)] : []
  const core = toSelect(world, { root: child, items: [...shown, ref(col)], pieces }, true)
  if (core === undefined || core.from.kind !== 'joined') return undefined
  const alias = child === parent ? `${parent.table.table.key} by ${col.name}` : parent.table.table.key
  const names = namesOf(parent, world).map(name => ({ expr: column(alias, name.name) }))
  const on = [{ left: ref(col), right: column(alias, to) }]
  const source = child === parent ? { table: parent.table.table.key, alias } : { table: alias }
  const query: Select = {
    ...core,
    items: [...shown.map(expr => ({ expr })), ...names],
    from: { ...core.from, joins: [...core.from.joins, { kind: 'inner', source, on }] },
  }
  return { question: dress(text, rng), query: query satisfies Query, core }
}

/** What the rows are called by: both names of people that have two. */
function namesOf({ table, label }: Focus, { index }: World): IndexedColumn[] {
  const own = table.columns.map(id => index.columns[id]!)
  const first = own.find(({ words }) => /^(first|given|fore) ?name$/.test(words.join(' ')))
  return first === undefined || first === label ? [label!] : [first, label!]
}

/** "stars of Bremen" where one name alone has that word: a row by a part of its name. */
export const lookupPart: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => one.label !== undefined && one.attributes.length > 0)
  const value = focus && pickValue(focus.label!, rng)
  if (focus === undefined || value === undefined) return undefined
  const all = focus.label!.profile.values.map(cell => String(cell).toLowerCase())
  const sole = value
    .split(' ')
    .filter(word => word.length >= 4 && all.filter(one => one.split(' ').includes(word.toLowerCase())).length === 1)
  if (sole.length === 0 || !value.includes(' ')) return undefined
  const asked = focus.attributes.filter(({ profile }) => profile.nulls < 0.3 * profile.rows)
  if (asked.length === 0) return undefined
  const col = pick(rng, asked)
  const slots = {
    column: sayColumn(col, focus.table, rng),
    value: sayValue(pick(rng, sole), rng),
    one: sayTable(focus.table, rng),
  }
  const text = phrase('lookup', slots, rng)
  return text === undefined
    ? undefined
    : said(world, rng, text, {
        root: focus,
        items: [ref(col) satisfies Expr],
        pieces: [silent(compare(ref(focus.label!), '=', literal(value)))],
      })
}
