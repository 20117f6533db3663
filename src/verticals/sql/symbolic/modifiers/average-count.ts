import { call, type Expr, type Query, star } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import type { Reading } from '../reading.ts'
import { type Modifier, spansOf } from './modifier.ts'

/** "average number of orders per customer": an average of counts. */
export function findAverageCount(linked: LinkedQuestion): Modifier[] {
  const [span] = spansOf(
    linked,
    /\b(the )?(average|avg|mean) (number|count|nr|no) of\b|\bhow many( \w+){1,3} on average\b/g,
  )
  if (span === undefined || !linked.tokens.some(({ lower }) => /^(per|each|every)$/.test(lower))) return []
  const to = linked.tokens[span.from]!.lower === 'how' ? span.from + 2 : span.to
  return [{ kind: 'average-count', span: { from: span.from, to } }]
}

/**
 * The average of the counts that the query gives by group: all rows by the number of groups; of the rows of `all`
 * where groups without any count too. Undefined when it does not count by group.
 */
export function withAverageCount(query: Query, includesZero: boolean, { index }: Reading): Query | undefined {
  if (query.kind !== 'select' || query.groupBy.length === 0) return undefined
  const count = query.items.find(({ expr }) => expr.kind === 'aggregate' && expr.fn === 'count')
  const [group] = query.groupBy
  if (count === undefined || group === undefined) return undefined
  const { having: _, limit: __, ties: ___, ...rest } = query
  // rows are grouped by a key: all of what it points to are the groups
  const key = index.schema.foreignKeys.find(
    one => group.kind === 'column' && one.table === group.table && one.columns.includes(group.column),
  )
  const groups: Expr =
    includesZero && group.kind === 'column'
      ? {
          kind: 'scalar',
          query: {
            kind: 'select',
            distinct: false,
            items: [{ expr: call('count', star) }],
            from: { kind: 'joined', first: { table: key?.refTable ?? group.table }, joins: [] },
            groupBy: [],
            orderBy: [],
          },
        }
      : call('count', group, true)
  const numerator = count.expr as Expr
  return {
    ...rest,
    items: [{ expr: { kind: 'ratio', numerator, denominator: groups, percent: false }, alias: 'average' }],
    groupBy: [],
    orderBy: [],
  }
}
