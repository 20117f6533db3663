import type { Expr, Item, Select, Star } from './ast.ts'
import type { Printer } from './names.ts'

/** An item with the name that its column of the result has. */
export type NamedItem = { readonly expr: Expr; readonly name: string }

/** Longer names of columns are not made part of other names. */
const longest = 40

/**
 * The items under names that are all different without regard to case: the alias, the column's own name, or a
 * readable one made of the expression (`count`, `avg_price`, `month`). A `*` becomes the columns of the sources.
 */
export function nameItems(select: Select, p: Printer): NamedItem[] {
  const items = select.items.flatMap(item => writeStarOut(item, p))
  const taken = new Set<string>()
  const wanted = items.map(({ expr, alias }) => alias ?? nameOf(expr))
  const isRepeated = (name: string): boolean =>
    wanted.filter(other => other.toLowerCase() === name.toLowerCase()).length > 1
  return items.map(({ expr, alias }, index): NamedItem => {
    const base = wanted[index]!
    const qualified = alias === undefined && expr.kind === 'column' && isRepeated(base) ? `${expr.table}_${base}` : base
    // SQLite loses these two as names of a subquery's columns.
    const kept = /^(true|false)$/i.test(qualified) ? `${qualified}_` : qualified
    return { expr, name: uniqueName(kept, taken) }
  })
}

/** `base`, or `base_2` and so on when it is taken; takes it. */
export function uniqueName(base: string, taken: Set<string>): string {
  let name = base
  for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${base}_${count}`
  taken.add(name.toLowerCase())
  return name
}

function writeStarOut({ expr, alias }: Item, p: Printer): { expr: Expr; alias?: string }[] {
  if (expr.kind !== 'star') return [{ expr, ...(alias === undefined ? {} : { alias }) }]
  return [...(p.sources ?? [])].flatMap(([key, table]) =>
    table.columns.map(({ name }) => ({ expr: { kind: 'column', table: key, column: name } as const })),
  )
}

function nameOf(expr: Expr | Star): string {
  switch (expr.kind) {
    case 'column':
      return expr.column
    case 'date':
      return expr.arg.column
    case 'date-of-parts':
      return 'date'
    case 'date-part':
      return expr.unit
    case 'days-between':
      return 'days'
    case 'time-between':
      return `${expr.unit}s`
    case 'age':
      return 'age'
    case 'aggregate': {
      if (expr.arg.kind === 'star') return 'count'
      const word = expr.fn === 'sum' ? 'total' : expr.fn
      const { arg } = expr
      if (arg.kind === 'days-between' || arg.kind === 'time-between' || arg.kind === 'age')
        return `${word}_${nameOf(arg)}`
      return arg.kind === 'column' && arg.column.length <= longest ? `${word}_${arg.column}` : word
    }
    case 'ratio':
      return expr.percent ? 'percent' : 'ratio'
    case 'coalesce':
    case 'round':
      return nameOf(expr.arg)
    case 'scalar':
      return expr.query.kind === 'select' && expr.query.items[0] !== undefined
        ? nameOf(expr.query.items[0].expr)
        : 'value'
    default:
      return 'value'
  }
}
