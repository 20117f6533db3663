import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { sha256 } from './hash.ts'

/** Seeded randomness with labelled forks: a stream depends on its path of labels, never on the order of use. */
export interface Rng {
  /** An integer in [0, n). @throws RangeError unless n is a positive safe integer. */
  integer(n: number): number
  /** A number in [0, 1) with 53 random bits. */
  uniform(): number
  /** A new array in random order. */
  shuffle<T>(items: readonly T[]): T[]
  /** An independent stream; equal labels give equal streams. Labels are paths: `fork('a').fork('b')` is `fork('a/b')`. */
  fork(label: string): Rng
}

/** The root stream of a seed (any integer). */
export const seedRng = (seed: number): Rng => rngAt(`${seed}`)

function rngAt(path: string): Rng {
  const hash = sha256(path)
  const state = [0, 8, 16, 24].map(at => Number.parseInt(hash.slice(at, at + 8), 16) | 0)
  const generator = xoroshiro128plusFromState(state)
  const rng: Rng = {
    integer: n => {
      if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`integer(${n}): a positive integer is needed`)
      return uniformInt(generator, 0, n - 1)
    },
    uniform: () => uniformFloat64(generator),
    shuffle: items => {
      const out = [...items]
      for (let i = out.length - 1; i > 0; i--) {
        const j = rng.integer(i + 1)
        const held = out[i]!
        out[i] = out[j]!
        out[j] = held
      }
      return out
    },
    fork: label => rngAt(`${path}/${label}`),
  }
  return rng
}
