// Dictionary look-up with errors by symmetric deletion (W. Garbe, SymSpell, 2012), prefixes of 7 letters, hashed buckets.
import { damerauDistance } from './damerau.ts'
import { mix32 } from './hash32.ts'

/** A word of the dictionary, by its position, and the edits that lead there from the word asked for. */
export type Neighbor = { readonly at: number; readonly distance: number }

/** Finds dictionary words by misspelled ones. */
export type Spelling = {
  /**
   * Words other than `word` itself within `allowedEdits(word)`, nearest first, then in the order of the dictionary.
   * Letters are code units; a swap of neighbors is one edit.
   */
  near(word: string): readonly Neighbor[]
}

const prefixLength = 7

/** How many edits make a word another: none below `shortest` letters, 1 below 9, else 2. */
const allowed = (length: number, shortest: number): number => (length < shortest ? 0 : length < 9 ? 1 : 2)

/**
 * A dictionary for `near`. Words of fewer than `shortest` letters (3 or more) take no edits. Building is linear in the
 * number of words; memory is about 4 bytes per deletion of each word's prefix: 8 of them to 7 letters, 29 above.
 */
export function buildSpelling(words: readonly string[], shortest: number): Spelling {
  // a dictionary word is reached from words one letter shorter or longer too
  const limits = words.map(word => allowed(word.length + 1, shortest))
  const total = words.reduce((sum, word, at) => sum + deletions(word, limits[at]!), 0)
  const bits = Math.max(4, Math.min(22, Math.ceil(Math.log2(total + 1))))
  const mask = 2 ** bits - 1
  const starts = new Uint32Array(mask + 2)
  const buckets = new Uint32Array(total)
  let filled = 0
  const note = (hash: number): void => {
    const bucket = hash & mask
    buckets[filled++] = bucket
    starts[bucket + 1]!++
  }
  for (const [at, word] of words.entries()) forEachDeletion(word, limits[at]!, note)
  for (let i = 0; i <= mask; i++) starts[i + 1]! += starts[i]!
  const next = starts.slice()
  const items = new Uint32Array(total)
  filled = 0
  for (const [at, word] of words.entries()) {
    for (let count = deletions(word, limits[at]!); count > 0; count--) items[next[buckets[filled++]!]!++] = at
  }
  const letters = Uint32Array.from(words, lettersOf)
  return {
    near: word => {
      const limit = allowed(word.length, shortest)
      if (limit === 0) return []
      const own = lettersOf(word)
      const seen = new Set<number>()
      const found: Neighbor[] = []
      forEachDeletion(word, limit, hash => {
        const bucket = hash & mask
        for (let i = starts[bucket]!; i < starts[bucket + 1]!; i++) {
          const at = items[i]!
          // an edit changes at most two of the letters that occur
          if (bitCount(own ^ letters[at]!) > 2 * limit || seen.has(at)) continue
          seen.add(at)
          const distance = damerauDistance(word, words[at]!, limit)
          if (distance > 0 && distance <= limit) found.push({ at, distance })
        }
      })
      return found.sort((x, y) => x.distance - y.distance || x.at - y.at)
    },
  }
}

/** The letters that occur, a bit for each; letters 32 apart share one. */
function lettersOf(word: string): number {
  let bits = 0
  for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) & 31)
  return bits
}

function bitCount(bits: number): number {
  let x = bits - ((bits >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** How often `forEachDeletion` visits. */
function deletions(word: string, limit: number): number {
  const length = Math.min(prefixLength, word.length)
  return limit === 0 ? 0 : 1 + length + (limit === 1 ? 0 : (length * (length - 1)) / 2)
}

/** Hashes of the word's prefix without up to `limit` of its letters. A word may come with the same hash twice. */
function forEachDeletion(word: string, limit: number, visit: (hash: number) => void): void {
  if (limit === 0) return
  const length = Math.min(prefixLength, word.length)
  visit(hashWithout(word, length, -1, -1))
  for (let i = 0; i < length; i++) {
    visit(hashWithout(word, length, i, -1))
    if (limit > 1) for (let j = i + 1; j < length; j++) visit(hashWithout(word, length, i, j))
  }
}

function hashWithout(word: string, length: number, i: number, j: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < length; at++) {
    if (at !== i && at !== j) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  }
  return mix32(hash)
}
