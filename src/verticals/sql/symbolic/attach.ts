import {
  type Condition,
  column,
  compare,
  type DateOf,
  type DateOfParts,
  type DatePart,
  type Expr,
  type Item,
  literal,
  type Query,
  type Select,
} from '../../../lang/sql/ast.ts'
import { joinTrees } from '../../../lang/sql/join-free.ts'
import { type DateTarget, dateTargets } from '../link/date-targets.ts'
import type { Period } from '../link/periods.ts'
import { refersTo } from '../link/schema-index.ts'
import { flagValues, type Modifier } from './modifiers.ts'
import type { Reading } from './reading.ts'
import { withShare } from './share.ts'

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
  const fixed = modifiers.flatMap(modifier =>
    modifier.kind === 'missing' || modifier.kind === 'flag' ? [index.columns[modifier.column]!.table] : [],
  )
  if (!modifiers.some(({ kind }) => kind === 'period' || kind === 'date-group')) return [{ tables: fixed, fit: 0 }]
  const near = joinedTables(reading, [...new Set([...needed, ...fixed])])
  return dateTargets(index)
    .map(target => ({ target, fit: fitOf(target, reading, near) }))
    .filter(({ fit }) => fit > Number.NEGATIVE_INFINITY)
    .sort((x, y) => y.fit - x.fit || x.target.columns[0]! - y.target.columns[0]!)
    .slice(0, targetsTried)
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
  const own = index.tables[target.table]!.columns.find(id => dateTargets(index).some(other => other.columns[0] === id))
  // a date of a thing with a name (when a customer signed up) is not when something happened to it, and rows that refer
  // to those of the query leave some of them out
  const isThing =
    index.tables[target.table]!.display !== undefined && near.some(table => refersTo(index, table, target.table))
  const isBelow = !inside && near.some(table => refersTo(index, target.table, table))
  return (
    (inside ? 2 : 0) -
    (isThing && said < 0.5 ? 1.2 : 0) -
    (isBelow && said < 0.5 && !reading.namedTables.includes(target.table) ? 1 : 0) +
    (reading.namedTables.includes(target.table) ? 0.7 : 0) +
    1.6 * said +
    (own === target.columns[0] ? 0.4 : 0) +
    (/\b(date|dt|day|on)\b/.test(words) ? 0.2 : 0) -
    (/created|updated|modified/.test(words) ? 0.3 : 0) -
    (isBirth && said < 0.5 ? 1.5 : 0) -
    (columns[0]!.profile.storage === 'year' ? 0.3 : 0)
  )
}

/** The select with the modifiers in it. */
export function attach(select: Select, reading: Reading, { target }: Attachment): Select {
  let out = select
  const periods: Condition[] = []
  const others: Condition[] = []
  for (const modifier of reading.modifiers) {
    switch (modifier.kind) {
      case 'period':
        if (target !== undefined) periods.push(toPeriodCondition(target.expr, modifier.period))
        break
      case 'missing':
        others.push({ kind: 'null', arg: refOf(reading, modifier.column), not: modifier.not })
        break
      case 'flag':
        others.push(toFlagCondition(reading, modifier))
        break
    }
  }
  // two stretches of one moment are alternatives: "in 2022 and 2023"
  if (periods.length > 1) others.push({ kind: 'or', parts: periods })
  else others.push(...periods)
  for (const condition of others) out = withCondition(out, condition)
  const group = reading.modifiers.find(modifier => modifier.kind === 'date-group')
  if (group !== undefined && target !== undefined)
    out = withDateGroup(out, { kind: 'date-part', unit: group.unit, arg: target.expr }, group.asked)
  if (reading.modifiers.some(({ kind }) => kind === 'including-zero')) out = includingZero(out, reading)
  return out
}

/** The same for any query: set operations get the modifiers on both sides. */
export function attachAll(query: Query, reading: Reading, attachment: Attachment): Query {
  if (reading.modifiers.length === 0) return query
  const attached =
    query.kind === 'select'
      ? attach(query, reading, attachment)
      : {
          ...query,
          left: attachAll(query.left, reading, attachment),
          right: attachAll(query.right, reading, attachment),
        }
  return reading.modifiers.some(({ kind }) => kind === 'share') && attached.kind === 'select'
    ? withShare(attached)
    : attached
}

const refOf = (reading: Reading, id: number): Expr => {
  const { key, name } = reading.index.columns[id]!
  return column(key, name)
}

export function withCondition(select: Select, condition: Condition): Select {
  const before = select.where === undefined ? [] : select.where.kind === 'and' ? select.where.parts : [select.where]
  return { ...select, where: before.length === 0 ? condition : { kind: 'and', parts: [...before, condition] } }
}

function toFlagCondition(reading: Reading, { column: id, value }: Modifier & { kind: 'flag' }): Condition {
  const [yes, no] = flagValues(reading.index.columns[id]!)!
  return compare(refOf(reading, id), '=', literal(value ? yes : no))
}

const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const twoDigits = (value: number): string => String(value).padStart(2, '0')

function toPeriodCondition(moment: DateOf | DateOfParts, period: Period): Condition {
  const part = (unit: 'month' | 'weekday' | 'hour'): Expr => ({ kind: 'date-part', unit, arg: moment })
  if (period.weekdays !== undefined)
    return { kind: 'in', arg: part('weekday'), in: period.weekdays.map(day => literal(weekdayNames[day]!)), not: false }
  if (period.hours !== undefined) {
    const [low, high] = period.hours
    const from = compare(part('hour'), '>=', literal(twoDigits(Math.floor(low))))
    const to = compare(part('hour'), '<', literal(twoDigits(Math.ceil(high))))
    return { kind: low < high ? 'and' : 'or', parts: [from, to] }
  }
  if (period.monthOfYear !== undefined) {
    const last = period.throughMonth ?? period.monthOfYear
    const count = ((last - period.monthOfYear + 12) % 12) + 1
    const months = Array.from({ length: count }, (_, i) => ((period.monthOfYear! - 1 + i) % 12) + 1)
    const parts = months.map(
      (month): Condition => ({ kind: 'like', arg: part('month'), pattern: `%-${twoDigits(month)}`, not: false }),
    )
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts }
  }
  if (moment.kind === 'date' && moment.storage === 'year') return toYearCondition(moment, period)
  const bounds = [
    ...(period.low === undefined ? [] : [compare(moment, '>=', literal(period.low))]),
    ...(period.high === undefined ? [] : [compare(moment, '<', literal(period.high))]),
  ]
  return bounds.length === 1 ? bounds[0]! : { kind: 'and', parts: bounds }
}

/** Whole years of a column that holds the year alone. */
function toYearCondition(moment: DateOf, { low, high }: Period): Condition {
  const year = (text: string): number => Number(text.slice(0, 4))
  const last = high === undefined ? undefined : high.slice(4, 10) === '-01-01' ? year(high) - 1 : year(high)
  if (low !== undefined && last === year(low)) return compare(moment.arg, '=', literal(year(low)))
  const bounds = [
    ...(low === undefined ? [] : [compare(moment.arg, '>=', literal(year(low)))]),
    ...(last === undefined ? [] : [compare(moment.arg, '<=', literal(last))]),
  ]
  return bounds.length === 1 ? bounds[0]! : { kind: 'and', parts: bounds }
}

/** One row per date part, in its order unless another was asked for. */
function withDateGroup(select: Select, part: DatePart, asked: boolean): Select {
  const item: Item = { expr: part, alias: part.unit }
  const plain = select.items.filter(({ expr }) => expr.kind === 'column')
  const shown = select.items.filter(item => !plain.includes(item))
  const ordersByAggregate = select.orderBy.length > 0
  if (asked && ordersByAggregate) {
    return { ...select, items: [item], groupBy: [part] }
  }
  if (shown.length === 0 && select.groupBy.length === 0)
    return {
      ...select,
      items: [item, { expr: { kind: 'aggregate', fn: 'count', distinct: false, arg: { kind: 'star' } } }],
      distinct: false,
      groupBy: [part],
      orderBy: [{ expr: part, direction: 'asc' }],
    }
  return {
    ...select,
    items: [...(select.groupBy.length > 0 ? plain : []), item, ...shown],
    groupBy: [...select.groupBy, part],
    orderBy: ordersByAggregate ? select.orderBy : [{ expr: part, direction: 'asc' }],
  }
}

/** Groups without partners stay, counted as zero: outer joins from the table that is grouped by. */
function includingZero(select: Select, reading: Reading): Select {
  const owner = select.groupBy.find(expr => expr.kind === 'column')
  if (owner === undefined || select.from.kind !== 'joined' || select.from.joins.length === 0) return select
  const sources = [select.from.first.table, ...select.from.joins.map(join => join.source.table)]
  const child = sources.find(table => table !== owner.table)
  const from = rebase(select.from, owner.table)
  if (child === undefined || from === undefined) return select
  const childTable = reading.index.tables.find(({ table }) => table.key === child)!
  const key =
    childTable.primary === undefined
      ? select.from.joins
          .flatMap(join => join.on.flatMap(({ left, right }) => [left, right]))
          .find(ref => ref.table === child)
      : undefined
  const counted =
    childTable.primary === undefined ? key : (refOf(reading, childTable.primary) as Expr & { kind: 'column' })
  if (counted === undefined) return select
  const items = select.items.map(item => {
    if (item.expr.kind !== 'aggregate') return item
    if (item.expr.fn === 'count' && item.expr.arg.kind === 'star')
      return { ...item, expr: { ...item.expr, arg: counted } }
    return item.expr.fn === 'sum'
      ? { ...item, expr: { kind: 'coalesce', arg: item.expr, fallback: literal(0) } as const }
      : item
  })
  return { ...select, items, from }
}

/** The same joins, begun at another table, all of them outer; undefined when the joins do not reach that far. */
function rebase(from: Select['from'] & { kind: 'joined' }, first: string): Select['from'] | undefined {
  const joined = new Set([first])
  const left = [...from.joins]
  const joins: typeof left = []
  while (left.length > 0) {
    const at = left.findIndex(join =>
      join.on.some(pair => joined.has(pair.left.table) !== joined.has(pair.right.table)),
    )
    if (at < 0) return undefined
    const [join] = left.splice(at, 1)
    const added = join!.on.flatMap(({ left: l, right: r }) => [l.table, r.table]).find(table => !joined.has(table))!
    joined.add(added)
    joins.push({ kind: 'left', source: { table: added }, on: join!.on })
  }
  return { kind: 'joined', first: { table: first }, joins }
}
