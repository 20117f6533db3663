import { readJsonAsset } from '../../../core/asset.ts'
import type { Rng } from '../../../core/rng.ts'
import { isoText } from '../link/periods-calendar.ts'
import { chance, pick } from './generate-text.ts'

/** Words of invented businesses: tables of each domain with their columns, and what the cells are made of. */
export type SchemaWords = {
  readonly first: readonly string[]
  readonly last: readonly string[]
  readonly cities: readonly string[]
  readonly countries: readonly string[]
  readonly notes: readonly string[]
  readonly abbreviations: Readonly<Record<string, readonly string[]>>
  /** By domain and "table rows": columns as "name:kind:arguments", with "?" behind where cells may be missing. */
  readonly domains: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

export const schemaWords = readJsonAsset<SchemaWords>('./generate-schema.json', import.meta.url)

export type SqlCell = string | number | null
/** How moments of a table are written. */
export type Written = 'iso' | 'timestamp' | 'dmy'

const dayMs = 86_400_000
/** The first day on which anything happens, in days since 1970: 1 January 2021. */
const firstDay = 18_628

/** A day of the three years, mostly a busy one: later years have more. */
export function drawDay(rng: Rng): number {
  return firstDay + Math.floor(1094 * Math.sqrt(rng.uniform()))
}

/** A day, counted from 1970, as it is stored. */
export function writeDay(day: number, written: Written, rng: Rng): string {
  const iso = isoText(day * dayMs, false)!
  const two = (value: number): string => String(value).padStart(2, '0')
  switch (written) {
    case 'iso':
      return iso
    case 'timestamp':
      return `${iso} ${two(7 + rng.integer(14))}:${two(rng.integer(60))}:00`
    case 'dmy':
      return `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}`
  }
}

/** Year, month and day of a day counted from 1970. */
export const partsOfDay = (day: number): number[] =>
  isoText(day * dayMs, false)!
    .split('-')
    .map(Number)

export const drawFirst = (rng: Rng): string => pick(rng, schemaWords.first)
export const drawLast = (rng: Rng): string => pick(rng, schemaWords.last)

/** Distinct names, as many as there are or are wanted: "A,B;C,D" pairs one of A, B with one of C, D. */
export function drawLabels(pattern: string, count: number, rng: Rng): string[] {
  const lists = pattern.split(';').map(list =>
    list.split(',').flatMap(word => {
      if (word === '@city') return schemaWords.cities
      return word === '@last' ? schemaWords.last : [word]
    }),
  )
  const [left = [], right] = lists
  const all = right === undefined ? [...left] : left.flatMap(one => right.map(other => `${one} ${other}`))
  return rng.shuffle(all).slice(0, count)
}

/** One cell of a column that depends on nothing else. */
export function drawCell(kind: string, args: string, written: Written, rng: Rng): SqlCell {
  const [low = 0, high = 0] = args.split('-').map(Number)
  switch (kind) {
    case 'cat': {
      const values = args.split(',')
      // some kinds are much more common than others
      return values[Math.floor(values.length * rng.uniform() ** 1.4)]!
    }
    case 'int':
      return low + Math.floor((high - low + 1) * rng.uniform() ** 1.5)
    case 'money':
      return Math.round(100 * (low + (high - low) * rng.uniform() ** 1.5)) / 100
    case 'dec':
      return Math.round(4 * (low + (high - low) * rng.uniform())) / 4
    case 'year':
      return 1950 + rng.integer(74)
    case 'birth':
      return writeDay(-7000 + rng.integer(19_000), written, rng)
    case 'city':
      return pick(rng, schemaWords.cities)
    case 'country':
      return pick(rng, schemaWords.countries)
    case 'note':
      return pick(rng, schemaWords.notes)
    case 'person1':
      return `${drawFirst(rng)} ${drawLast(rng)}`
    case 'label1':
      return `${drawLast(rng)} ${pick(rng, ['Group', 'Partners', 'Media'])}`
    case 'email':
      return `${drawFirst(rng)}.${drawLast(rng)}${rng.integer(90)}@example.org`.toLowerCase()
    case 'phone':
      return `+${30 + rng.integer(60)} ${100 + rng.integer(900)} ${1000 + rng.integer(9000)}`
    default:
      return `${args}-${1000 + rng.integer(9000)}`
  }
}

/** Percent or a fraction of 1, often nothing. */
export function drawDiscount(percent: boolean, rng: Rng): SqlCell {
  if (chance(rng, 0.3)) return null
  const steps = pick(rng, [0, 0, 1, 2, 2, 3, 4, 5])
  return percent ? 5 * steps : Math.round(5 * steps) / 100
}
