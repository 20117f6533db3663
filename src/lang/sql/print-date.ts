import type { ColumnRef, DateOf, DateOfParts, DateUnit } from './ast.ts'
import { type Printer, printColumn } from './names.ts'
import type { Dialect } from './schema.ts'

export type Moment = DateOf | DateOfParts

export const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** The column that holds the year of the moment and nothing else. */
export function storedYear(moment: Moment): ColumnRef | undefined {
  if (moment.kind === 'date-of-parts') return moment.year
  return moment.storage === 'year' ? moment.arg : undefined
}

/** Where year, month, day and time begin in a text of that form, counted from 1. */
const places = {
  iso: { year: 1, month: 6, day: 9, time: 11 },
  dmy: { year: 7, month: 4, day: 1, time: 11 },
  mdy: { year: 7, month: 1, day: 4, time: 11 },
  compact: { year: 1, month: 5, day: 7, time: 9 },
} as const

const concat = (parts: readonly string[], dialect: Dialect): string =>
  dialect === 'mysql' ? `CONCAT(${parts.join(', ')})` : parts.join(' || ')

/** The stored text, and where its parts stand; undefined when the moment is not stored as text. */
function storedText(
  moment: Moment,
  p: Printer,
): { text: string; at: (typeof places)[keyof typeof places] } | undefined {
  if (moment.kind === 'date-of-parts' || !(moment.storage in places)) return undefined
  const arg = printColumn(moment.arg, p)
  const number = moment.storage === 'compact' && p.dialect !== 'sqlite' && p.dialect !== 'mysql'
  return { text: number ? `CAST(${arg} AS VARCHAR)` : arg, at: places[moment.storage as keyof typeof places] }
}

/** 'YYYY', 'YYYY-MM', or 'YYYY-MM-DD' with or without what follows, cut from a text. */
function cut(
  stored: NonNullable<ReturnType<typeof storedText>>,
  unit: 'year' | 'month' | 'day' | 'time',
  p: Printer,
): string {
  const { text, at } = stored
  const piece = (place: number, length: number): string => `substr(${text}, ${place}, ${length})`
  if (at === places.iso) return unit === 'time' ? text : piece(1, { year: 4, month: 7, day: 10 }[unit])
  if (unit === 'year') return piece(at.year, 4)
  const parts = [piece(at.year, 4), "'-'", piece(at.month, 2)]
  if (unit !== 'month') parts.push("'-'", piece(at.day, 2))
  if (unit === 'time') parts.push(`substr(${text}, ${at.time})`)
  return concat(parts, p.dialect)
}

/**
 * A stored moment in the form in which ISO text compares with it: native dates and ISO text stay as they are (an
 * index on the column stays usable), everything else becomes 'YYYY-MM-DD' text or a native date, moments since 1970 a
 * time in UTC.
 */
export function printDate(moment: Moment, p: Printer): string {
  const { dialect } = p
  if (moment.kind === 'date-of-parts') {
    const { year, month, day } = moment
    const [y, m] = [printColumn(year, p), printColumn(month, p)]
    const d = day === undefined ? undefined : printColumn(day, p)
    if (dialect === 'sqlite') {
      const padded = (part: string): string => `substr('0' || ${part}, -2)`
      return `${y} || '-' || ${padded(m)} || ${d === undefined ? "'-01'" : `'-' || ${padded(d)}`}`
    }
    if (dialect === 'mysql') return `CAST(CONCAT(${y}, '-', ${m}, '-', ${d ?? '1'}) AS DATE)`
    return makeDate([y, m, d ?? '1'], dialect)
  }
  const stored = storedText(moment, p)
  if (stored !== undefined) return stored.at === places.iso ? stored.text : cut(stored, 'day', p)
  const arg = printColumn(moment.arg, p)
  if (moment.storage === 'native') return arg
  if (moment.storage === 'year') {
    if (dialect === 'sqlite') return `${arg} || '-01-01'`
    return dialect === 'mysql' ? `CAST(CONCAT(${arg}, '-01-01') AS DATE)` : makeDate([arg, '1', '1'], dialect)
  }
  const milliseconds = moment.storage === 'unix-ms'
  switch (dialect) {
    case 'sqlite':
      return `datetime(${arg}${milliseconds ? ' / 1000' : ''}, 'unixepoch')`
    case 'duckdb':
      return `epoch_ms(CAST(${arg} AS BIGINT)${milliseconds ? '' : ' * 1000'})`
    case 'postgres':
      return `to_timestamp(${arg}${milliseconds ? ' / 1000.0' : ''}) AT TIME ZONE 'UTC'`
    case 'mysql':
      return `DATE_ADD(TIMESTAMP('1970-01-01'), INTERVAL ${arg}${milliseconds ? ' / 1000' : ''} SECOND)`
  }
}

/** Parts that make no date give NULL in DuckDB, and an error in PostgreSQL. */
function makeDate(parts: readonly string[], dialect: 'duckdb' | 'postgres'): string {
  const call = `make_date(${parts.map(part => (/^\d+$/.test(part) ? part : `CAST(${part} AS INTEGER)`)).join(', ')})`
  return dialect === 'duckdb' ? `TRY(${call})` : call
}

/** A moment on which the functions of the dialect work: of text that is no moment DuckDB makes NULL. */
export function functional(moment: Moment, p: Printer, type: 'DATE' | 'TIMESTAMP'): string {
  const stored = storedText(moment, p)
  if (stored === undefined) return printDate(moment, p)
  const text = type === 'TIMESTAMP' ? cut(stored, 'time', p) : printDate(moment, p)
  if (p.dialect === 'sqlite' || p.dialect === 'mysql') return text
  return `${p.dialect === 'duckdb' ? 'TRY_CAST' : 'CAST'}(${text} AS ${type})`
}

/** A part or truncation of a moment; see `DateUnit` for the forms. */
export function printDatePart(unit: DateUnit, moment: Moment, p: Printer): string {
  const year = storedYear(moment)
  if (unit === 'year' && year !== undefined) return printColumn(year, p)
  const stored = storedText(moment, p)
  const truncates = unit === 'year' || unit === 'month' || unit === 'day'
  // SQLite's own function says what is meant, and gives NULL for text that is no date.
  if (stored !== undefined && truncates && !(p.dialect === 'sqlite' && stored.at === places.iso))
    return cut(stored, unit, p)
  const date = functional(moment, p, unit === 'hour' ? 'TIMESTAMP' : 'DATE')
  switch (p.dialect) {
    case 'sqlite':
      return sqlitePart(unit, date)
    case 'duckdb': {
      if (unit === 'hour') return `hour(${date})`
      if (unit === 'weekday') return `dayname(${date})`
      if (unit === 'monthname') return `monthname(${date})`
      if (unit === 'quarter') return `year(${date}) || '-Q' || quarter(${date})`
      const formats = { year: '%Y', month: '%Y-%m', week: '%G-W%V', day: '%Y-%m-%d' } as const
      return `strftime(${date}, '${formats[unit]}')`
    }
    case 'postgres': {
      if (unit === 'hour') return `CAST(extract(hour FROM ${date}) AS INTEGER)`
      const formats = {
        year: 'YYYY',
        quarter: 'YYYY-"Q"Q',
        month: 'YYYY-MM',
        week: 'IYYY-"W"IW',
        day: 'YYYY-MM-DD',
        weekday: 'FMDay',
        monthname: 'FMMonth',
      } as const
      return `to_char(${date}, '${formats[unit]}')`
    }
    case 'mysql': {
      if (unit === 'hour') return `HOUR(${date})`
      if (unit === 'quarter') return `CONCAT(YEAR(${date}), '-Q', QUARTER(${date}))`
      const formats = {
        year: '%Y',
        month: '%Y-%m',
        week: '%x-W%v',
        day: '%Y-%m-%d',
        weekday: '%W',
        monthname: '%M',
      } as const
      return `DATE_FORMAT(${date}, '${formats[unit]}')`
    }
  }
}

function sqlitePart(unit: DateUnit, date: string): string {
  const names = (format: string, words: readonly string[], first: number): string => {
    const digits = String(words.length).length
    const cases = words.map((word, i) => `WHEN '${String(i + first).padStart(digits, '0')}' THEN '${word}'`)
    return `CASE strftime('${format}', ${date}) ${cases.join(' ')} END`
  }
  switch (unit) {
    case 'hour':
      return `CAST(strftime('%H', ${date}) AS INTEGER)`
    case 'weekday':
      return names('%w', weekdayNames, 0)
    case 'monthname':
      return names('%m', monthNames, 1)
    case 'quarter':
      return `strftime('%Y', ${date}) || '-Q' || ((strftime('%m', ${date}) + 2) / 3)`
    case 'week': {
      // The Thursday of the week decides the year that the week belongs to; '%G' and '%V' need SQLite 3.46.
      const thursday = `${date}, '-3 days', 'weekday 4'`
      return `strftime('%Y-W', ${thursday}) || printf('%02d', (strftime('%j', ${thursday}) + 6) / 7)`
    }
    default:
      return `strftime('${{ year: '%Y', month: '%Y-%m', day: '%Y-%m-%d' }[unit]}', ${date})`
  }
}

/**
 * A number that sorts weekdays from Monday to Sunday and months as in the calendar; undefined for other units. `raw`
 * is SQLite's text of '%w' or '%m', which counts weekdays from Sunday.
 */
export function printPartNumber(
  unit: DateUnit,
  moment: Moment,
  p: Printer,
  form: 'sort' | 'raw' = 'sort',
): string | undefined {
  if (unit !== 'weekday' && unit !== 'monthname') return undefined
  const date = functional(moment, p, 'DATE')
  switch (p.dialect) {
    case 'sqlite': {
      const raw = `strftime('${unit === 'weekday' ? '%w' : '%m'}', ${date})`
      return unit === 'weekday' && form === 'sort' ? `(${raw} + 6) % 7` : raw
    }
    case 'duckdb':
      return unit === 'weekday' ? `isodow(${date})` : `month(${date})`
    case 'postgres':
      return `extract(${unit === 'weekday' ? 'isodow' : 'month'} FROM ${date})`
    case 'mysql':
      return unit === 'weekday' ? `WEEKDAY(${date})` : `MONTH(${date})`
  }
}
