import { sqlWords, type Word } from './sql-tokens.ts'

export type Ordering = {
  /** What the statement orders by, as written, without direction. */
  readonly by: readonly string[]
  /**
   * The statement with further items at the end of its SELECT list; undefined where that could change its rows
   * (DISTINCT, set operations, WITH).
   */
  readonly withItems?: (items: readonly string[]) => string
}

const afterOrder = new Set(['limit', 'offset', 'fetch', 'for', ';'])

/** How a statement orders its rows as a whole; undefined when it does not. Works on the text, in any dialect. */
export function orderingOf(sql: string): Ordering | undefined {
  const words = sqlWords(sql).filter(({ depth }) => depth === 0)
  const order = words.findLastIndex(({ word }, i) => word === 'order' && words[i + 1]?.word === 'by')
  if (order < 0) return undefined
  const after = words.findIndex(({ word }, i) => i > order && afterOrder.has(word))
  const last = words[after < 0 ? words.length - 1 : after - 1]!
  const by = splitItems(sql, words, order + 2, after < 0 ? words.length : after, last.end).map(withoutDirection)
  const from = words.findIndex(({ word }) => word === 'from')
  const isPlain =
    words[0]?.word === 'select' &&
    words[1]?.word !== 'distinct' &&
    from > 0 &&
    !words.some(({ word }) => ['union', 'intersect', 'except'].includes(word))
  if (!isPlain) return { by }
  const at = words[from]!.start
  return { by, withItems: items => `${sql.slice(0, at)}, ${items.join(', ')} ${sql.slice(at)}` }
}

function splitItems(sql: string, words: readonly Word[], from: number, to: number, end: number): string[] {
  const commas = words.slice(from, to).filter(({ word }) => word === ',')
  const starts = [words[from - 1]!.end, ...commas.map(comma => comma.end)]
  const ends = [...commas.map(comma => comma.start), end]
  return starts.map((start, i) => sql.slice(start, ends[i]).trim())
}

const withoutDirection = (item: string): string =>
  item
    .replace(/\s+nulls\s+(first|last)$/i, '')
    .replace(/\s+(asc|desc)$/i, '')
    .trim()
