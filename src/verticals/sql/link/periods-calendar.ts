/** Calendar arithmetic in UTC milliseconds. Weeks start on Monday. */

export type Grain = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'
/** Milliseconds since 1970-01-01T00:00:00Z, [low, high). */
export type Interval = { readonly low: number; readonly high: number }

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
const monthsOf = { month: 1, quarter: 3, year: 12 } as const

export const dayStart = (ms: number): number => Math.floor(ms / dayMs) * dayMs
export const yearOf = (ms: number): number => new Date(ms).getUTCFullYear()
/** 1 to 12. */
export const monthOf = (ms: number): number => new Date(ms).getUTCMonth() + 1
/** 0 is Sunday. */
export const weekdayOf = (ms: number): number => new Date(ms).getUTCDay()

/** One day, or undefined where the calendar has no such day. Years 1000 to 2999. */
export function dayOf(year: number, month: number, day: number): Interval | undefined {
  if (year < 1000 || year > 2999) return undefined
  const low = Date.UTC(year, month - 1, day)
  return monthOf(low) === month && new Date(low).getUTCDate() === day ? { low, high: low + dayMs } : undefined
}

/** `count` months from the first of `month` (1 to 12): a month, a quarter, a half, a year, a decade. */
export const monthsFrom = (year: number, month: number, count: number): Interval => ({
  low: Date.UTC(year, month - 1),
  high: Date.UTC(year, month - 1 + count),
})

/** Week 1 to 53 of a year as ISO 8601 counts: week 1 holds the 4th of January. */
export function isoWeek(year: number, week: number): Interval | undefined {
  const low = unitAround(Date.UTC(year, 0, 4), 'week').low + (week - 1) * 7 * dayMs
  // A week belongs to the year of its Thursday.
  return week >= 1 && yearOf(low + 3 * dayMs) === year ? { low, high: low + 7 * dayMs } : undefined
}

/** The calendar unit that holds `ms`, moved by `by` units. */
export function unitAround(ms: number, unit: Grain, by = 0): Interval {
  if (unit === 'hour') {
    const low = Math.floor(ms / hourMs) * hourMs + by * hourMs
    return { low, high: low + hourMs }
  }
  if (unit === 'day' || unit === 'week') {
    const days = unit === 'day' ? 1 : 7
    const start = unit === 'day' ? dayStart(ms) : dayStart(ms) - ((weekdayOf(ms) + 6) % 7) * dayMs
    const low = start + by * days * dayMs
    return { low, high: low + days * dayMs }
  }
  const count = monthsOf[unit]
  const first = Math.floor((monthOf(ms) - 1) / count) * count + 1
  return monthsFrom(yearOf(ms), first + by * count, count)
}

/** `ms` moved by calendar units; the 31st becomes the last day of a shorter month. */
export function shift(ms: number, unit: Grain, by: number): number {
  if (unit === 'hour') return ms + by * hourMs
  if (unit === 'day') return ms + by * dayMs
  if (unit === 'week') return ms + by * 7 * dayMs
  const { low, high } = unitAround(ms, 'month', by * monthsOf[unit])
  const day = new Date(ms).getUTCDate()
  return Math.min(low + (day - 1) * dayMs, high - dayMs) + (ms - dayStart(ms))
}

/** 'YYYY-MM-DD', or 'YYYY-MM-DD HH:MM:SS'; undefined outside the years 1000 to 9999. */
export function isoText(ms: number, withTime: boolean): string | undefined {
  const year = yearOf(ms)
  if (!(year >= 1000 && year <= 9999)) return undefined
  const text = new Date(ms).toISOString()
  return withTime ? text.slice(0, 19).replace('T', ' ') : text.slice(0, 10)
}
