import { type Condition, compare, type DateOf, type DateOfParts, type Expr, literal } from '../../../../lang/sql/ast.ts'
import type { Period } from '../../link/periods.ts'

const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** The moments of a period. */
export function toPeriodCondition(moment: DateOf | DateOfParts, period: Period): Condition {
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
