import type { Condition, Query, Select } from '../../../lang/sql/ast.ts'
import { joinTrees } from '../../../lang/sql/join-free.ts'
import { type DateTarget, dateTargets } from '../link/date-targets.ts'
import { refersTo } from '../link/schema-index.ts'
import { refOf, withCondition } from './conditions.ts'
import { withAverageCount } from './modifiers/average-count.ts'
import { withChange } from './modifiers/change.ts'
import { withDateGroup } from './modifiers/date-group.ts'
import { withFactor } from './modifiers/factor.ts'
import { toFlagCondition } from './modifiers/flag.ts'
import { withPartnerless } from './modifiers/including-zero.ts'
import { type Modifier, modifierOf } from './modifiers/modifier.ts'
import { toNotValueCondition } from './modifiers/not-value.ts'
import { toPeriodCondition } from './modifiers/period.ts'
import { withPeriodsApart } from './modifiers/periods-apart.ts'
import { withRounding } from './modifiers/rounded.ts'
import { isShareOfPart, withShare, withShareOfPart } from './modifiers/share.ts'
import { shownTables, withShown } from './modifiers/shown.ts'
import { withSorting } from './modifiers/sorted.ts'
import { groupColumns, withinGroups } from './modifiers/within.ts'
import type { Reading } from './reading.ts'

/** One way to put the modifiers of a reading into a query over given tables. */
export type Attachment = {
  /** Tables that FROM must have. */
  readonly tables: readonly number[]
  /** Which moment periods and date groups are about. */
  readonly target?: DateTarget
  /** How well the target fits; 0 without one. */
  readonly fit: number
}

const targetsTried = 2

/** The ways to attach the modifiers to a query that needs these tables, best first; one without tables when there is nothing to attach. */
export function attachments(reading: Reading, needed: readonly number[]): Attachment[] {
  const { modifiers, index } = reading
  const fixed = modifiers.flatMap(modifier => {
    switch (modifier.kind) {
      case 'stated':
        return modifier.condition === undefined ? [] : [modifier.table]
      case 'missing':
      case 'flag':
      case 'not-value':
        return [index.columns[modifier.column]!.table]
      case 'within':
        return ['column' in modifier.group ? index.columns[modifier.group.column]!.table : modifier.group.table]
      case 'shown':
        return shownTables(modifier, index)
      default:
        return []
    }
  })
  if (!modifiers.some(({ kind }) => kind === 'period' || kind === 'date-group')) return [{ tables: fixed, fit: 0 }]
  const near = joinedTables(reading, [...new Set([...needed, ...fixed])])
  return dateTargets(index)
    .map(target => ({ target, fit: fitOf(target, reading, near) }))
    .filter(({ fit }) => fit > Number.NEGATIVE_INFINITY)
    .sort((x, y) => y.fit - x.fit || x.target.columns[0]! - y.target.columns[0]!)
    .slice(0, modifiers.some(({ kind }) => kind === 'periods-apart') ? 1 : targetsTried)
    .map(({ target, fit }) => ({ tables: [...fixed, target.table], target, fit }))
}

/** The tables with those that join them. */
function joinedTables({ index }: Reading, tables: readonly number[]): number[] {
  const keys = tables.map(table => index.tables[table]!.table.key)
  const [tree] = tables.length > 1 ? joinTrees(index.graph, keys, 1) : []
  const between = tree?.keys.flatMap(key => [key.table, key.refTable].map(name => index.graph.node.get(name)!)) ?? []
  return [...new Set([...tables, ...between])]
}

/** Tables of the query first, then their neighbors; names that are said, then names that dates of events have. */
function fitOf(target: DateTarget, reading: Reading, near: readonly number[]): number {
  const { index, linked } = reading
  const inside = near.includes(target.table)
  const beside = index.graph.edges.some(
    ({ a, b }) => (a === target.table && near.includes(b)) || (b === target.table && near.includes(a)),
  )
  if (!inside && !beside && near.length > 0) return Number.NEGATIVE_INFINITY
  const columns = target.columns.map(id => index.columns[id]!)
  const said = Math.max(...columns.map(col => linked.columns[col.id]!.share))
  const words = columns[0]!.words.join(' ')
  const isBirth = /birth|dob|born/.test(words)
  // "shipped in June": what the word before the period says
  const saidBefore = reading.modifiers.some(
    ({ kind, span }) =>
      kind === 'period' &&
      columns.some(col => linked.columns[col.id]!.at.some(at => at < span.from && at >= span.from - 4)) &&
      !columns.some(col => linked.tables[col.table]!.at.some(at => linked.columns[col.id]!.at.includes(at))),
  )
  const own = index.tables[target.table]!.columns.find(id => dateTargets(index).some(other => other.columns[0] === id))
  // a date of a thing with a name (when a customer signed up) is not when something happened to it, and rows that refer
  // to those of the query leave some of them out
  const isThing =
    index.tables[target.table]!.display !== undefined && near.some(table => refersTo(index, table, target.table))
  const isBelow = !inside && near.some(table => refersTo(index, target.table, table))
  const isApart = reading.modifiers.some(({ kind }) => kind === 'periods-apart')
  return (
    (inside || isApart ? 2 : 0) -
    (isApart && index.tables[target.table]!.display !== undefined && said < 0.5 ? 3 : 0) -
    (isThing && said < 0.5 ? 1.2 : 0) -
    (isBelow && said < 0.5 && !reading.namedTables.includes(target.table) ? 1 : 0) +
    (reading.namedTables.includes(target.table) ? 0.7 : 0) +
    1.6 * said +
    (own === target.columns[0] ? 0.4 : 0) +
    (/\b(date|dt|day|on)\b/.test(words) ? 0.2 : 0) -
    (/created|updated|modified/.test(words) ? 0.3 : 0) -
    (isBirth && /\bborn\b/.test(linked.text) ? -2 : isBirth && said < 0.5 ? 1.5 : 0) +
    (saidBefore ? 1 : 0) -
    (columns[0]!.profile.storage === 'year' ? 0.3 : 0)
  )
}

/** The query with the modifiers in it; undefined where one of them has nothing there to change. */
export function attachAll(query: Query, reading: Reading, attachment: Attachment): Query | undefined {
  if (reading.modifiers.length === 0) return query
  if (query.kind === 'select') return attach(query, reading, attachment)
  const [left, right] = [query.left, query.right].map(side => attachAll(side, reading, attachment))
  return left === undefined || right === undefined ? undefined : { ...query, left, right }
}

function attach(select: Select, reading: Reading, { target }: Attachment): Query | undefined {
  const { modifiers } = reading
  const one = <K extends Modifier['kind']>(kind: K) => modifierOf(modifiers, kind)
  const isKnown = (modifier: Modifier): boolean => modifier.kind === 'missing' && modifier.not
  const conditions = modifiers.filter(one => !isKnown(one)).flatMap(modifier => toOwnCondition(modifier, reading))
  const known = modifiers.filter(isKnown).flatMap(modifier => toOwnCondition(modifier, reading))
  const all = modifiers.filter(({ kind }) => kind === 'period') as (Modifier & { kind: 'period' })[]
  const periods = target === undefined ? [] : all.map(({ period }) => toPeriodCondition(target.expr, period))
  const pair = periods.length === 2 ? ([periods[0]!, periods[1]!] as const) : undefined
  const factor = one('factor')
  const start = factor === undefined ? select : withFactor(select, factor.factor)
  if (start === undefined) return undefined
  let out = conditions.reduce(withCondition, start)
  const change = one('change')
  if (change !== undefined) return pair === undefined ? undefined : withChange(out, change.percent, pair)
  const apart = one('periods-apart')
  if (apart !== undefined) return pair === undefined ? undefined : withPeriodsApart(out, reading, apart.how, pair)
  // "cancelled orders in 2023" are a part of the orders of 2023
  const share = one('share') !== undefined
  const ofPart = share && out.where !== undefined && isShareOfPart(out, reading)
  if (ofPart) out = withShareOfPart(out)
  out = known.reduce(withCondition, out)
  // two stretches of one moment are alternatives: "in 2022 and 2023"
  if (periods.length > 0) out = withCondition(out, periods.length === 1 ? periods[0]! : { kind: 'or', parts: periods })
  const group = one('date-group')
  if (group !== undefined && target !== undefined)
    out = withDateGroup(out, { kind: 'date-part', unit: group.unit, arg: target.expr }, group.asked, reading)
  const zero = one('including-zero') !== undefined
  if (one('average-count') !== undefined) return withAverageCount(out, zero, reading)
  if (zero) {
    const all = withPartnerless(out, reading)
    if (all === undefined) return undefined
    out = all
  }
  const within = one('within')
  if (within !== undefined) return withinGroups(out, groupColumns(reading, within.group))
  return share && !ofPart ? withShare(out) : out
}

/** What a modifier asks of each row by itself. */
function toOwnCondition(modifier: Modifier, reading: Reading): Condition[] {
  switch (modifier.kind) {
    case 'missing':
      return [{ kind: 'null', arg: refOf(reading, modifier.column), not: modifier.not }]
    case 'stated':
      return modifier.condition === undefined ? [] : [modifier.condition]
    case 'flag':
      return [toFlagCondition(reading, modifier)]
    case 'not-value':
      return [toNotValueCondition(reading, modifier)]
    default:
      return []
  }
}

/** The query as it is to be shown: its items, order and decimals; undefined where it has not what is asked for. */
export function finish(query: Query, reading: Reading): Query | undefined {
  const { modifiers } = reading
  const list = modifierOf(modifiers, 'shown')
  const digits = modifierOf(modifiers, 'rounded')?.digits
  const sorted = modifierOf(modifiers, 'sorted')
  const shown = list === undefined ? query : withShown(query, reading, list)
  const rounded = shown === undefined || digits === undefined ? shown : withRounding(shown, digits)
  return rounded === undefined || sorted === undefined ? rounded : withSorting(rounded, reading, sorted)
}
