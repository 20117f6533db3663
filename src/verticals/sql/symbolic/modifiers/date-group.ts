import type { DatePart, Item, Select } from '../../../../lang/sql/ast.ts'

/** One row per date part, in its order unless another was asked for. */
export function withDateGroup(select: Select, part: DatePart, asked: boolean): Select {
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
