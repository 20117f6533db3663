import { type Span, stopWords, type Token } from './link/question.ts'
import type { Proposed } from './symbolic/propose.ts'
import { isCue, type Reading } from './symbolic/reading.ts'

/** The words with content that a candidate accounts for by no name, value or number, and how many have content. */
export function unmatchedWords({ built, reading }: Proposed): {
  readonly words: readonly string[]
  readonly total: number
  /** Some word is a name or value of the database; dates and shares alone are about anything. */
  readonly anchored: boolean
} {
  const { linked } = reading
  const { filled, tables } = built
  const matched = new Set<number>()
  for (const id of filled.columns) for (const at of linked.columns[id]!.at) matched.add(at)
  for (const id of tables) for (const at of linked.tables[id]!.at) matched.add(at)
  const inside = ({ from, to }: Span): number[] => Array.from({ length: to - from }, (_, i) => from + i)
  const dates = reading.modifiers.filter(({ kind }) => kind === 'period' || kind === 'date-group' || kind === 'share')
  const dated = new Set(dates.flatMap(({ span }) => inside(span)))
  for (const span of [...filled.used, ...reading.modifiers.map(modifier => modifier.span)])
    for (const at of inside(span)) matched.add(at)
  const content = linked.tokens.filter(hasContent)
  const words = linked.tokens
    .filter((token, at) => content.includes(token) && !matched.has(at))
    .map(token => token.text)
  // "order" shapes a query and names a table: what is matched counts, whatever the word
  const anchored = linked.tokens.some(({ lower }, at) => matched.has(at) && !dated.has(at) && !stopWords.has(lower))
  return { words, total: content.length, anchored }
}

/** The words of the question that say something. */
export const contentWords = ({ linked }: Reading): string[] => linked.tokens.filter(hasContent).map(token => token.text)

const hasContent = (token: Token): boolean => !stopWords.has(token.lower) && !isCue(token)
