import type { NumberMention } from './match.ts'
import { toNumber } from './profile.ts'
import type { Token } from './question.ts'
import type { IndexedColumn, SchemaIndex } from './schema-index.ts'

const words: ReadonlyMap<string, number> = new Map(
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'
    .split(' ')
    .map((word, at) => [word, at + 1]),
)

/** "second floor": numbers by their place, before the name of a column that holds that number. */
export function findOrdinals(tokens: readonly Token[], index: SchemaIndex): NumberMention[] {
  return tokens.flatMap((token, at) => {
    const value = words.get(token.lower)
    const next = tokens[at + 1]
    if (value === undefined || token.quoted || next === undefined) return []
    const isHeld = index.columns.some(column => column.words.includes(next.stem) && holds(column, value))
    return isHeld ? [{ from: at, to: at + 1, value }] : []
  })
}

const holds = ({ profile }: IndexedColumn, value: number): boolean =>
  profile.numeric && profile.values.some(cell => toNumber(cell) === value)
