import type { Rng } from '../../../core/rng.ts'
import { type ComparisonOperator, type Condition, compare, literal } from '../../../lang/sql/ast.ts'
import { phrase } from './generate-conditions.ts'
import { type Piece, ref } from './generate-draft.ts'
import { article, chance, datedOf, pick, sayColumn, wording } from './generate-text.ts'
import type { Focus, Moment } from './generate-world.ts'

type Made = Piece | undefined
const modifier = (condition: Condition, text: string | undefined, before = false): Made =>
  text === undefined ? undefined : { condition, text, tables: [], modifier: true, before }

/** Days [low, high), either may be open. */
export type Stretch = { readonly low?: string; readonly high?: string; readonly text: string }

const two = (value: number): string => String(value).padStart(2, '0')
const firstOf = (year: number, month: number): string =>
  month > 12 ? `${year + 1}-${two(month - 12)}-01` : `${year}-${two(month)}-01`
/** The day after. */
function nextDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const last = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return date >= last ? firstOf(year, month + 1) : `${day.slice(0, 8)}${two(date + 1)}`
}

/** A year, quarter, month or day that holds `day`, as people write it. */
function unitAround(day: string, unit: 'year' | 'quarter' | 'month' | 'day', rng: Rng): Required<Stretch> {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  if (unit === 'year') return { low: firstOf(year, 1), high: firstOf(year + 1, 1), text: String(year) }
  const name = chance(rng, 0.85) ? wording.months[month - 1]! : wording.months[month - 1]!.slice(0, 3)
  if (unit === 'month')
    return {
      low: firstOf(year, month),
      high: firstOf(year, month + 1),
      text: chance(rng, 0.1) ? `${year}-${two(month)}` : `${name} ${year}`,
    }
  if (unit === 'quarter') {
    const quarter = Math.ceil(month / 3)
    const text = pick(rng, [
      `Q${quarter} ${year}`,
      `the ${wording.ordinals[quarter - 1]} quarter of ${year}`,
      `Q${quarter} of ${year}`,
    ])
    return { low: firstOf(year, 3 * quarter - 2), high: firstOf(year, 3 * quarter + 1), text }
  }
  const text = pick(rng, [day, `${date} ${name} ${year}`, `${name} ${date}, ${year}`])
  return { low: day, high: nextDay(day), text }
}

/** A stretch of time in which, by the days that occur, some rows lie; `wide` makes it of years. */
export function pickStretch(moment: Moment, rng: Rng, wide = false): Stretch | undefined {
  const way = wide ? rng.integer(5) : rng.integer(7)
  // near the end that the stretch is open to
  const half = Math.ceil(moment.days.length / 2)
  const day = pick(
    rng,
    wide && way === 0 ? moment.days.slice(0, half) : wide && way === 1 ? moment.days.slice(-half) : moment.days,
  )
  if (Number(day.slice(0, 4)) < 1900 || Number(day.slice(0, 4)) > 2099) return undefined
  const roll = rng.uniform()
  const unit = moment.coarse || wide || roll < 0.5 ? 'year' : roll < 0.8 ? 'month' : roll < 0.9 ? 'quarter' : 'day'
  const around = unitAround(day, unit, rng)
  const { low, high, text } = around
  const [first, last] = [moment.days[0]!, moment.days.at(-1)!]
  switch (way) {
    case 0:
      return last >= low ? { low, text: chance(rng, 0.7) ? `since ${text}` : `from ${text} on` } : undefined
    case 1:
      return first < low ? { high: low, text: `before ${text}` } : undefined
    case 2:
      return last >= high ? { low: high, text: `after ${text}` } : undefined
    case 3: {
      if (unit === 'quarter') return undefined
      const later = unitAround(pick(rng, moment.days), unit, rng)
      if (later.low <= low) return undefined
      const joined = pick(rng, ['between * and', 'from * to', 'between * and', 'from * through']).replace('*', text)
      return { low, high: later.high, text: `${joined} ${later.text}` }
    }
    default:
      return { low, high, text: `${unit === 'day' ? 'on' : pick(rng, ['in', 'in', 'in', 'during'])} ${text}` }
  }
}

/** "in 2023", "since March 2022", "hired before 2010". */
export function periodPiece(focus: Focus, rng: Rng, wide = false): Made {
  if (focus.moments.length === 0) return undefined
  const moment = pick(rng, focus.moments)
  const stretch = pickStretch(moment, rng, wide)
  if (stretch === undefined) return undefined
  const { low, high, text } = stretch
  const bound = (op: ComparisonOperator, day: string): Condition => compare(moment.expr, op, literal(day))
  const parts = [...(low === undefined ? [] : [bound('>=', low)]), ...(high === undefined ? [] : [bound('<', high)])]
  const condition: Condition = parts.length === 1 ? parts[0]! : { kind: 'and', parts }
  const verb = datedOf(moment.words)?.verbs
  const name = sayMoment(moment, focus, rng)
  const slots = {
    verb: verb === undefined ? undefined : pick(rng, verb),
    column: name,
    article: article(name),
    period: text,
  }
  const plain = focus.moments.length === 1 && chance(rng, verb === undefined ? 0.6 : 0.35)
  const said = phrase(plain ? 'dated-plain' : 'dated', slots, rng)
  // "that were who joined" where the verb is a clause of its own
  return modifier(condition, said?.replace(/that were (who|that)/, '$1'))
}

/** The words of what the date is the date of. */
export const sayMoment = (moment: Moment, focus: Focus, rng: Rng): string =>
  moment.expr.kind === 'date' && moment.column !== undefined
    ? sayColumn(moment.column, focus.table, rng)
    : moment.words.join(' ')

/** "without e-mail", "whose colour is unknown", or their opposite. */
export function gapPiece(focus: Focus, rng: Rng): Made {
  if (focus.gaps.length === 0) return undefined
  const col = pick(rng, focus.gaps)
  const name = sayColumn(col, focus.table, rng)
  const missing = chance(rng, 0.7)
  const text = phrase(missing ? 'gap' : 'no-gap', { column: name, article: article(name) }, rng)
  const made = modifier({ kind: 'null', arg: ref(col), not: !missing }, text)
  // that something is there is a plain condition; no modifier says it
  return made === undefined ? undefined : { ...made, modifier: missing }
}

/** "active users", "hotels without parking". */
export function flagPiece(focus: Focus, rng: Rng): Made {
  if (focus.flags.length === 0) return undefined
  const flag = pick(rng, focus.flags)
  const yes = chance(rng, 0.6)
  const condition = compare(ref(flag.column), '=', yes ? flag.yes : flag.no)
  const [first] = flag.column.words
  const name = sayColumn(flag.column, focus.table, rng)
  const having = first === 'has' || first === 'have'
  if (!having && yes && !name.includes(' ') && chance(rng, 0.5)) return modifier(condition, name, true)
  return modifier(condition, phrase(`${yes ? 'flag' : 'not-flag'}${having ? '-has' : ''}`, { column: name }, rng))
}
