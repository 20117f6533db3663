import { readJsonAsset } from '../../../core/asset.ts'
import type { Rng } from '../../../core/rng.ts'
import { nameWords } from '../../../math/text/normalize.ts'
import { stem } from '../../../math/text/stem.ts'
import type { IndexedColumn, IndexedTable } from '../link/schema-index.ts'

export type Fn = 'avg' | 'sum' | 'min' | 'max'
type Comparative = { readonly high: string[]; readonly low: string[]; readonly more: string[]; readonly less: string[] }
type Dated = { readonly verbs: string[]; readonly late: string[]; readonly early: string[] }
type Wording = {
  readonly units: Readonly<Record<string, string[]>>
  readonly prefixes: readonly string[]
  readonly spellings: Readonly<Record<string, string>>
  readonly plurals: Readonly<Record<string, string>>
  readonly words: Readonly<Record<string, string[]>>
  readonly adjectives: Readonly<Record<string, Comparative>>
  readonly dates: Readonly<Record<string, Dated>>
  readonly places: string
  readonly persons: string
  readonly functions: Readonly<Record<Fn, string[]>>
  readonly relations: Readonly<Record<string, string[]>>
  readonly demonyms: Readonly<Record<string, string>>
  readonly genders: Readonly<Record<string, string[]>>
  readonly numbers: readonly string[]
  readonly months: readonly string[]
  readonly ordinals: readonly string[]
}

/** What words stand for what, apart from the templates of whole questions. */
export const wording = readJsonAsset<Wording>('./generate-wording.json', import.meta.url)
const { abbreviations, synonyms } = readJsonAsset<{
  abbreviations: Record<string, string>
  synonyms: Record<string, string[]>
}>('../link/hand-lexicon.json', import.meta.url)
const places = new Set(wording.places.split(' '))
const persons = new Set(wording.persons.split(' '))
const prefixes = new Set(wording.prefixes)

/** The entry of that key; names of tables may be those of things that every object has. */
export const entry = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

export const pick = <T>(rng: Rng, items: readonly T[]): T => items[rng.integer(items.length)]!
export const chance = (rng: Rng, share: number): boolean => rng.uniform() < share

/** Texts by name; what is no text, or empty, counts as absent. */
export type Slots = Readonly<Record<string, unknown>>

/**
 * A template as text: `[a|b|]` is one of the alternatives (they may be nested), `{name}` the slot of that name.
 * Undefined when a slot has no text.
 */
export function fillTemplate(template: string, slots: Slots, rng: Rng): string | undefined {
  let text = template
  for (let inner = /\[([^[\]]*)\]/.exec(text); inner !== null; inner = /\[([^[\]]*)\]/.exec(text))
    text = text.slice(0, inner.index) + pick(rng, inner[1]!.split('|')) + text.slice(inner.index + inner[0].length)
  let missing = false
  const filled = text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = slots[name]
    if (typeof value === 'string' && value !== '') return value
    missing = true
    return ''
  })
  return missing ? undefined : tidy(filled)
}

/** Single blanks, none before a punctuation mark. */
export const tidy = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ ([,?.!])/g, '$1')
    .trim()

/** The words of a column as people say them. */
export function sayColumn(col: IndexedColumn, table: IndexedTable, rng: Rng): string {
  const unit = unitOf(col)
  let words = [...col.words]
  if (unit !== undefined && words.length > 1 && chance(rng, 0.9)) words = words.slice(0, -1)
  if (words.length > 1 && prefixes.has(words[0]!)) words = words.slice(1)
  if (words.length > 1 && /^(id|code|cd|dt)$/.test(words.at(-1)!) && chance(rng, 0.7)) words = words.slice(0, -1)
  if (words.length > 1 && /^(at|on)$/.test(words.at(-1)!))
    words = chance(rng, 0.6) ? [...words.slice(0, -1), 'date'] : words
  const rest = words.filter(word => !table.words.includes(word))
  if (rest.length > 0 && rest.length < words.length && chance(rng, 0.6)) words = rest
  const last = nameWords(col.name).at(-1)!
  const many = last !== col.words.at(-1) && words.at(-1) === col.words.at(-1) && chance(rng, 0.6)
  return many ? plural(sayWords(words, rng)) : sayWords(words, rng)
}

/** The words of a table in the singular. */
export function sayTable(table: IndexedTable, rng: Rng): string {
  const words = table.words.filter(word => !prefixes.has(word))
  return sayWords(words.length > 0 ? words : table.words, rng)
}

function sayWords(words: readonly string[], rng: Rng): string {
  return words
    .map(word => {
      const long = entry(abbreviations, word)
      const full = long !== undefined && word !== 'id' && chance(rng, 0.8) ? long : word
      const other = chance(rng, 0.15) ? relatives(full) : []
      if (other.length > 0) return pick(rng, other)
      return chance(rng, 0.2) ? (entry(wording.spellings, full) ?? full) : full
    })
    .join(' ')
    .replace(/\be (e-?)?mail\b/, 'e-mail')
}

const mutual = new Map<string, string[]>()
for (const [word, others] of Object.entries(synonyms))
  mutual.set(
    word,
    others.filter(other => entry(synonyms, other)?.includes(word)),
  )

/** Words that may stand for the word: of the wording, or synonyms of each other in the lexicon. */
const relatives = (word: string): readonly string[] => [
  ...(entry(wording.words, word) ?? []),
  ...(mutual.get(word) ?? []),
]

/** The plural of a phrase: of its last word, or of the one before "of". */
export function plural(phrase: string): string {
  const words = phrase.split(' ')
  const of = words.indexOf('of')
  const at = of > 0 ? of - 1 : words.length - 1
  return words.map((word, i) => (i === at ? pluralWord(word) : word)).join(' ')
}

function pluralWord(word: string): string {
  const special = entry(wording.plurals, word)
  if (special !== undefined) return special
  if (!/^[a-z]+$/.test(word) || stem(word) !== word) return word
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`
}

/** "an" before a vowel. */
export const article = (phrase: string): string => (/^[aeiou]/i.test(phrase) ? `an ${phrase}` : `a ${phrase}`)

/** The unit that a column's name ends with. */
export const unitOf = (col: IndexedColumn): readonly string[] | undefined =>
  col.words.length > 1 ? entry(wording.units, col.words.at(-1)!) : undefined

/** "who", where the rows are people. */
export const whoOf = (table: IndexedTable): string | undefined =>
  table.words.some(word => persons.has(word)) ? 'who' : undefined

/** What is done to the parents of a table's rows, or by them: "ordered", "reviewed". */
export function relationOf(table: IndexedTable, rng: Rng): string | undefined {
  const verbs = table.words.flatMap(word => entry(wording.relations, word) ?? [])
  return verbs.length === 0 ? undefined : pick(rng, verbs)
}

export const isPlace = (col: IndexedColumn): boolean => col.words.some(word => places.has(word))

const lookUp = <T>(entries: Readonly<Record<string, T>>, words: readonly string[]): T | undefined =>
  Object.entries(entries).find(([names]) => names.split('|').some(name => words.includes(name)))?.[1]

/** "heaviest", "lighter than" and the like for a measure. */
export const comparativesOf = (col: IndexedColumn): Comparative | undefined => lookUp(wording.adjectives, col.words)
/** "born", "oldest" and the like for a date. */
export const datedOf = (words: readonly string[]): Dated | undefined => lookUp(wording.dates, words)

export const sayFunction = (fn: Fn, rng: Rng): string => pick(rng, wording.functions[fn])

/** A number as typed: 1500, 1,500, 1.5k. */
export function sayNumber(value: number, rng: Rng): string {
  if (Number.isInteger(value) && value >= 10_000 && value % 1000 === 0 && value < 1e6 && chance(rng, 0.25))
    return `${value / 1000}k`
  if (Number.isInteger(value) && value >= 1e6 && value % 1e5 === 0 && chance(rng, 0.4)) return `${value / 1e6} million`
  if (Number.isInteger(value) && value >= 1000 && chance(rng, 0.3)) return value.toLocaleString('en-US')
  return String(value)
}

/** A small count, at times as a word. */
export const sayCount = (value: number, rng: Rng): string =>
  wording.numbers[value] !== undefined && chance(rng, 0.4) ? wording.numbers[value]! : String(value)

/** A stored text as people type it: mostly as it is, else in another case, without accents, quoted or misspelled. */
export function sayValue(value: string, rng: Rng): string {
  const roll = rng.uniform()
  if (roll < 0.08) return value.includes("'") ? `"${value}"` : chance(rng, 0.5) ? `"${value}"` : `'${value}'`
  const bare = /[^\p{ASCII}]/u.test(value) && chance(rng, 0.5) ? value.normalize('NFKD').replace(/\p{M}+/gu, '') : value
  if (roll < 0.28) return bare.toLowerCase()
  if (roll < 0.34) return misspell(bare, rng)
  if (roll < 0.36 && /[-_]/.test(bare)) return bare.replace(/[-_]/g, ' ')
  return bare.replaceAll('_', ' ')
}

/** One letter wrong in a long word: left out, doubled or swapped with the next. */
function misspell(text: string, rng: Rng): string {
  const word = [...text.matchAll(/\p{L}{7,}/gu)][0]
  if (word === undefined) return text
  const at = word.index + 2 + rng.integer(word[0].length - 4)
  const [a, b] = [text[at]!, text[at + 1]!]
  switch (rng.integer(3)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1)
    case 1:
      return text.slice(0, at) + a + text.slice(at)
    default:
      return text.slice(0, at) + b + a + text.slice(at + 2)
  }
}

/** The text as a question of some register: case and the mark at the end vary, at times with "please". */
export function dress(text: string, rng: Rng): string {
  const asks =
    /^(how|what|which|who|whose|where|when|is|are|do|does|did|can|could|in which|in what|for which|on which)\b/i.test(
      text,
    )
  const polite = !asks && chance(rng, 0.04) ? `${text}, please` : text
  const roll = rng.uniform()
  if (roll < 0.3) return polite
  const first = polite[0]!.toUpperCase() + polite.slice(1)
  if (roll < 0.4) return chance(rng, 0.5) ? polite.toLowerCase() : first
  return asks ? `${first}?` : chance(rng, 0.4) ? `${first}.` : first
}
