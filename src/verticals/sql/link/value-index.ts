import { stem } from '../../../math/text/stem.ts'
import { buildAliases } from './value-aliases.ts'
import { holdsNames, indexedValues, type ValueColumn } from './value-column.ts'
import { nearValues, partialValues, Speller } from './value-near.ts'
import { longestSpan, type ValueMatch, ValueStore } from './value-store.ts'

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

/** An index over the text values of columns. Linear in their size; what misspelled words need is built when first asked. */
export function buildValueIndex(columns: readonly ValueColumn[]): ValueIndex {
  const store = new ValueStore()
  for (const column of columns) {
    if (holdsNames(column)) store.nameColumns.add(column.id)
    const searchable = column.profile.storage === undefined
    for (const value of indexedValues(column)) store.add(column.id, value, searchable)
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
