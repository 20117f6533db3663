import { normalize } from '../../../math/text/normalize.ts'
import { buildSpelling, type Spelling } from '../../../math/text/spelling.ts'
import { none, perColumn, type ValueMatch, type ValueStore } from './value-store.ts'

/** Values of a column that share the words asked for, above which the words say too little. */
const tooCommon = 8
/** Combinations of corrected words that are looked up for one span. */
const combinations = 64

type Correction = { readonly word: string; readonly edits: number }

/** Stored words by misspelled ones. Words with digits are codes and numbers: there, a letter wrong is another code. */
export class Speller {
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

/** Values whose words are these but for letters wrong; of these, those with the fewest edits. */
export function nearValues(words: readonly string[], store: ValueStore, speller: Speller): ValueMatch[] {
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

/** Values that contain these words, corrected when there is a speller, in order and with others. */
export function partialValues(words: readonly string[], store: ValueStore, speller: Speller | undefined): ValueMatch[] {
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
function namesWith(words: readonly string[], store: ValueStore): number[] {
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
