import { toAmerican } from '../../../math/text/american.ts'
import { normalize, writtenOut } from '../../../math/text/normalize.ts'
import { buildSpelling, type Spelling } from '../../../math/text/spelling.ts'
import { stem } from '../../../math/text/stem.ts'
import { buildAliases } from './value-aliases.ts'
import { holdsNames, textValues, type ValueColumn } from './value-column.ts'

/** A value of the database that a span of the question names. `column` is a column id of the schema index. */
export type ValueMatch = { readonly column: number; readonly value: string; readonly score: number }

/** Finds stored text values by what people type (sql-ask A4, value index). Texts and words are normalized. */
export type ValueIndex = {
  /** Values whose normalized text is this (score 1); else those equal but for plural, British spelling, "and" (.98). */
  exact(text: string): readonly ValueMatch[]
  /** Values of the same letters and digits, blanks apart (.97). */
  squashed(text: string): readonly ValueMatch[]
  /** Values that another word stands for: "Swedish" for 'Sweden', "women" for 'F' (.95, codes .93). */
  alias(text: string): readonly ValueMatch[]
  /** Values whose words are these but for letters wrong, in the fewest edits (their similarity, .8 to .96). */
  near(words: readonly string[]): readonly ValueMatch[]
  /**
   * Values of 2 to 5 words that contain these words in order, and more (.85 to .9; less with a letter wrong). A single
   * word is a part of names only, not of any value.
   */
  partial(words: readonly string[], misspelled: boolean): readonly ValueMatch[]
  /** Normalized values of at most this many words occur; 8 at most. */
  readonly longest: number
}

/** Values of one normalized text that are kept per column. */
const perColumn = 3
const longestSpan = 8
const longestName = 5
const longestSquash = 40
/** Names of a column that share the words asked for, above which the words say too little. */
const tooCommon = 8
/** Combinations of corrected words that are looked up for one span. */
const combinations = 64

/** An index over the text values of columns. Linear in their size; what misspelled words need is built when first asked. */
export function buildValueIndex(columns: readonly ValueColumn[]): ValueIndex {
  const store = new Store()
  for (const column of columns) {
    if (holdsNames(column)) store.nameColumns.add(column.id)
    const searchable = column.profile.storage === undefined
    for (const value of textValues(column)) store.add(column.id, value, searchable)
  }
  const aliases = buildAliases(columns, text => store.matches(store.byText.get(text), 1))
  let spelling: Speller | undefined
  const speller = (): Speller => {
    spelling ??= new Speller([...store.words.keys()])
    return spelling
  }
  return {
    longest: Math.min(store.longest, longestSpan),
    exact: text => {
      const same = store.byText.get(text)
      return same !== undefined ? store.matches(same, 1) : store.folded(text)
    },
    squashed: text => {
      if (!/\p{L}/u.test(text)) return []
      const letters = text.replaceAll(' ', '')
      const ids = [...(text === letters ? [] : [store.byText.get(letters)]), ...(store.bySquash.get(letters) ?? [])]
      return ids.flatMap(id => store.matches(id, 0.97))
    },
    alias: text => aliases.get(text) ?? aliases.get(text.split(' ').map(stem).join(' ')) ?? [],
    near: words => nearValues(words, store, speller()),
    partial: (words, misspelled) => partialValues(words, store, misspelled ? speller() : undefined),
  }
}

/** The values by their texts and words, kept as flat lists: there may be hundreds of thousands. */
class Store {
  /** Normalized text to its id, a position in `first`. */
  readonly byText = new Map<string, number>()
  /** Text in one form for plural, spelling and the like, where that is another text. */
  readonly byFold = new Map<string, number[]>()
  readonly bySquash = new Map<string, number[]>()
  /** All words of searchable values; with each, ids of the values of 2 to 5 words that contain it. */
  readonly words = new Map<string, number[]>()
  readonly nameColumns = new Set<number>()
  longest = 1
  private readonly texts: string[] = []
  /** By text: its newest entry. By entry: column, value, an older entry of the same text. */
  private readonly newest: number[] = []
  private readonly columns: number[] = []
  private readonly values: string[] = []
  private readonly older: number[] = []

  add(column: number, value: string, searchable: boolean): void {
    const text = normalize(value)
    if (text === '') return
    let id = this.byText.get(text)
    if (id === undefined) {
      id = this.texts.length
      this.byText.set(text, id)
      this.texts.push(text)
      this.newest.push(-1)
      const words = text.split(' ')
      if (words.length <= longestSpan) this.longest = Math.max(this.longest, words.length)
      this.addForms(id, value, text, words)
    }
    let kept = 0
    for (let entry = this.newest[id]!; entry >= 0; entry = this.older[entry]!)
      if (this.columns[entry] === column) kept++
    if (kept >= perColumn) return
    this.columns.push(column)
    this.values.push(value)
    this.older.push(this.newest[id]!)
    this.newest[id] = this.columns.length - 1
    if (searchable) this.addWords(id, value, text)
  }

  private addForms(id: number, value: string, text: string, words: readonly string[]): void {
    const forms = [fold(text)]
    if (text.startsWith('the ') && words.length > 1) forms.push(fold(text.slice(4)))
    if (/['’]s(?!\p{L})/iu.test(value)) forms.push(fold(normalize(value.replace(/['’]s(?!\p{L})/giu, ''))))
    const long = writtenOut(value)
    if (long !== undefined) forms.push(long)
    for (const form of new Set(forms)) if (form !== text && form !== '') push(this.byFold, form, id)
    if (words.length > 1 && text.length <= longestSquash) push(this.bySquash, words.join(''), id)
  }

  private addWords(id: number, value: string, text: string): void {
    if (/@|:\/\//.test(value)) return
    const words = text.split(' ')
    if (words.length > longestSpan) return
    const named = words.length > 1 && words.length <= longestName
    for (const word of words) {
      const known = this.words.get(word)
      if (named) {
        if (known === undefined || known === none) this.words.set(word, [id])
        else if (known.at(-1) !== id) known.push(id)
      } else if (known === undefined) this.words.set(word, none)
    }
  }

  text(id: number): string {
    return this.texts[id]!
  }

  /** Values equal to the text in one form for plural, spelling and the like. */
  folded(text: string): ValueMatch[] {
    const form = fold(text)
    const ids = [...(form === text ? [] : [this.byText.get(form)]), ...(this.byFold.get(form) ?? [])]
    return [...new Set(ids)].flatMap(id => this.matches(id, 0.98))
  }

  /** The values of a text, first come first. */
  matches(id: number | undefined, score: number): ValueMatch[] {
    if (id === undefined) return []
    const found: ValueMatch[] = []
    for (let entry = this.newest[id]!; entry >= 0; entry = this.older[entry]!) {
      found.push({ column: this.columns[entry]!, value: this.values[entry]!, score })
    }
    return found.reverse()
  }
}

/** Stands for "no names" without a list for each word. */
const none: number[] = []

function push(map: Map<string, number[]>, key: string, id: number): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [id])
  else if (list.at(-1) !== id) list.push(id)
}

/** Singular, American, without an inner "and" (which values write as "&"). */
const fold = (text: string): string => {
  const words = text.split(' ')
  return words
    .filter((word, at) => word !== 'and' || at === 0 || at === words.length - 1)
    .map(word => toAmerican(stem(word)))
    .join(' ')
}

type Correction = { readonly word: string; readonly edits: number }

/** Stored words by misspelled ones. Words with digits are codes and numbers: there, a letter wrong is another code. */
class Speller {
  private readonly words: readonly string[]
  private readonly spelling: Spelling
  private readonly known = new Map<string, readonly Correction[]>()

  constructor(words: readonly string[]) {
    this.words = words.filter(word => word.length >= 4 && !/\p{N}/u.test(word))
    this.spelling = buildSpelling(this.words, 4)
  }

  /** At most four stored words, nearest first. Who types a short word wrong still gets its first letter right. */
  corrections(word: string): readonly Correction[] {
    if (word.length < 4 || /\p{N}/u.test(word)) return []
    const known = this.known.get(word)
    if (known !== undefined) return known
    const found = this.spelling
      .near(word)
      .map(({ at, distance }) => ({ word: this.words[at]!, edits: distance }))
      .filter(
        ({ word: other, edits }) => other[0] === word[0] || isSwapped(word, other) || (edits === 1 && word.length >= 7),
      )
      .slice(0, 4)
    if (this.known.size >= 1000) this.known.clear()
    this.known.set(word, found)
    return found
  }
}

const isSwapped = (a: string, b: string): boolean => a[0] === b[1] && a[1] === b[0]

function nearValues(words: readonly string[], store: Store, speller: Speller): ValueMatch[] {
  const choices = words.map((word): readonly Correction[] => {
    const corrections = speller.corrections(word)
    return store.words.has(word) ? [{ word, edits: 0 }, ...corrections] : corrections
  })
  const said = words.join(' ')
  const found: { id: number; edits: number; score: number }[] = []
  for (const { text, edits } of combine(choices)) {
    const id = edits === 0 ? undefined : store.byText.get(text)
    const score = 1 - edits / Math.max(said.length, text.length)
    // letters wrong were counted against the length of their words; alone, 4 letters are too few
    if (id !== undefined && (words.length === 1 ? Math.max(said.length, text.length) >= 5 : score >= 0.82)) {
      found.push({ id, edits, score: Math.min(0.96, Math.max(0.8, score)) })
    }
  }
  const least = Math.min(...found.map(({ edits }) => edits))
  return limited(found.filter(({ edits }) => edits === least).flatMap(({ id, score }) => store.matches(id, score)))
}

/** All combinations of one choice per word, few at most. */
function combine(choices: readonly (readonly Correction[])[]): { text: string; words: string[]; edits: number }[] {
  let combined: { text: string; words: string[]; edits: number }[] = [{ text: '', words: [], edits: 0 }]
  for (const choice of choices) {
    combined = combined
      .flatMap(({ text, words, edits }) =>
        choice.map(next => ({
          text: text === '' ? next.word : `${text} ${next.word}`,
          words: [...words, next.word],
          edits: edits + next.edits,
        })),
      )
      .slice(0, combinations)
  }
  return combined
}

function partialValues(words: readonly string[], store: Store, speller: Speller | undefined): ValueMatch[] {
  const exact = words.map(word => ({ word, edits: 0 }))
  const choices = exact.map((same): readonly Correction[] => {
    const stored = store.words.has(same.word) ? [same] : []
    return speller === undefined || same.word.length < 6 ? stored : [...stored, ...speller.corrections(same.word)]
  })
  for (const { words: typed, edits } of combine(choices).sort((x, y) => x.edits - y.edits)) {
    if (edits > 0 !== (speller !== undefined)) continue
    const found = namesWith(typed, store)
    if (found.length === 0) continue
    const share = (id: number): number => typed.length / store.text(id).split(' ').length
    return limited(
      found
        .map(id => ({ id, share: share(id) }))
        .sort((x, y) => y.share - x.share || (store.text(x.id) < store.text(y.id) ? -1 : 1))
        .flatMap(({ id, share }) => store.matches(id, (edits > 0 ? 0.8 : 0.85) + 0.05 * share))
        .filter(
          ({ column, value }) => typed.length > 1 || (store.nameColumns.has(column) && isNameIn(typed[0]!, value)),
        ),
      tooCommon,
    )
  }
  return []
}

/** Ids of the names that contain the words in order, and others. */
function namesWith(words: readonly string[], store: Store): number[] {
  const lists = words.map(word => store.words.get(word) ?? none)
  const shortest = lists.reduce((least, list) => (list.length < least.length ? list : least), lists[0] ?? none)
  if (shortest.length > 100 * tooCommon) return []
  return shortest.filter(id => {
    const own = store.text(id).split(' ')
    let matched = 0
    for (const word of own) if (word === words[matched]) matched++
    return own.length > words.length && matched === words.length
  })
}

/** Where some words have capitals, the others name nothing: "came" in 'Zipper came off'. */
function isNameIn(word: string, value: string): boolean {
  if (!/\p{Lu}/u.test(value)) return true
  const written = value.split(/[^\p{L}\p{M}\p{N}]+/u).filter(part => normalize(part) === word)
  return written.length === 0 || written.some(part => !/^\p{Ll}/u.test(part))
}

/** At most three a column, in the order given; a column with more than `most` gives none. */
function limited(matches: readonly ValueMatch[], most = Number.POSITIVE_INFINITY): ValueMatch[] {
  const counts = new Map<number, number>()
  for (const { column } of matches) counts.set(column, (counts.get(column) ?? 0) + 1)
  const taken = new Map<number, number>()
  return matches.filter(({ column }) => {
    const rank = (taken.get(column) ?? 0) + 1
    taken.set(column, rank)
    return rank <= perColumn && counts.get(column)! <= most
  })
}
