import type { Cell } from '../../../check/database/database.ts'
import { similarity } from '../../../math/text/edit-distance.ts'
import { normalize } from '../../../math/text/normalize.ts'
import { stem } from '../../../math/text/stem.ts'
import { trigrams } from '../../../math/text/trigrams.ts'

/** A value of the database that a span of the question names. `column` is a column id of the schema index. */
export type ValueMatch = { readonly column: number; readonly value: string; readonly score: number }

/** Finds stored text values by what people type (sql-ask A4, value index). */
export type ValueIndex = {
  /** Values whose normalized text is the span's, also in the singular (score .98). */
  exact(normalized: string): readonly ValueMatch[]
  /** Values that share at least half of the trigrams and are at least .82 similar; best first. */
  near(normalized: string): readonly ValueMatch[]
  /** Normalized values of at most this many words occur. */
  readonly longest: number
}

/** An index over the text values of columns. */
export function buildValueIndex(
  columns: readonly { readonly id: number; readonly values: readonly Cell[] }[],
): ValueIndex {
  const byText = new Map<string, ValueMatch[]>()
  const singular = new Map<string, string[]>()
  let longest = 1
  for (const { id, values } of columns) {
    for (const value of values) {
      if (typeof value !== 'string') continue
      const text = normalize(value)
      if (text === '') continue
      const match = { column: id, value, score: 1 }
      const known = byText.get(text)
      if (known === undefined) {
        byText.set(text, [match])
        const words = text.split(' ')
        longest = Math.max(longest, words.length)
        const stemmed = words.map(stem).join(' ')
        singular.set(stemmed, [...(singular.get(stemmed) ?? []), text])
      } else if (known.filter(other => other.column === id).length < 3) {
        known.push(match)
      }
    }
  }
  let grams: Map<string, number[]> | undefined
  const texts = [...byText.keys()]

  const index: ValueIndex = {
    longest: Math.min(longest, 8),
    exact: text => {
      const same = byText.get(text)
      if (same !== undefined) return same
      const stemmed = text.split(' ').map(stem).join(' ')
      return (singular.get(stemmed) ?? []).flatMap(other =>
        byText.get(other)!.map(match => ({ ...match, score: 0.98 })),
      )
    },
    near: text => {
      grams ??= invert(texts)
      const wanted = trigrams(text)
      const shared = new Map<number, number>()
      for (const gram of wanted) for (const at of grams.get(gram) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1)
      return [...shared]
        .filter(([at, count]) => count / Math.max(wanted.size, texts[at]!.length) >= 0.5)
        .map(([at]) => ({ text: texts[at]!, score: similarity(texts[at]!, text) }))
        .filter(({ score }) => score >= 0.82)
        .sort((x, y) => y.score - x.score || (x.text < y.text ? -1 : 1))
        .slice(0, 5)
        .flatMap(({ text: other, score }) => byText.get(other)!.map(match => ({ ...match, score })))
    },
  }
  return index
}

function invert(texts: readonly string[]): Map<string, number[]> {
  const grams = new Map<string, number[]>()
  for (const [at, text] of texts.entries()) {
    for (const gram of trigrams(text)) {
      const list = grams.get(gram)
      if (list === undefined) grams.set(gram, [at])
      else list.push(at)
    }
  }
  return grams
}
