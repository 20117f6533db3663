import type { Condition, Expr } from '../../../lang/sql/ast.ts'
import type { Span } from './question.ts'
import type { IndexedColumn } from './schema-index.ts'

/** A column that the question computes, and the tokens that say it. */
export type SaidColumn = {
  readonly name: string
  readonly expr: Expr
  /** Some column of its table. */
  readonly of: IndexedColumn
  readonly at: readonly number[]
}

/** A condition on the rows of a table that is read by itself; without one the words are part of a computed column. */
export type SaidCondition = Span & { readonly table: number; readonly condition?: Condition }

/** What a question computes of dates, and states of what it computes. */
export type Said = { readonly columns: readonly SaidColumn[]; readonly conditions: readonly SaidCondition[] }

/** A duration or an age: people mean its average, or the longest of them, not its sum. */
export const isSpan = (expr: Expr | undefined): boolean =>
  expr?.kind === 'days-between' || expr?.kind === 'time-between' || expr?.kind === 'age'
