import { type Printer, printColumn } from './names.ts'
import { functional, type Moment, storedYear } from './print-date.ts'

/** A moment as a date without its time, in the dialects that tell the two apart. */
function toDate(moment: Moment, p: Printer): string {
  const date = functional(moment, p, 'DATE')
  return /^(TRY_)?CAST\(/.test(date) ? date : `CAST(${date} AS DATE)`
}

/** Whole days between two moments, by calendar day. */
export function printDaysBetween(from: Moment, to: Moment, p: Printer): string {
  switch (p.dialect) {
    case 'sqlite': {
      const [a, b] = [from, to].map(moment => functional(moment, p, 'DATE'))
      return `CAST(julianday(date(${b})) - julianday(date(${a})) AS INTEGER)`
    }
    case 'duckdb':
      return `date_diff('day', ${toDate(from, p)}, ${toDate(to, p)})`
    case 'postgres':
      return `(${toDate(to, p)} - ${toDate(from, p)})`
    case 'mysql':
      return `DATEDIFF(${functional(to, p, 'DATE')}, ${functional(from, p, 'DATE')})`
  }
}

/** The time between two moments in hours or minutes, exact to the second, as a decimal number. */
export function printTimeBetween(unit: 'hour' | 'minute', from: Moment, to: Moment, p: Printer): string {
  const [a, b] = [from, to].map(moment => functional(moment, p, 'TIMESTAMP'))
  const seconds = unit === 'hour' ? '3600.0' : '60.0'
  switch (p.dialect) {
    case 'sqlite':
      return `(strftime('%s', ${b}) - strftime('%s', ${a})) / ${seconds}`
    case 'duckdb':
      return `(epoch(${b}) - epoch(${a})) / ${seconds}`
    case 'postgres':
      return `(extract(epoch FROM ${b}) - extract(epoch FROM ${a})) / ${seconds}`
    case 'mysql':
      return `TIMESTAMPDIFF(SECOND, ${a}, ${b}) / ${seconds}`
  }
}

/** Whole years from a birth to a day 'YYYY-MM-DD'; where only the year is known, the difference of the years. */
export function printAge(birth: Moment, at: string, p: Printer): string {
  const year = birth.kind === 'date' ? storedYear(birth) : undefined
  if (year !== undefined) return `${Number(at.slice(0, 4))} - ${printColumn(year, p)}`
  // both days as numbers, 20240701 - 19490702: the digits above the fourth count the birthdays
  const day = Number(at.replaceAll('-', ''))
  switch (p.dialect) {
    case 'sqlite':
      return `(${day} - CAST(strftime('%Y%m%d', ${functional(birth, p, 'DATE')}) AS INTEGER)) / 10000`
    case 'duckdb': // its own date_sub takes 28 February for the birthday of the 29th
      return `(${day} - CAST(strftime(${functional(birth, p, 'DATE')}, '%Y%m%d') AS INTEGER)) // 10000`
    case 'postgres':
      return `CAST(extract(year FROM age(DATE '${at}', ${toDate(birth, p)})) AS INTEGER)`
    case 'mysql':
      return `TIMESTAMPDIFF(YEAR, ${functional(birth, p, 'DATE')}, '${at}')`
  }
}
