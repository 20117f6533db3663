/**
 * The tree of the one SQL grammar (sql-ask A5.1, widened by arithmetic, dates, CASE-free shares and outer joins):
 * what our proposers write, the gate walks and the printer prints. Text from elsewhere is parsed by a library.
 */

export const aggregates = ['count', 'sum', 'avg', 'min', 'max'] as const
export type Aggregate = (typeof aggregates)[number]
export type ArithmeticOperator = '+' | '-' | '*' | '/'
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>='
export const dateUnits = ['year', 'quarter', 'month', 'week', 'day', 'weekday', 'monthname', 'hour'] as const
/**
 * Truncations give sortable text, the same in all dialects: year '2024', quarter '2024-Q1', month '2024-03', week
 * '2024-W10' (ISO 8601), day '2024-03-05'. `weekday` gives the English name ('Monday'), `monthname` the one of the
 * month ('March'), `hour` a number from 0 to 23. Where the year is a column of its own, `year` is that column as it is
 * stored. Compared with a literal, a year may be a number or text, a weekday its name or 0 (Sunday) to 6, a month its
 * name or 1 to 12. As sort key, weekdays run from Monday to Sunday and months as in the calendar.
 */
export type DateUnit = (typeof dateUnits)[number]

/** How a moment is stored: decides how the printer makes an ISO date of it. */
export const dateStorages = ['native', 'iso', 'dmy', 'mdy', 'compact', 'unix', 'unix-ms', 'year'] as const
export type DateStorage = (typeof dateStorages)[number]

export type ColumnRef = {
  readonly kind: 'column' /** Alias or key of a source of FROM. */
  readonly table: string
  readonly column: string
}
export type Literal = { readonly kind: 'literal'; readonly value: string | number | bigint | boolean | null }
export type Star = { readonly kind: 'star' }
export type AggregateCall = {
  readonly kind: 'aggregate'
  readonly fn: Aggregate
  readonly distinct: boolean
  readonly arg: Expr | Star
}
export type Arithmetic = {
  readonly kind: 'arithmetic'
  readonly op: ArithmeticOperator
  readonly left: Expr
  readonly right: Expr
}
/** The stored moment as ISO text or native date: 'YYYY-MM-DD' comparisons work on it. */
export type DateOf = { readonly kind: 'date'; readonly arg: ColumnRef; readonly storage: DateStorage }
/** A date put together from three numeric columns. */
export type DateOfParts = {
  readonly kind: 'date-of-parts'
  readonly year: ColumnRef
  readonly month: ColumnRef
  readonly day?: ColumnRef
}
export type DatePart = { readonly kind: 'date-part'; readonly unit: DateUnit; readonly arg: DateOf | DateOfParts }
/** Whole days from `from` to `to`. */
export type DaysBetween = {
  readonly kind: 'days-between'
  readonly from: DateOf | DateOfParts
  readonly to: DateOf | DateOfParts
}
/** Exact time from `from` to `to`, as a decimal number; of a day without a time the time is midnight. */
export type TimeBetween = {
  readonly kind: 'time-between'
  readonly unit: 'hour' | 'minute'
  readonly from: DateOf | DateOfParts
  readonly to: DateOf | DateOfParts
}
/** Whole years from `birth` to the day `at`, 'YYYY-MM-DD'; of a birth on 29 February they are full on 1 March. */
export type Age = { readonly kind: 'age'; readonly birth: DateOf | DateOfParts; readonly at: string }
/** Exact division, never of whole numbers; NULL where the denominator is 0. */
export type Ratio = {
  readonly kind: 'ratio'
  readonly numerator: Expr
  readonly denominator: Expr
  readonly percent: boolean
}
/** Rounded to so many decimals. */
export type Round = { readonly kind: 'round'; readonly arg: Expr; readonly digits: number }
/** `arg` where it is not null, else `fallback`. */
export type Coalesce = { readonly kind: 'coalesce'; readonly arg: Expr; readonly fallback: Literal }
/** 1 where the condition holds, else 0: its sum counts, its ratio to the count of rows is a share. */
export type Indicator = { readonly kind: 'indicator'; readonly condition: Condition }
/** A query of one row and one column used as a value. */
export type Scalar = { readonly kind: 'scalar'; readonly query: Query }
export type Expr =
  | ColumnRef
  | Literal
  | AggregateCall
  | Arithmetic
  | DateOf
  | DateOfParts
  | DatePart
  | DaysBetween
  | TimeBetween
  | Age
  | Ratio
  | Coalesce
  | Round
  | Indicator
  | Scalar

export type Condition =
  | {
      readonly kind: 'compare'
      readonly op: ComparisonOperator
      readonly left: Expr
      readonly right: Expr /** Text equality without regard to case. */
      readonly fold?: boolean
    }
  | { readonly kind: 'between'; readonly arg: Expr; readonly low: Expr; readonly high: Expr; readonly not: boolean }
  | { readonly kind: 'like'; readonly arg: Expr; readonly pattern: string; readonly not: boolean }
  | { readonly kind: 'null'; readonly arg: Expr; readonly not: boolean }
  | { readonly kind: 'in'; readonly arg: Expr; readonly in: Query | readonly Literal[]; readonly not: boolean }
  | { readonly kind: 'exists'; readonly query: Query; readonly not: boolean }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }

export type Item = { readonly expr: Expr | Star; readonly alias?: string }
export type Source = { readonly table: string /** Defaults to the table's key. */; readonly alias?: string }
export type Join = {
  readonly kind: 'inner' | 'left'
  readonly source: Source
  readonly on: readonly { readonly left: ColumnRef; readonly right: ColumnRef }[]
}
/** FROM with its join tree, or in the join-free form (A5.1b): tables only, to be restored from the keys. */
export type From =
  | { readonly kind: 'joined'; readonly first: Source; readonly joins: readonly Join[] }
  | {
      readonly kind: 'tables'
      readonly tables: readonly string[] /** Child columns that decide between two keys of one pair. */
      readonly via: readonly ColumnRef[]
    }

export type Order = { readonly expr: Expr; readonly direction: 'asc' | 'desc' }
export type Select = {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly items: readonly Item[]
  readonly from: From
  readonly where?: Condition
  readonly groupBy: readonly Expr[]
  readonly having?: Condition
  readonly orderBy: readonly Order[]
  readonly limit?: number
  /**
   * Beside `limit` and `orderBy`: the first `limit` rows with all that tie with the last of them. Rows whose first
   * sort key is NULL never count. With `distinct`, the sort keys must be among the items.
   */
  readonly ties?: true
  /** Beside `ties`: the first rows are looked for among those that are equal in these. */
  readonly within?: readonly Expr[]
}
export type SetOperation = {
  readonly kind: 'union' | 'union-all' | 'intersect' | 'except'
  readonly left: Query
  readonly right: Query
}
export type Query = Select | SetOperation

export const column = (table: string, name: string): ColumnRef => ({ kind: 'column', table, column: name })
export const literal = (value: Literal['value']): Literal => ({ kind: 'literal', value })
export const star: Star = { kind: 'star' }
export const call = (fn: Aggregate, arg: Expr | Star, distinct = false): AggregateCall => ({
  kind: 'aggregate',
  fn,
  distinct,
  arg,
})
export const compare = (left: Expr, op: ComparisonOperator, right: Expr): Condition => ({
  kind: 'compare',
  op,
  left,
  right,
})
