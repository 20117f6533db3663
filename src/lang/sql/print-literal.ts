import type { Condition, DatePart, Expr, Literal } from './ast.ts'
import { columnOf, type Printer } from './names.ts'
import { monthNames, printPartNumber, storedYear, weekdayNames } from './print-date.ts'
import { type Dialect, isNumeric } from './schema.ts'

/** A value as a literal of the dialect. Booleans are TRUE and FALSE, in SQLite 1 and 0. */
export function printLiteral({ value }: Literal, dialect: Dialect): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return dialect === 'sqlite' ? (value ? '1' : '0') : value ? 'TRUE' : 'FALSE'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  const text = value.replaceAll("'", "''")
  return dialect === 'mysql' ? `'${text.replaceAll('\\', '\\\\')}'` : `'${text}'`
}

/**
 * The sides of a comparison. A literal beside a part of a date takes the form that the part has (see `DateUnit`); in
 * SQLite, which has no names of weekdays and months, their numbers are compared.
 */
export function alike(sides: readonly Expr[], p: Printer, print: (expr: Expr, p: Printer) => string): string[] {
  const part = sides.find(side => side.kind === 'date-part')
  const adapt = part === undefined ? undefined : adapter(part, sides, p)
  if (part === undefined || adapt === undefined) return sides.map(side => print(side, p))
  return sides.map(side => {
    if (side.kind === 'literal') return printLiteral({ kind: 'literal', value: adapt.value(side.value) }, p.dialect)
    return side === part ? (adapt.part ?? print(side, p)) : print(side, p)
  })
}

type Adapter = { readonly value: (value: Literal['value']) => Literal['value']; readonly part?: string }

function adapter({ unit, arg }: DatePart, sides: readonly Expr[], p: Printer): Adapter | undefined {
  if (unit === 'year') {
    const year = storedYear(arg)
    const type = year && columnOf(year, p)?.type
    const toNumber = year !== undefined && (type === undefined || isNumeric(type) || type === 'other')
    return { value: value => (toNumber ? asNumber(value) : asText(value)) }
  }
  if (unit === 'hour') return { value: asNumber }
  if (unit !== 'weekday' && unit !== 'monthname') return undefined
  const [names, first, digits] = unit === 'weekday' ? [weekdayNames, 0, 1] : [monthNames, 1, 2]
  const index = (value: Literal['value']): number =>
    typeof value === 'string' && !/^\d+$/.test(value)
      ? names.findIndex(name => name.toLowerCase() === value.toLowerCase())
      : Number(value ?? Number.NaN) - first
  const literals = sides.filter(side => side.kind === 'literal')
  const known = literals.length === sides.length - 1 && literals.every(({ value }) => names[index(value)] !== undefined)
  if (!known) return undefined
  const part = p.dialect === 'sqlite' ? printPartNumber(unit, arg, p, 'raw') : undefined
  if (part === undefined) return { value: value => names[index(value)]! }
  return { part, value: value => String(index(value) + first).padStart(digits, '0') }
}

const asNumber = (value: Literal['value']): Literal['value'] =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
const asText = (value: Literal['value']): Literal['value'] =>
  typeof value === 'number' || typeof value === 'bigint' ? String(value) : value

/**
 * `arg` matches the pattern without regard to case (of ASCII letters at least): `%` and `_` stand for any text and any
 * character, everything else for itself, backslashes too.
 */
export function printPattern(condition: Extract<Condition, { kind: 'like' }>, arg: string, p: Printer): string {
  const { dialect } = p
  const typed = dialect === 'postgres' || dialect === 'duckdb'
  const pattern =
    dialect === 'postgres' || dialect === 'mysql' ? condition.pattern.replaceAll('\\', '\\\\') : condition.pattern
  const type = condition.arg.kind === 'column' ? columnOf(condition.arg, p)?.type : undefined
  const text = typed && type !== undefined && type !== 'text' ? `CAST(${arg} AS VARCHAR)` : arg
  return `${text} ${condition.not ? 'NOT ' : ''}${typed ? 'ILIKE' : 'LIKE'} ${printLiteral({ kind: 'literal', value: pattern }, dialect)}`
}
