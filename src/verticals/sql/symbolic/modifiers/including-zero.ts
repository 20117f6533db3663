import { type Expr, literal, type Select } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import { refOf } from '../conditions.ts'
import type { Reading } from '../reading.ts'
import { type Modifier, spansOf } from './modifier.ts'

const zeroPattern =
  /\b(also |please )?(including|include|incl|with|counting|list|show|even|and)?( also)?( the| all| those| ones| any)*( \w+)?( that| who| which)?( have| having| has| with| without)? (none|zero|0( \w+)?|no \w+|zeros|zeroes)( too| as well| also)?\b/g

/** "including those with none". */
export function findIncludingZero(linked: LinkedQuestion): Modifier[] {
  const text = linked.tokens.map(token => token.lower).join(' ')
  if (
    !/\b(includ\w*|incl|also|even|as well|too|zeros?|zeroes|with 0|as 0|list)\b/.test(text) ||
    !/\b(none|zero|zeros|zeroes|0|no|without|nobody)\b/.test(text)
  )
    return []
  const direct = spansOf(
    linked,
    /\b(including|include|incl|also|even|and)( \w+){0,6}? (none|zero|zeros|zeroes|0|without any|without|no \w+)( \w+)?( too| as well)?\b/g,
  )
  const [span] = direct.length > 0 ? direct : spansOf(linked, zeroPattern)
  return span === undefined ? [] : [{ kind: 'including-zero', span }]
}

/** Groups without partners stay, counted as zero: outer joins from the table that is grouped by. */
export function withPartnerless(select: Select, reading: Reading): Select {
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
