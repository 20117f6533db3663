import {
  type ColumnRef,
  type Condition,
  call,
  type Expr,
  type Item,
  literal,
  type Select,
} from '../../../../lang/sql/ast.ts'
import { treeKey } from '../../../../lang/sql/equal.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import type { Span } from '../../link/question.ts'
import { refersTo } from '../../link/schema-index.ts'
import { refOf } from '../conditions.ts'
import type { Reading } from '../reading.ts'
import type { Modifier } from './modifier.ts'

const none =
  /^(haven|hasn|hadn|didn|don|doesn|haven't|hasn't|hadn't|didn't|don't|doesn't|none|zero|zeros|zeroes|0|no|nobody|nothing|never|without|not)$/
const inclusive =
  /\b(includ\w*|incl|also|even|as well|too|with 0|with zero|as 0|as zero|at 0|at zero|(0|zero) (if|for|when|where)|show 0|show zero|counted as|count as|zeros?|zeroes)\b/
const opens = /^(including|include|incl|also|even|with|0|zero|please|counting)$/

/** "including those with none", "0 if there are none", "also the plans that nobody has": a clause of its own. */
export function findIncludingZero(linked: LinkedQuestion): Modifier[] {
  const { tokens } = linked
  for (const clause of clausesOf(linked)) {
    const words = tokens.slice(clause.from, clause.to).map(({ lower }) => lower)
    if (!words.some(word => none.test(word)) || !inclusive.test(words.join(' '))) continue
    const cue = words.findIndex(word => opens.test(word))
    const isWhole = clause.from > 0 && !words.some(word => /^(by|per|each|every|how|many|number|count)$/.test(word))
    const from = isWhole || cue < 0 ? clause.from : clause.from + cue
    if (from > 0) return [{ kind: 'including-zero', span: { from, to: clause.to } }]
  }
  return []
}

/** Stretches between commas and other marks, "and" before "also" among them. */
function clausesOf({ tokens, text }: LinkedQuestion): Span[] {
  const starts = [0]
  for (let at = 1; at < tokens.length; at++) {
    const gap = text.slice(tokens[at - 1]!.end, tokens[at]!.start)
    const joins =
      /^(and|but)$/.test(tokens[at]!.lower) &&
      /^(also|include|including|list|show|even|please)$/.test(tokens[at + 1]?.lower ?? '')
    if (/[,;:.?!()–—]|\s-\s/.test(gap) || joins || /^(including|incl)$/.test(tokens[at]!.lower)) starts.push(at)
  }
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? tokens.length }))
}

/**
 * Groups without partners stay, counted as zero: outer joins from the table that the groups are rows of, with the
 * conditions on the others inside the counts. Undefined where no table is grouped by that others refer to.
 */
export function withPartnerless(select: Select, reading: Reading): Select | undefined {
  const { index } = reading
  if (select.from.kind !== 'joined' || select.from.joins.length === 0) return undefined
  const sources = [select.from.first.table, ...select.from.joins.map(join => join.source.table)]
  const ids = sources.map(key => index.graph.node.get(key)!)
  const keys = select.groupBy.filter(expr => expr.kind === 'column')
  const owner = keys
    .map(({ table }) => index.graph.node.get(table)!)
    .find(table => ids.some(other => other !== table && refersTo(index, other, table)))
  // what is counted: the rows that nothing else in the query refers to
  const leaf = ids.find(id => id !== owner && !ids.some(other => other !== id && refersTo(index, other, id)))
  if (owner === undefined || leaf === undefined) return undefined
  const ownKey = index.tables[owner]!.table.key
  const from = rebase(select.from, ownKey)
  const counted = keyOf(select, reading, leaf)
  if (from === undefined || counted === undefined) return undefined
  const primary = index.tables[owner]!.primary
  const own = keys.filter(({ table }) => table === ownKey)
  const others = select.groupBy.filter(expr => !own.includes(expr as ColumnRef))
  const isLink = (expr: Expr): boolean =>
    expr.kind === 'column' &&
    index.schema.foreignKeys.some(
      key => key.refTable === ownKey && key.table === expr.table && key.columns.includes(expr.column),
    )
  if (own.length === 0 || !others.every(isLink)) return undefined
  const parts = select.where === undefined ? [] : select.where.kind === 'and' ? select.where.parts : [select.where]
  // what the groups themselves refer to stays with them: the category of a product
  const above = new Set([owner])
  for (const _ of ids) for (const id of ids) if ([...above].some(one => refersTo(index, one, id))) above.add(id)
  const isInner = (part: Condition): boolean =>
    sources.some(
      key => !above.has(index.graph.node.get(key)!) && treeKey(part).includes(`"table":${JSON.stringify(key)}`),
    )
  const inner = parts.filter(isInner)
  const outer = parts.filter(part => !isInner(part))
  const items = select.items.map(item => ({ ...item, expr: inPartners(item.expr, counted, and(inner)) }))
  const { where: _, ...rest } = select
  const where = and(outer)
  return {
    ...rest,
    items,
    from,
    ...(where === undefined ? {} : { where }),
    groupBy: [...(others.length > 0 && primary !== undefined ? [refOf(reading, primary)] : []), ...own],
    orderBy: select.orderBy.map(order => ({ ...order, expr: inPartners(order.expr, counted, and(inner)) as Expr })),
  }
}

const and = (parts: readonly Condition[]): Condition | undefined =>
  parts.length < 2 ? parts[0] : { kind: 'and', parts }

/** A column of the table that is never empty in a row of it. */
function keyOf(select: Select, reading: Reading, table: number): ColumnRef | undefined {
  const { table: of, primary } = reading.index.tables[table]!
  if (primary !== undefined) return refOf(reading, primary) as ColumnRef
  const joins = select.from.kind === 'joined' ? select.from.joins : []
  return joins.flatMap(join => join.on.flatMap(({ left, right }) => [left, right])).find(ref => ref.table === of.key)
}

/** A count or sum over partners that there may not be, of those that meet the condition. */
function inPartners(expr: Item['expr'], counted: ColumnRef, condition: Condition | undefined): Item['expr'] {
  if (expr.kind !== 'aggregate') return expr
  const zero = literal(0)
  if (expr.fn === 'count' && !expr.distinct && condition !== undefined)
    return call('sum', { kind: 'indicator', condition })
  if (expr.fn === 'count' && expr.arg.kind === 'star') return { ...expr, arg: counted }
  if (expr.fn !== 'sum' || expr.arg.kind === 'star') return expr
  const arg: Expr =
    condition === undefined
      ? expr.arg
      : { kind: 'arithmetic', op: '*', left: expr.arg, right: { kind: 'indicator', condition } }
  return { kind: 'coalesce', arg: call('sum', arg), fallback: zero }
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
