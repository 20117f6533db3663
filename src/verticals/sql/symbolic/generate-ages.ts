import type { Rng } from '../../../core/rng.ts'
import {
  type Age,
  type ComparisonOperator,
  type Condition,
  call,
  compare,
  literal,
  type Order,
} from '../../../lang/sql/ast.ts'
import { type Birth, birthsOf } from '../link/ages.ts'
import { drawGrouping } from './generate-aggregates.ts'
import { said, template } from './generate-computed.ts'
import { pickValue } from './generate-conditions.ts'
import { modified } from './generate-dated.ts'
import { type Piece, ref, silent } from './generate-draft.ts'
import { statedOnly } from './generate-durations.ts'
import { generatedDay, isHeard } from './generate-heard.ts'
import { drawPieces, type Generated, type Topic, toSubject } from './generate-subject.ts'
import { chance, fillTemplate, pick, plural, sayTable, sayValue, wording } from './generate-text.ts'
import type { Focus, World } from './generate-world.ts'

/** Those of a table with a date of birth, and their age. */
type Aged = { readonly focus: Focus; readonly birth: Birth; readonly age: Age; readonly when: string }

function drawAged(world: World, rng: Rng, passes: (focus: Focus) => boolean, dated: number): Aged | undefined {
  const able = birthsOf(world.index).flatMap(birth => {
    const focus = world.focuses.find(({ table }) => table.id === birth.column.table)
    return focus === undefined || !passes(focus) ? [] : [{ focus, birth }]
  })
  if (able.length === 0) return undefined
  const { focus, birth } = pick(rng, able)
  const day = chance(rng, dated) ? drawDay(rng) : undefined
  const when =
    day === undefined
      ? ''
      : fillTemplate(pick(rng, ['on {day}', 'on {day}', 'as of {day}']), { day: sayDay(day, rng) }, rng)!
  return { focus, birth, age: { kind: 'age', birth: birth.expr, at: day ?? generatedDay }, when }
}

const two = (value: number): string => String(value).padStart(2, '0')
const drawDay = (rng: Rng): string =>
  `${2020 + rng.integer(5)}-${two(pick(rng, [1, 1, 4, 7, 10, 12]))}-${pick(rng, ['01', '01', '15', '31'])}`.replace(
    /-(04)-31$/,
    '-$1-30',
  )

function sayDay(day: string, rng: Rng): string {
  const [year = '', month = '', date = ''] = day.split('-')
  const name = wording.months[Number(month) - 1]!
  return pick(rng, [day, `${Number(date)} ${name} ${year}`, `${name} ${Number(date)}, ${year}`])
}

const heard = (world: World, { age }: Aged, made: Generated | undefined): Generated | undefined =>
  made !== undefined && isHeard(made.question, world.index, age) ? made : undefined

const bounds: readonly (readonly [ComparisonOperator, readonly string[]])[] = [
  [
    '>',
    [
      'over {n}',
      'older than {n}',
      'older than {n} years',
      'over the age of {n}',
      'over {n} years old',
      'above {n}',
      'aged over {n}',
    ],
  ],
  [
    '>=',
    [
      '{n} or older',
      '{n} and over',
      'aged {n} or older',
      'at least {n} years old',
      '{n} years or older',
      'aged {n} and above',
    ],
  ],
  [
    '<',
    ['under {n}', 'younger than {n}', 'under the age of {n}', 'below {n}', 'under {n} years old', 'aged under {n}'],
  ],
  ['<=', ['{n} or younger', '{n} years old or younger', 'at most {n} years old']],
]
const between = [
  'between {n} and {m} years old',
  'aged {n} to {m}',
  'aged between {n} and {m}',
  'aged {n}-{m}',
  'between the ages of {n} and {m}',
]

/** "75 or older on 1 July 2024", "over 65", "in their thirties". */
function agePiece({ age, when, focus, birth }: Aged, rng: Rng): Piece | undefined {
  const piece = (condition: Condition, words: string | undefined): Piece | undefined =>
    words === undefined
      ? undefined
      : {
          condition,
          tables: [],
          modifier: true,
          text: `${chance(rng, 0.35) ? 'who are ' : ''}${words} ${when}`.trim(),
          before: false,
        }
  const ages = agesOf(focus, birth)
  const low = pick(rng, ages.length > 0 ? ages : [18, 30, 40, 50, 60])
  if (chance(rng, 0.15)) {
    const width = pick(rng, [5, 10, 10, 15, 20])
    const condition: Condition = {
      kind: 'between',
      arg: age,
      low: literal(low),
      high: literal(low + width),
      not: false,
    }
    return piece(condition, fillTemplate(pick(rng, between), { n: String(low), m: String(low + width) }, rng))
  }
  if (chance(rng, 0.06)) {
    const decade = Math.max(2, Math.min(8, Math.floor(low / 10)))
    const condition: Condition = {
      kind: 'between',
      arg: age,
      low: literal(10 * decade),
      high: literal(10 * decade + 9),
      not: false,
    }
    return piece(condition, `in their ${chance(rng, 0.3) ? `${decade}0s` : decades[decade]!}`)
  }
  const [op, list] = pick(rng, bounds)
  return piece(compare(age, op, literal(low)), fillTemplate(pick(rng, list), { n: String(low) }, rng))
}

const decades = ['', '', 'twenties', 'thirties', 'forties', 'fifties', 'sixties', 'seventies', 'eighties']

/** Round ages that occur. */
function agesOf(focus: Focus, birth: Birth): number[] {
  const days = focus.moments.find(({ column }) => column === birth.column)?.days ?? []
  const years = days.map(day => 2024 - Number(day.slice(0, 4))).filter(age => age >= 1 && age <= 95)
  return [...new Set(years.map(age => (age < 15 ? age : 5 * Math.round(age / 5))))]
}

/** "how many patients are over 65", "members under 18". */
export const ageWhere: Topic = (world, rng) => {
  const births = birthsOf(world.index).map(({ column: { table } }) => table)
  const of = modified(
    (focus, stream) => {
      const aged = drawAged(world, stream, one => one === focus, 0.35)
      return aged && agePiece(aged, stream)
    },
    ({ table }) => births.includes(table.id),
  )
  return statedOnly(world, of(world, rng))
}

const totalTexts = [
  '{fn} age of {many} {rest}',
  'what is the {fn} age of {our} {many} {rest}',
  'how old are {our} {many} on average {rest}',
  '{fn} {one} age {rest}',
  '[show|give me|calculate] the {fn} age of [all |the |]{many} {rest}',
]
const onlyTexts = [
  'how old is {value} {rest}',
  'age of {value} {rest}',
  'what is the age of {value} {rest}',
  "{value}'s age {rest}",
]
const listTexts = [
  '{many} and their age {rest}',
  '{many} with [their |]age {rest}',
  'name and age of [all |the |]{many} {rest}',
  'list {many} with their ages {rest}',
]

/** "average age of members", "how old is Anna Berg", "patients with their age". */
export const age: Topic = (world, rng) => {
  const aged = drawAged(world, rng, () => true, 0.25)
  if (aged === undefined) return undefined
  const { focus, age: expr, when } = aged
  const one = sayTable(focus.table, rng)
  const roll = rng.uniform()
  if (roll < 0.35 && focus.label !== undefined) {
    const { label } = focus
    const value = pickValue(label, rng)
    const text = template(onlyTexts, rng, { value: value && sayValue(value, rng), rest: when })
    if (text === undefined || value === undefined) return undefined
    const pieces = [silent(compare(ref(label), '=', literal(value)))]
    return heard(world, aged, said(world, rng, text, { root: focus, items: [expr], pieces }))
  }
  if (roll < 0.5 && focus.label !== undefined) {
    const text = template(listTexts, rng, { many: plural(one), rest: when })
    return text === undefined
      ? undefined
      : heard(world, aged, said(world, rng, text, { root: focus, items: [ref(focus.label), expr] }))
  }
  const pieces = when === '' && chance(rng, 0.35) ? drawPieces(world, focus, rng, 1, 1) : []
  const fn = pick(rng, ['avg', 'avg', 'avg', 'max', 'min'] as const)
  const text = template(totalTexts, rng, {
    fn: {
      avg: pick(rng, ['average', 'avg', 'mean']),
      max: pick(rng, ['maximum', 'highest']),
      min: pick(rng, ['minimum', 'lowest']),
    }[fn],
    many: toSubject(focus, pieces, rng).many,
    our: pick(rng, ['our', 'the', 'all']),
    one: pieces.length === 0 ? one : undefined,
    rest: when,
  })
  if (text === undefined || (fn !== 'avg' && /on average/.test(text))) return undefined
  return heard(world, aged, said(world, rng, text, { root: focus, items: [call(fn, expr)], pieces }))
}

const byTexts = [
  '{fn} age of {many} [by|per|for each] {group} {rest}',
  '{fn} age [by|per|for each|in each] {group} {rest}',
  'what is the {fn} age [of {many} |][per|by] {group} {rest}',
  'how old are {many} on average [by|per] {group} {rest}',
  '{groups} and the {fn} age of their {many} {rest}',
]

/** "average age by city". */
export const ageBy: Topic = (world, rng) => {
  const births = birthsOf(world.index).map(({ column: { table } }) => table)
  const grouped = drawGrouping(world, rng, ({ table }) => births.includes(table.id))
  const aged = grouped && drawAged(world, rng, one => one === grouped.focus, 0.15)
  if (grouped === undefined || aged === undefined) return undefined
  const { focus, tables, item, groupBy, group } = grouped
  const text = template(byTexts, rng, {
    fn: pick(rng, ['average', 'avg', 'mean']),
    many: plural(sayTable(focus.table, rng)),
    group,
    groups: plural(group),
    rest: aged.when,
  })
  if (text === undefined) return undefined
  const items = [ref(item), call('avg', aged.age)]
  return heard(world, aged, said(world, rng, text, { root: focus, tables, items, groupBy }))
}

const oldestTexts = [
  '{oldest} {one} {rest}',
  'who is the {oldest} {one} {rest}',
  'which {one} is the {oldest} {rest}',
  'name of the {oldest} {one} {rest}',
  'our {oldest} {one} {rest}',
  'the {k} {oldest} {many} {rest}',
  'names of the {k} {oldest} {many} {rest}',
  'top {k} {oldest} {many} {rest}',
]

/** "oldest patient", "the 3 youngest members": by age, which the date of birth decides. */
export const oldest: Topic = (world, rng) => {
  const aged = drawAged(world, rng, ({ label }) => label !== undefined, 0)
  if (aged === undefined) return undefined
  const { focus, age: expr } = aged
  const many = chance(rng, 0.35)
  const desc = chance(rng, 0.55)
  const limit = many ? pick(rng, [2, 3, 5, 10]) : 1
  const shows = !many && chance(rng, 0.2)
  const pieces = chance(rng, 0.25) ? drawPieces(world, focus, rng, 1, 1).filter(({ before }) => !before) : []
  const subject = toSubject(focus, pieces, rng)
  const text = template(
    oldestTexts.filter(one => one.includes('{k}') === many),
    rng,
    {
      oldest: desc ? 'oldest' : 'youngest',
      one: subject.one,
      many: subject.plain,
      k: String(limit),
      rest: `${subject.rest}${shows ? ' and [the|their] age'.replace('[the|their]', pick(rng, ['the', 'their'])) : ''}`,
    },
  )
  if (text === undefined) return undefined
  const items = shows ? [ref(focus.label!), expr] : [ref(focus.label!)]
  const orderBy: Order[] = [{ expr, direction: desc ? 'desc' : 'asc' }]
  return heard(world, aged, said(world, rng, text, { root: focus, items, orderBy, limit, pieces }))
}
