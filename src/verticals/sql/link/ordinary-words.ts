import { readJsonAsset } from '../../../core/asset.ts'
import { stopWords } from './question.ts'

const listed = readJsonAsset<{ readonly words: readonly string[] }>('./ordinary-words.json', import.meta.url)
const lexicon = readJsonAsset<{ readonly synonyms: Record<string, readonly string[]> }>(
  './hand-lexicon.json',
  import.meta.url,
)

const ordinary: ReadonlySet<string> = new Set([
  ...stopWords,
  ...listed.words.flatMap(line => line.split(' ')),
  ...Object.entries(lexicon.synonyms).flatMap(([word, others]) => [word, ...others]),
])

/** True for words that questions are made of, also inflected: that one is part of a value says nothing. */
export function isOrdinary(lower: string, stem: string): boolean {
  if (ordinary.has(lower) || ordinary.has(stem)) return true
  const base = /^(.{3,}?)(ing|ed|ly|er|or|est|ment)$/.exec(lower)?.[1]
  if (base === undefined) return false
  return (
    ordinary.has(base) || ordinary.has(`${base}e`) || (base.at(-1) === base.at(-2) && ordinary.has(base.slice(0, -1)))
  )
}
