import type { Cell } from '../../../check/database/database.ts'
import { isNumeric } from '../../../lang/sql/schema.ts'
import { normalize } from '../../../math/text/normalize.ts'
import { toNumber } from './profile.ts'
import type { IndexedColumn } from './schema-index.ts'

/** What the value index has to know of a column. */
export type ValueColumn = Pick<IndexedColumn, 'id' | 'words' | 'display' | 'idLike'> & {
  readonly column: Pick<IndexedColumn['column'], 'type'>
  readonly profile: Pick<IndexedColumn['profile'], 'values' | 'numeric' | 'storage' | 'complete'>
}

/** Longer text is no value to ask by (sql-ask A4). */
const longestValue = 80

/** Of a column with more values than are read, this many are enough where it holds no names: the others are looked up. */
const fewCodes = 1_000
const mostParts = 10_000

/** Too many values to read them all, most of them in one row only. */
export const isBeyondReading = ({ complete, values }: ValueColumn['profile']): boolean =>
  !complete && values.length > mostParts

/** The values of a column by which questions find it. */
export const indexedValues = (column: ValueColumn): readonly string[] =>
  isBeyondReading(column.profile) && !holdsNames(column) ? textValues(column).slice(0, fewCodes) : textValues(column)

/** The values of a column that words may name: text, but not numbers, moments or flags that the engine gives as text. */
export function textValues({ column, profile }: ValueColumn): readonly string[] {
  if (profile.storage === 'native' || column.type === 'boolean' || isFlag(profile.values)) return []
  const typed = isNumeric(column.type)
  return profile.values.filter(
    (value): value is string =>
      typeof value === 'string' && value.length <= longestValue && !(typed && toNumber(value) !== undefined),
  )
}

const flagCodes: ReadonlySet<string> = new Set(['y', 'n', 't', 'f', '1', '0'])

/** 'Y'/'N', 'T'/'F', 1/0: such a letter in a question is never meant as the value. */
function isFlag(values: readonly Cell[]): boolean {
  return (
    values.length > 0 &&
    values.length <= 3 &&
    values.every(value => typeof value === 'string' && flagCodes.has(normalize(value))) &&
    !values.every(value => /^f$/i.test(String(value)))
  )
}

const naming =
  /^(name|nm|title|label|company|firm|organi[sz]ation|brand|maker|manufacturer|publisher|artist|singer|author|writer|director|manager|customer|client|supplier|vendor|city|town|venue|stadium|hotel|club|team|school|university|college|hospital|airport|origin|destination|location|place|county|state|country|person|owner|player|winner|captain|driver)$/

/** People may say a part of these values: names, titles, companies, places. */
export const holdsNames = (column: ValueColumn): boolean =>
  !column.idLike && column.profile.storage === undefined && (column.display || naming.test(column.words.at(-1) ?? ''))
