import type { ComparisonOperator } from '../../../lang/sql/ast.ts'
import type { LinkedQuestion } from './match.ts'
import type { Span, Token } from './question.ts'

/** "more than 30", "at least 75", "5 or more": a number with what compares with it. */
export type Bound = Span & {
  readonly op: ComparisonOperator
  readonly value: number /** Nothing compares. */
  readonly bare: boolean
}

const before: readonly (readonly [ComparisonOperator, RegExp])[] = [
  [
    '<=',
    /\b(no (more|longer|later|older) than|not (more|longer|later|older) than|at most|at the most|up to|within|max|maximum|max of|maximum of|a maximum of)$/,
  ],
  [
    '>=',
    /\b(no (less|fewer|younger) than|not (less|fewer|younger) than|at least|at the least|minimum|minimum of|a minimum of)$/,
  ],
  ['>', /\b((more|longer|later|older|greater) than|over|above|beyond|exceeding|in excess of)$/],
  ['<', /\b((less|fewer|shorter|faster|quicker|sooner|younger|earlier) than|under|below)$/],
  ['=', /\bexactly$/],
]
const behind: readonly (readonly [ComparisonOperator, RegExp])[] = [
  ['>=', /^(or|and) (more|older|longer|over|above|later|up|upwards|higher)\b|^(plus|upwards?)\b/],
  ['<=', /^(or|and) (less|fewer|younger|shorter|under|below|sooner|earlier)\b/],
]

/** The lower-case words of some tokens. */
export const textOf = (tokens: readonly Token[], from: number, to: number): string =>
  tokens
    .slice(Math.max(0, from), to)
    .map(token => token.lower)
    .join(' ')

const count = (text: string): number => text.split(' ').length

/** The number at token `at` with its comparison; `unitEnd` is the token behind its unit, where it has one. */
export function boundAt({ tokens, text }: LinkedQuestion, at: number, unitEnd: number = at + 1): Bound | undefined {
  const token = tokens[at]!
  const value = token.number ?? (/^(an?|one)$/.test(token.lower) ? 1 : undefined)
  if (value === undefined) return undefined
  const lead = textOf(tokens, at - 4, at)
  for (const [op, pattern] of before) {
    const match = pattern.exec(lead)
    if (match !== null) return { op, value, from: at - count(match[0]), to: unitEnd, bare: false }
  }
  const rest = textOf(tokens, unitEnd, unitEnd + 3)
  for (const [op, pattern] of behind) {
    const match = pattern.exec(rest)
    if (match !== null) return { op, value, from: at, to: unitEnd + count(match[0]), bare: false }
  }
  if (text[token.end] === '+') return { op: '>=', value, from: at, to: unitEnd, bare: false }
  return { op: '=', value, from: at, to: unitEnd, bare: true }
}

/** Tokens [from, to) as numbers. */
export const positions = ({ from, to }: Span): number[] => Array.from({ length: to - from }, (_, i) => from + i)

/** A mark that ends a clause stands in front of the token. */
export const beginsClause = ({ tokens, text }: LinkedQuestion, at: number): boolean =>
  at > 0 && at < tokens.length && /[?.!;,:()]/.test(text.slice(tokens[at - 1]!.end, tokens[at]!.start))
