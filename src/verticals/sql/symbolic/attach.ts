import type { Condition, Query, Select } from '../../../lang/sql/ast.ts'
import { joinTrees } from '../../../lang/sql/join-free.ts'
import { type DateTarget, dateTargets } from '../link/date-targets.ts'
import { refersTo } from '../link/schema-index.ts'
import { refOf, withCondition } from './conditions.ts'
import { withDateGroup } from './modifiers/date-group.ts'
import { toFlagCondition } from './modifiers/flag.ts'
import { withPartnerless } from './modifiers/including-zero.ts'
import { toPeriodCondition } from './modifiers/period.ts'
import { withShare } from './modifiers/share.ts'
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
    if (modifier.kind === 'stated') return modifier.condition === undefined ? [] : [modifier.table]
    return modifier.kind === 'missing' || modifier.kind === 'flag' ? [index.columns[modifier.column]!.table] : []
  })
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
      case 'stated':
        if (modifier.condition !== undefined) others.push(modifier.condition)
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
  if (reading.modifiers.some(({ kind }) => kind === 'including-zero')) out = withPartnerless(out, reading)
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
