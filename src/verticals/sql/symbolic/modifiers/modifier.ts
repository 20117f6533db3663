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
