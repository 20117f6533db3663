import type { Condition, Expr, Query, Star } from '../../../lang/sql/ast.ts'
import { mapQueries } from '../../../lang/sql/map.ts'

/** The query without any DISTINCT, as Spider's evaluation compares (sql-ask A3 `spider-ex`, 2). */
export const withoutDistinct = (query: Query): Query =>
  mapQueries(query, select => ({
    ...select,
    distinct: false,
    items: select.items.map(item => ({ ...item, expr: plain(item.expr) })),
    orderBy: select.orderBy.map(order => ({ ...order, expr: plain(order.expr) as Expr })),
    ...(select.having === undefined ? {} : { having: plainCondition(select.having) }),
  }))

const plain = (expr: Expr | Star): Expr | Star => (expr.kind === 'aggregate' ? { ...expr, distinct: false } : expr)

const plainCondition = (condition: Condition): Condition =>
  condition.kind === 'compare'
    ? { ...condition, left: plain(condition.left) as Expr, right: plain(condition.right) as Expr }
    : condition
