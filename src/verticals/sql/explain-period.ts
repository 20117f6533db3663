const dayMs = 86_400_000
const months = 'January February March April May June July August September October November December'.split(' ')

/** Milliseconds of an ISO day at midnight; undefined for anything else. */
function toDay(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d( 00:00:00)?$/.test(text)) return undefined
  const ms = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  return Number.isNaN(ms) ? undefined : ms
}

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/**
 * A stretch of time in words: "in 2021", "in March 2021", "on 2021-03-05", "from 2021-03-05 to 2021-03-09". `low` is
 * inclusive, `high` exclusive.
 */
export function periodWords(low: string, high: string): string {
  const [from, end] = [toDay(low), toDay(high)]
  if (from === undefined || end === undefined || end <= from) return `from ${low} to before ${high}`
  const [year, month, day] = low.split('-').map(Number) as [number, number, number]
  if (day === 1 && end === Date.UTC(year + 1, month - 1, 1) && month === 1) return `in ${year}`
  if (day === 1 && end === Date.UTC(year, month, 1)) return `in ${months[month - 1]} ${year}`
  if (day === 1 && month % 3 === 1 && end === Date.UTC(year, month + 2, 1))
    return `in quarter ${(month + 2) / 3} of ${year}`
  return end - from === dayMs ? `on ${low.slice(0, 10)}` : `from ${low.slice(0, 10)} to ${isoDay(end - dayMs)}`
}

/** The same as a name: "2021", "March 2021", "2021-03-05". */
export const periodName = (low: string, high: string): string => periodWords(low, high).replace(/^(in|on|from) /, '')
