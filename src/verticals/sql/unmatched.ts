import { stopWords, type Token } from './link/question.ts'
import type { Proposed } from './symbolic/propose.ts'
import { cueWords, type Reading } from './symbolic/reading.ts'

/** The words with content that a candidate accounts for by no name, value or number, and how many have content. */
export function unmatchedWords({ built, reading }: Proposed): {
  readonly words: readonly string[]
  readonly total: number
} {
  const { linked } = reading
  const { filled, tables } = built
  const matched = new Set<number>()
  for (const id of filled.columns) for (const at of linked.columns[id]!.at) matched.add(at)
  for (const id of tables) for (const at of linked.tables[id]!.at) matched.add(at)
  for (const span of [...filled.used, ...reading.modifiers.map(modifier => modifier.span)])
    for (let at = span.from; at < span.to; at++) matched.add(at)
  const content = linked.tokens.filter(hasContent)
  const words = linked.tokens
    .filter((token, at) => content.includes(token) && !matched.has(at))
    .map(token => token.text)
  return { words, total: content.length }
}

/** The words of the question that say something. */
export const contentWords = ({ linked }: Reading): string[] => linked.tokens.filter(hasContent).map(token => token.text)

const hasContent = ({ lower, stem }: Token): boolean => !stopWords.has(lower) && !cueWords.has(stem)
