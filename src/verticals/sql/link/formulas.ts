import type { Expr } from '../../../lang/sql/ast.ts'
import { column } from '../../../lang/sql/ast.ts'
import { findAges } from './ages.ts'
import { afterDiscount, arithmetic, isDiscount, toColumn } from './derived.ts'
import { findDurations } from './durations.ts'
import { namedTables } from './events.ts'
import type { LinkedQuestion, NameMatch } from './match.ts'
import type { Token } from './question.ts'
import type { SaidColumn } from './said.ts'
import type { IndexedColumn, SchemaIndex } from './schema-index.ts'

/** A question with the columns that it computes: they are in the index, and literally said. */
type Computed = { readonly linked: LinkedQuestion; readonly index: SchemaIndex }

/**
 * The question with what it computes itself: formulas, and for people durations between the dates of a row and ages;
 * for these, what it states of them too. `now` in milliseconds.
 */
export function withComputed(
  linked: LinkedQuestion,
  index: SchemaIndex,
  options: { readonly now: number; readonly manner: 'ask' | 'suite' },
): Computed {
  const formulas = withFormulas(linked, index)
  if (options.manner === 'suite') return formulas
  const [ages, durations] = [findAges(linked, index, options.now), findDurations(linked, index)]
  const conditions = [...ages.conditions, ...durations.conditions]
  const base = { ...formulas, linked: { ...withoutStraySpans(formulas), conditions } }
  return withColumns(base, [...ages.columns, ...durations.columns])
}

/** Words like "duration" say nothing of a table that is not named, where others are. */
function withoutStraySpans({ linked, index }: Computed): LinkedQuestion {
  const named = namedTables(linked)
  if (named.length === 0) return linked
  const isStray = (id: number): boolean => {
    const { expr, table } = index.columns[id]!
    return expr?.kind === 'days-between' && !named.includes(table)
  }
  return { ...linked, columns: linked.columns.map((match, id) => (isStray(id) ? unsaid : match)) }
}

/** With these columns, each new or one that the index has already. Columns that only their words say are not said. */
function withColumns(base: Computed, said: readonly SaidColumn[]): Computed {
  let { linked, index } = base
  for (const { name, expr, of, at: own } of said) {
    const text = JSON.stringify(expr)
    const same = index.columns.filter(col => col.expr !== undefined && JSON.stringify(col.expr) === text)
    // the last one is a formula of the question, where it has one for the same
    const known = same.at(-1)
    const id = known?.id ?? index.columns.length
    const others = same.flatMap(col => (linked.columns[col.id]!.literal ? linked.columns[col.id]!.at : []))
    const at = [...new Set([...own, ...others])].sort((x, y) => x - y)
    const inside = (match: NameMatch): boolean => match.at.length > 0 && match.at.every(one => at.includes(one))
    const columns = linked.columns.map(match => (inside(match) ? unsaid : match))
    columns[id] = { share: 1, full: true, literal: true, contiguous: true, at }
    linked = { ...linked, columns }
    if (known === undefined)
      index = { ...index, columns: [...index.columns, toColumn(of, { name, expr, aliases: [name] }, id)] }
  }
  return { linked, index }
}

const unsaid: NameMatch = { share: 0, full: false, literal: false, contiguous: false, at: [] }

/**
 * Formulas that the question spells out ("qty times unit price", "list price minus cost", "discharge minus
 * admission"): each becomes a column of its own for this question, said literally by the words of the formula.
 */
export function withFormulas(linked: LinkedQuestion, index: SchemaIndex): Computed {
  const columns: IndexedColumn[] = []
  const matches: NameMatch[] = []
  for (let at = 0; at < linked.tokens.length; at++) {
    const formula = formulaAt(linked, index, at)
    if (formula === undefined) continue
    const words = linked.tokens.slice(formula.from, formula.to).map(token => token.stem)
    const id = index.columns.length + columns.length
    columns.push(toColumn(formula.table, { name: words.join(' '), expr: formula.expr, aliases: [words.join(' ')] }, id))
    matches.push({ share: 1, full: true, literal: true, contiguous: true, at: words.map((_, i) => formula.from + i) })
    at = formula.to
  }
  if (columns.length === 0) return { linked, index }
  return {
    linked: { ...linked, columns: [...linked.columns, ...matches] },
    index: { ...index, columns: [...index.columns, ...columns] },
  }
}

type Operand = { readonly column: IndexedColumn; readonly from: number; readonly to: number }
type Formula = { readonly expr: Expr; readonly table: IndexedColumn; readonly from: number; readonly to: number }

/** The operator that begins at a token, and where its right side begins. */
function operatorAt(tokens: readonly Token[], at: number): { op: '*' | '-' | '+'; next: number } | undefined {
  const word = tokens[at]!.lower
  if (word === 'times' || word === 'x') return { op: '*', next: at + 1 }
  if (word === 'multiplied') return { op: '*', next: tokens[at + 1]?.lower === 'by' ? at + 2 : at + 1 }
  if (word === 'minus' || word === 'less') return { op: '-', next: at + 1 }
  return word === 'plus' ? { op: '+', next: at + 1 } : undefined
}

/** A chain of operands whose first operator stands at `at`. */
function formulaAt(linked: LinkedQuestion, index: SchemaIndex, at: number): Formula | undefined {
  const first = operatorAt(linked.tokens, at)
  if (first === undefined) return undefined
  const left = operandBefore(linked, index, at)
  if (left === undefined) return undefined
  let expr: Expr | undefined = refOf(left.column)
  let to = at
  let before = left.column
  for (let operator: ReturnType<typeof operatorAt> = first; operator !== undefined; ) {
    const right = operandAfter(linked, index, operator.next, left.column.table)
    if (right === undefined) break
    expr = combine(operator.op, expr, before, right.column)
    if (expr === undefined) return undefined
    before = right.column
    to = right.to
    const next: number = to
    operator = next < linked.tokens.length ? operatorAt(linked.tokens, next) : undefined
  }
  return to === at ? undefined : { expr, table: left.column, from: left.from, to }
}

const refOf = (col: IndexedColumn): Expr => col.expr ?? column(col.key, col.name)
const isMoment = (col: IndexedColumn): boolean => col.profile.storage !== undefined && col.profile.storage !== 'year'

function combine(op: '*' | '-' | '+', left: Expr, before: IndexedColumn, right: IndexedColumn): Expr | undefined {
  if (isMoment(before) && isMoment(right)) {
    if (op !== '-') return undefined
    const date = (col: IndexedColumn) =>
      ({ kind: 'date', arg: column(col.key, col.name), storage: col.profile.storage! }) as const
    return { kind: 'days-between', from: date(right), to: date(before) }
  }
  if (!before.profile.numeric || !right.profile.numeric) return undefined
  if (op === '-' && isDiscount(right)) return afterDiscount(left, right)
  return arithmetic(op, left, refOf(right))
}

const reach = 4

/** Columns that can be calculated with, the nearest first; `distance` is negative for those on the wrong side. */
function operands(
  linked: LinkedQuestion,
  index: SchemaIndex,
  distance: (match: NameMatch) => number,
): { column: IndexedColumn; match: NameMatch }[] {
  const isNear = (match: NameMatch): boolean => match.at.length > 0 && distance(match) >= 0 && distance(match) < reach
  return index.columns
    .map(col => ({ column: col, match: linked.columns[col.id]! }))
    .filter(
      ({ column: { expr, profile, idLike, column: own }, match }) =>
        expr === undefined &&
        !idLike &&
        !own.primaryKey &&
        (profile.numeric || profile.storage !== undefined) &&
        isNear(match),
    )
    .sort(
      (x, y) =>
        distance(x.match) - distance(y.match) ||
        y.match.share - x.match.share ||
        y.match.at.length - x.match.at.length ||
        x.column.id - y.column.id,
    )
}

function operandBefore(linked: LinkedQuestion, index: SchemaIndex, at: number): Operand | undefined {
  const [best] = operands(linked, index, match => at - 1 - match.at.at(-1)!)
  return best && toOperand(best)
}

/** The same table first: a formula is about one row. */
function operandAfter(linked: LinkedQuestion, index: SchemaIndex, at: number, table: number): Operand | undefined {
  const best = operands(linked, index, match => match.at[0]! - at).find(({ column: col }) => col.table === table)
  return best && toOperand(best)
}

const toOperand = ({ column: col, match }: { column: IndexedColumn; match: NameMatch }): Operand => ({
  column: col,
  from: match.at[0]!,
  to: match.at.at(-1)! + 1,
})
