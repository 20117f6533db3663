import { call, type DatePart, type Item, type Select } from '../../../../lang/sql/ast.ts'
import type { Reading } from '../reading.ts'

/** One row per date part, in its order unless another was asked for. */
export function withDateGroup(given: Select, part: DatePart, asked: boolean, reading: Reading): Select {
  const select = given.groupBy.length > 0 ? given : { ...given, items: given.items.map(item => summed(item, reading)) }
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

/** A bare measure is put together by date part: amounts are added up, durations and ages averaged. */
function summed(item: Item, { index }: Reading): Item {
  const { expr } = item
  if (expr.kind === 'arithmetic') return { ...item, expr: call('sum', expr) }
  if (expr.kind === 'days-between' || expr.kind === 'time-between' || expr.kind === 'age')
    return { ...item, expr: call('avg', expr) }
  if (expr.kind !== 'column') return item
  const col = index.columns.find(one => one.key === expr.table && one.name === expr.column)
  const isMeasure = col?.profile.numeric === true && !col.idLike && col.profile.storage === undefined
  return isMeasure ? { ...item, expr: call('sum', expr) } : item
}
