import type { DateOf, DateOfParts, DateUnit } from './ast.ts'
import { type Printer, printColumn } from './names.ts'

type Moment = DateOf | DateOfParts

/**
 * A stored moment in the form in which ISO text compares with it: native dates and ISO text stay as they are (an
 * index on the column stays usable), everything else becomes 'YYYY-MM-DD' text or a native date.
 */
export function printDate(moment: Moment, p: Printer): string {
  if (moment.kind === 'date-of-parts') {
    const [year, month, day] = [moment.year, moment.month, moment.day].map(part =>
      part === undefined ? '1' : printColumn(part, p),
    )
    if (p.dialect === 'sqlite') return `printf('%04d-%02d-%02d', ${year}, ${month}, ${day})`
    if (p.dialect === 'mysql') return `CAST(CONCAT(${year}, '-', ${month}, '-', ${day}) AS DATE)`
    return `make_date(CAST(${year} AS INTEGER), CAST(${month} AS INTEGER), CAST(${day} AS INTEGER))`
  }
  const arg = printColumn(moment.arg, p)
  const slices = (year: number, month: number, day: number, glue: boolean): string => {
    const text = p.dialect === 'sqlite' || glue ? arg : `CAST(${arg} AS VARCHAR)`
    return `substr(${text}, ${year}, 4) || '-' || substr(${text}, ${month}, 2) || '-' || substr(${text}, ${day}, 2)`
  }
  switch (moment.storage) {
    case 'native':
    case 'iso':
      return arg
    case 'dmy':
      return slices(7, 4, 1, true)
    case 'mdy':
      return slices(7, 1, 4, true)
    case 'compact':
      return slices(1, 5, 7, false)
    case 'year':
      return p.dialect === 'sqlite' ? `printf('%04d-01-01', ${arg})` : `make_date(CAST(${arg} AS INTEGER), 1, 1)`
    case 'unix':
    case 'unix-ms': {
      const seconds = moment.storage === 'unix' ? arg : `${arg} / 1000`
      if (p.dialect === 'sqlite') return `datetime(${seconds}, 'unixepoch')`
      if (p.dialect === 'mysql') return `FROM_UNIXTIME(${seconds})`
      return `to_timestamp(${seconds})`
    }
  }
}

const isText = (moment: Moment, p: Printer): boolean =>
  moment.kind === 'date' &&
  (moment.storage === 'iso' || moment.storage === 'dmy' || moment.storage === 'mdy' || moment.storage === 'compact') &&
  p.dialect !== 'sqlite'

/** A part or truncation of a moment; see `DateUnit` for the forms. */
export function printDatePart(unit: DateUnit, moment: Moment, p: Printer): string {
  if (unit === 'year' && moment.kind === 'date' && moment.storage === 'year') return printColumn(moment.arg, p)
  if (unit === 'year' && moment.kind === 'date-of-parts') return printColumn(moment.year, p)
  const date = printDate(moment, p)
  if (p.dialect === 'sqlite') {
    const formats = { year: '%Y', month: '%Y-%m', week: '%Y-W%W', day: '%Y-%m-%d', weekday: '%w', hour: '%H' } as const
    if (unit === 'quarter')
      return `strftime('%Y', ${date}) || '-Q' || ((CAST(strftime('%m', ${date}) AS INTEGER) + 2) / 3)`
    return `strftime('${formats[unit]}', ${date})`
  }
  const moment_ = isText(moment, p) ? `CAST(${date} AS TIMESTAMP)` : date
  if (p.dialect === 'duckdb') {
    if (unit === 'year' || unit === 'hour') return `${unit}(${moment_})`
    if (unit === 'weekday') return `dayofweek(${moment_})`
    if (unit === 'quarter') return `year(${moment_}) || '-Q' || quarter(${moment_})`
    const formats = { month: '%Y-%m', week: '%Y-W%W', day: '%Y-%m-%d' } as const
    return `strftime(${moment_}, '${formats[unit]}')`
  }
  if (p.dialect === 'postgres') {
    if (unit === 'year' || unit === 'hour') return `CAST(extract(${unit} FROM ${moment_}) AS INTEGER)`
    if (unit === 'weekday') return `CAST(extract(dow FROM ${moment_}) AS INTEGER)`
    const formats = { quarter: 'YYYY-"Q"Q', month: 'YYYY-MM', week: 'IYYY-"W"IW', day: 'YYYY-MM-DD' } as const
    return `to_char(${moment_}, '${formats[unit]}')`
  }
  if (unit === 'year' || unit === 'hour') return `${unit.toUpperCase()}(${moment_})`
  if (unit === 'weekday') return `DAYOFWEEK(${moment_}) - 1`
  if (unit === 'quarter') return `CONCAT(YEAR(${moment_}), '-Q', QUARTER(${moment_}))`
  const formats = { month: '%Y-%m', week: '%x-W%v', day: '%Y-%m-%d' } as const
  return `DATE_FORMAT(${moment_}, '${formats[unit]}')`
}

/** Whole days between two moments, by calendar day. */
export function printDaysBetween(from: Moment, to: Moment, p: Printer): string {
  const [a, b] = [printDate(from, p), printDate(to, p)]
  switch (p.dialect) {
    case 'sqlite':
      return `CAST(julianday(date(${b})) - julianday(date(${a})) AS INTEGER)`
    case 'duckdb':
      return `date_diff('day', CAST(${a} AS DATE), CAST(${b} AS DATE))`
    case 'postgres':
      return `(CAST(${b} AS DATE) - CAST(${a} AS DATE))`
    case 'mysql':
      return `DATEDIFF(${b}, ${a})`
  }
}
