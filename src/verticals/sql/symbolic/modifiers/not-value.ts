import type { Condition } from '../../../../lang/sql/ast.ts'
import { compare, literal } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import type { SchemaIndex } from '../../link/schema-index.ts'
import { refOf } from '../conditions.ts'
import type { Reading } from '../reading.ts'
import type { Modifier } from './modifier.ts'

const denial =
  /(^| )(not|aren t|isn t|weren t|wasn t|aren't|isn't|weren't|wasn't|except|except for|excluding|other than|apart from|but not|without|non|ignoring|leaving out|excl)( \w+ed)?( (of|by|in|the|a|an|any|all|type|kind|those|ones|with|status|from|marked|for)){0,3}$/
const refusal =
  /^((\w+ )?(ones |orders |is |are |were |was )?)?(excluded|left out|not counted|not included|ignored|omitted|skipped|removed|don't count|do not count|don t count)\b/

/** "not by post", "other than Germany", "cancelled ones left out": values that rows must not have. */
export function findNotValues(linked: LinkedQuestion, index: SchemaIndex): Modifier[] {
  const { tokens } = linked
  const words = (from: number, to: number): string =>
    tokens
      .slice(Math.max(0, from), to)
      .map(token => token.lower)
      .join(' ')
  // a token may hold a blank: "aren't"
  const tokensIn = (text: string, to: number): number =>
    [1, 2, 3, 4, 5].find(count => words(to - count, to).length >= text.length) ?? 1
  return linked.values.flatMap((hit): Modifier[] => {
    const column = index.columns[hit.column]!
    if (hit.score < 0.8 || column.display) return []
    const said = denial.exec(words(hit.from - 5, hit.from))
    if (said !== null) {
      const count = tokensIn(said[0].trim(), hit.from)
      return [{ kind: 'not-value', column: hit.column, value: hit.value, span: { from: hit.from - count, to: hit.to } }]
    }
    const after = refusal.exec(words(hit.to, hit.to + 5))
    if (after === null) return []
    return [
      {
        kind: 'not-value',
        column: hit.column,
        value: hit.value,
        span: { from: hit.from, to: hit.to + after[0].trim().split(' ').length },
      },
    ]
  })
}

/** Rows with another value. */
export const toNotValueCondition = (reading: Reading, { column, value }: Modifier & { kind: 'not-value' }): Condition =>
  compare(refOf(reading, column), '<>', literal(value))
