import { type Condition, call, column, type Query, type Select } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import { withCondition } from '../conditions.ts'
import type { Reading } from '../reading.ts'
import { type Modifier, overlaps } from './modifier.ts'

const without =
  /\b(but|and|yet|though|while) ?(\w+ ){0,3}(not|nothing|none|no|never|nobody|didn t|didn't|did not|haven t)\b/
const both = /\b(as well as|and again|and also|and both|and then again|but also|and once more)\b/

/** "in 2022 but not in 2023", "in January as well as in June": what happened in one period and did (not) in another. */
export function findPeriodsApart(linked: LinkedQuestion, found: readonly Modifier[]): Modifier[] {
  const periods = found.filter(({ kind }) => kind === 'period').sort((x, y) => x.span.from - y.span.from)
  if (periods.length !== 2) return []
  const span = { from: periods[0]!.span.to, to: periods[1]!.span.from }
  if (span.from >= span.to || found.some(other => other.kind !== 'period' && overlaps(other.span, span))) return []
  const words = linked.tokens
    .slice(span.from, span.to)
    .map(token => token.lower)
    .join(' ')
  const how = without.test(words) ? 'first-only' : both.test(words) ? 'both' : undefined
  return how === undefined ? [] : [{ kind: 'periods-apart', how, span }]
}

/** The query about the first period, of those that the second has (not); undefined without anybody to speak of. */
export function withPeriodsApart(
  select: Select,
  reading: Reading,
  how: 'both' | 'first-only',
  [first, second]: readonly [Condition, Condition],
): Query | undefined {
  const { index } = reading
  if (select.from.kind !== 'joined' || select.groupBy.length > 0 || select.limit !== undefined) return undefined
  const tables = [select.from.first.table, ...select.from.joins.map(join => join.source.table)]
  const shown = select.items
    .map(({ expr }) => (expr.kind === 'column' ? expr.table : undefined))
    .find(key => key !== undefined)
  const entity = index.tables.find(({ table }) => table.key === (shown ?? namedIn()))
  if (entity?.primary === undefined) return undefined
  const key = column(entity.table.key, index.columns[entity.primary]!.name)
  const inner: Select = { ...withCondition(select, second), distinct: false, items: [{ expr: key }], orderBy: [] }
  const outer = withCondition(withCondition(select, first), {
    kind: 'in',
    arg: key,
    in: inner,
    not: how === 'first-only',
  })
  const isCount = select.items.length === 1 && select.items[0]!.expr.kind === 'aggregate'
  return isCount ? { ...outer, items: [{ expr: call('count', key, true) }] } : { ...outer, distinct: true }

  function namedIn(): string | undefined {
    return reading.namedTables.map(id => index.tables[id]!.table.key).find(one => tables.includes(one))
  }
}
