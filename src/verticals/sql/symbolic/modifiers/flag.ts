import { type Condition, compare, literal } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import type { IndexedColumn, SchemaIndex } from '../../link/schema-index.ts'
import { refOf } from '../conditions.ts'
import type { Reading } from '../reading.ts'
import { inNamed, type Modifier, negations } from './modifier.ts'

/** The two stored forms of a column that says yes or no, yes first; undefined for other columns. */
export function flagValues(
  column: IndexedColumn,
): readonly [string | number | boolean, string | number | boolean] | undefined {
  if (column.column.type === 'boolean' && column.profile.values.every(value => typeof value === 'boolean'))
    return [true, false]
  const { values, complete } = column.profile
  if (!complete || values.length === 0 || values.length > 2) return undefined
  const pairs: readonly (readonly [string | number, string | number])[] = [
    [1, 0],
    ['Y', 'N'],
    ['T', 'F'],
    ['yes', 'no'],
    ['Yes', 'No'],
    ['true', 'false'],
    ['1', '0'],
  ]
  return pairs.find(pair => values.every(value => value === pair[0] || value === pair[1]))
}

const emptyWords = /^(is|has|was|can|flag|yn|in|be|have|of)$/

/** A yes/no column whose words are said is a condition, denied when a negation stands before it. */
export function findFlags(linked: LinkedQuestion, index: SchemaIndex): Modifier[] {
  const found: (Modifier & { kind: 'flag'; size: number; named: boolean })[] = []
  for (const column of index.columns) {
    if (flagValues(column) === undefined || column.idLike) continue
    const words = column.words.filter(word => !emptyWords.test(word))
    if (words.length === 0) continue
    for (const at of [firstAt(linked, words, false), firstAt(linked, words, true)]) {
      const one = at === undefined ? undefined : flagAt(linked, column, at, words.length)
      if (one !== undefined && !found.some(other => other.column === one.column && other.span.from === one.span.from))
        found.push({ ...one, size: words.length, named: inNamed(linked, column) })
    }
  }
  found.sort((x, y) => y.size - x.size || Number(y.named) - Number(x.named) || x.column - y.column)
  return found.map(({ size: _, named: __, ...modifier }) => modifier)
}

/** Where each of the words is said first, or last. */
function firstAt({ tokens }: LinkedQuestion, words: readonly string[], last: boolean): number[] | undefined {
  const at = words.map(word => {
    const isSaid = ({ stem }: { readonly stem: string }): boolean =>
      stem === word ||
      (word.length >= 3 && stem.length >= 4 && (stem.startsWith(word) || (word.length >= 4 && word.startsWith(stem))))
    return last ? tokens.findLastIndex(isSaid) : tokens.findIndex(isSaid)
  })
  return at.includes(-1) ? undefined : at
}

function flagAt(
  linked: LinkedQuestion,
  column: IndexedColumn,
  at: readonly number[],
  size: number,
): (Modifier & { kind: 'flag' }) | undefined {
  const { tokens } = linked
  const [from, to] = [Math.min(...at), Math.max(...at) + 1]
  if (to - from > size + 2 || linked.tables.some(table => table.literal && at.every(one => table.at.includes(one))))
    return undefined
  const before = tokens.slice(Math.max(0, from - 3), from).map(token => token.lower)
  if (/^(by|per|each|every)$/.test(before.at(-1) ?? '')) return undefined
  const [next, second] = [tokens[to]?.lower ?? '', tokens[to + 1]?.lower ?? '']
  const refused =
    /^(no|false|excluded|ignored|omitted|skipped)$/.test(next) ||
    (/^(left|not)$/.test(next) && /^(out|counted|included)$/.test(second)) ||
    (next === 'is' && /^(no|false)$/.test(second))
  const denied = before.findIndex(word => negations.test(word) || /^(excluding|except|excl|ignoring)$/.test(word))
  return {
    kind: 'flag',
    column: column.id,
    value: denied < 0 && !refused,
    span: { from: denied < 0 ? from : from - before.length + denied, to },
  }
}

/** The condition that a flag means. */
export function toFlagCondition(reading: Reading, { column: id, value }: Modifier & { kind: 'flag' }): Condition {
  const [yes, no] = flagValues(reading.index.columns[id]!)!
  return compare(refOf(reading, id), '=', literal(value ? yes : no))
}
