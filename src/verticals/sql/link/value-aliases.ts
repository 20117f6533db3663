import { readJsonAsset } from '../../../core/asset.ts'
import { normalize } from '../../../math/text/normalize.ts'
import { textValues, type ValueColumn } from './value-column.ts'
import type { ValueMatch } from './value-store.ts'

type Place = {
  readonly place: string
  readonly also?: readonly string[]
  readonly people: readonly string[]
  readonly codes?: readonly string[]
}
type Coded = { readonly said: readonly string[]; readonly stored: readonly string[] }

const places = readJsonAsset<readonly Place[]>('./demonyms.json', import.meta.url)
const coded = readJsonAsset<{ [kind in 'gender' | 'currency' | 'weekday' | 'month']: readonly Coded[] }>(
  './coded-words.json',
  import.meta.url,
)
const states = Object.entries(readJsonAsset<Record<string, string>>('./us-states.json', import.meta.url))

const score = 0.95
/** Codes are less sure: the same letters may stand for something else. */
const codeScore = 0.93

/**
 * Stored values by other words for them, normalized: places by their people and the reverse ("Swedish", 'Sweden', 'SE'),
 * men and women in columns of a sex, currencies, weekdays and months, states of the US. `stored` gives the values whose
 * normalized text that is.
 */
export function buildAliases(
  columns: readonly ValueColumn[],
  stored: (normalized: string) => readonly ValueMatch[],
): Map<string, readonly ValueMatch[]> {
  const aliases = new Map<string, ValueMatch[]>()
  const add = (said: string, matches: readonly ValueMatch[]): void => {
    const key = normalize(said)
    const list = aliases.get(key) ?? []
    list.push(...matches.filter(match => normalize(match.value) !== key && !list.some(other => isSame(match, other))))
    if (list.length > 0) aliases.set(key, list)
  }
  const find = (texts: readonly string[], within: ReadonlySet<number> | undefined, value: number): ValueMatch[] =>
    texts
      .flatMap(text => stored(normalize(text)))
      .filter(match => within === undefined || within.has(match.column))
      .map(match => ({ ...match, score: value }))

  const countries = columnsOf(
    columns,
    /^(country|ctry|cntry|nation|nationality|citizenship)$/,
    placeCodes,
    /^(state|province)$/,
  )
  for (const { place, also = [], people, codes = [] } of places) {
    const names = [place, ...also.filter(name => name.length > 3), ...people]
    const short = [...also.filter(name => name.length <= 3), ...codes]
    const matches = [...find(names, undefined, score), ...find(short, countries, codeScore)]
    for (const word of people) add(word, matches)
    // who says the stored name itself means no other
    for (const name of [place, ...also]) if (stored(normalize(name)).length === 0) add(name, matches)
  }
  const inStates = columnsOf(columns, /^(state|province)$/, new Set(states.map(([, code]) => normalize(code))))
  for (const [name, code] of states)
    if (stored(normalize(name)).length === 0) add(name, find([code], inStates, codeScore))

  const kinds = [
    [coded.gender, columnsOf(columns, /^(sex|gender)$/)],
    [coded.currency, columnsOf(columns, /^(currency|curr|ccy)$/, formsOf(coded.currency))],
    [coded.weekday, columnsOf(columns, undefined, formsOf(coded.weekday))],
    [coded.month, columnsOf(columns, undefined, formsOf(coded.month))],
  ] as const
  for (const [groups, within] of kinds) {
    for (const group of groups) {
      const matches = find(group.stored, within, score)
      for (const word of group.said) add(word, matches)
    }
  }
  return aliases
}

const isSame = (x: ValueMatch, y: ValueMatch): boolean => x.column === y.column && x.value === y.value
const formsOf = (groups: readonly Coded[]): ReadonlySet<string> => new Set(groups.flatMap(group => group.stored))
const placeCodes: ReadonlySet<string> = new Set(places.flatMap(({ codes = [] }) => codes.map(normalize)))

/** Columns with a telling word in their name, and those whose values are nearly all of the given forms. */
function columnsOf(
  columns: readonly ValueColumn[],
  name: RegExp | undefined,
  forms?: ReadonlySet<string>,
  except?: RegExp,
): ReadonlySet<number> {
  const isNamed = (column: ValueColumn, pattern: RegExp | undefined): boolean =>
    pattern !== undefined && column.words.some(word => pattern.test(word))
  const holdsForms = (column: ValueColumn): boolean => {
    if (forms === undefined) return false
    const values = textValues(column)
    // a column of that kind has few values; a longer one is something else
    if (values.length < 2 || values.length > 2 * forms.size) return false
    return values.filter(value => forms.has(normalize(value))).length >= 0.8 * values.length
  }
  return new Set(
    columns
      .filter(column => !isNamed(column, except) && (isNamed(column, name) || holdsForms(column)))
      .map(column => column.id),
  )
}
