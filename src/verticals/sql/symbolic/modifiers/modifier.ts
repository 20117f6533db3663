import type { DateUnit } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import type { Period } from '../../link/periods.ts'
import type { Span } from '../../link/question.ts'
import type { SaidCondition } from '../../link/said.ts'
import type { IndexedColumn } from '../../link/schema-index.ts'

/**
 * Parts of a question that mean the same beside any sketch: they are recognized by themselves, taken out of what the
 * sketch model sees, and put into the query that a filled sketch gives.
 */
export type Modifier =
  | { readonly kind: 'period'; readonly period: Period; readonly span: Span }
  | {
      readonly kind: 'date-group'
      readonly unit: DateUnit /** The date part is what is asked for. */
      readonly asked: boolean
      readonly span: Span
    }
  | { readonly kind: 'missing'; readonly column: number; readonly not: boolean; readonly span: Span }
  | { readonly kind: 'flag'; readonly column: number; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'share'; readonly span: Span }
  | (Pick<SaidCondition, 'table' | 'condition'> & { readonly kind: 'stated'; readonly span: Span })
  | { readonly kind: 'including-zero'; readonly span: Span }
  | {
      readonly kind: 'within'
      /** The column, or the rows of the table, for each of which a first row is asked for. */
      readonly group: { readonly column: number } | { readonly table: number }
      readonly span: Span
    }
  | {
      readonly kind: 'shown'
      readonly parts: readonly ShownPart[]
      /** Beside what the query shows by itself. */
      readonly added: boolean
      readonly span: Span
    }
  | { readonly kind: 'sorted'; readonly by: SortKey; readonly desc: boolean; readonly span: Span }
  | { readonly kind: 'rounded'; readonly digits: number; readonly span: Span }
  | { readonly kind: 'not-value'; readonly column: number; readonly value: string; readonly span: Span }
  | { readonly kind: 'periods-apart'; readonly how: 'both' | 'first-only'; readonly span: Span }
  | { readonly kind: 'change'; readonly percent: boolean; readonly span: Span }
  | { readonly kind: 'average-count'; readonly span: Span }
  | { readonly kind: 'factor'; readonly factor: number; readonly span: Span }
  | { readonly kind: 'aside'; readonly span: Span }

/** What an explicit list asks to see: a column, the rows of a table by name, the number of rows, or what is measured. */
export type ShownPart =
  | { readonly kind: 'column'; readonly column: number }
  | { readonly kind: 'table'; readonly table: number }
  /** What the rows are called by the query itself. */
  | { readonly kind: 'own' }
  /** When the rows are from. */
  | { readonly kind: 'moment' }
  | { readonly kind: 'count' }
  | { readonly kind: 'measure' }

/** A column, a moment of the rows, or what is measured. */
export type SortKey = { readonly column: number } | 'date' | 'measure'

/** The first modifier of a kind. */
export const modifierOf = <K extends Modifier['kind']>(
  modifiers: readonly Modifier[],
  kind: K,
): (Modifier & { kind: K }) | undefined =>
  modifiers.find((modifier): modifier is Modifier & { kind: K } => modifier.kind === kind)

/** Token positions of a pattern over the lower-case words, which are joined by single blanks. */
export function spansOf(linked: LinkedQuestion, pattern: RegExp): Span[] {
  const words = linked.tokens.map(token => token.lower)
  const text = words.join(' ')
  const starts: number[] = []
  let offset = 0
  for (const word of words) {
    starts.push(offset)
    offset += word.length + 1
  }
  return [...text.matchAll(pattern)].flatMap(match => {
    const from = starts.indexOf(match.index)
    const end = match.index + match[0].length
    const to = starts.findIndex((start, i) => start + words[i]!.length === end) + 1
    return from >= 0 && to > from ? [{ from, to }] : []
  })
}

export const overlaps = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to

/** Words that deny what follows. */
export const negations =
  /^(no|not|without|missing|lack|lacking|lacks|never|don't|doesn't|dont|haven't|hasn't|havent|hasnt|isn't|aren't|(?:haven|hasn|don|doesn|didn|isn|aren|wasn|weren) t|cannot|non|unknown|empty|blank)$/
export const inNamed = (linked: LinkedQuestion, column: IndexedColumn): boolean => linked.tables[column.table]!.full
