import { type Expr, literal, type Select } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import type { Span } from '../../link/question.ts'
import { refOf } from '../conditions.ts'
import type { Reading } from '../reading.ts'
import type { Modifier } from './modifier.ts'

const none = /^(none|zero|zeros|zeroes|0|no|nobody|nothing|never|without|not)$/
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
