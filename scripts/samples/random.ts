import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Seeded choices; the same seed gives the same sequence on every machine. */
export interface Random {
  /** Whole number from low to high, both included. */
  int(low: number, high: number): number
  /** True in `percent` of 100 calls on average. */
  chance(percent: number): boolean
  pick<T>(items: readonly T[]): T
  /** Pick by weight (non-negative whole numbers, at least one of them positive). */
  weighted<T>(items: readonly T[], weightOf: (item: T) => number): T
  /** `count` different items, in random order. */
  sample<T>(items: readonly T[], count: number): T[]
  shuffle<T>(items: readonly T[]): T[]
  /** Whole number from low to high that falls near the middle more often than near the ends. */
  bell(low: number, high: number): number
}

export function toRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  const int = (low: number, high: number): number => uniformInt(generator, low, high)
  const pick = <T>(items: readonly T[]): T => items[int(0, items.length - 1)]!
  const weighted = <T>(items: readonly T[], weightOf: (item: T) => number): T => {
    const total = items.reduce((sum, item) => sum + weightOf(item), 0)
    if (total <= 0) throw new RangeError('weighted choice among items that all weigh nothing')
    let left = int(1, total)
    for (const item of items) {
      left -= weightOf(item)
      if (left <= 0) return item
    }
    throw new RangeError('weights must be non-negative whole numbers')
  }
  const shuffle = <T>(items: readonly T[]): T[] => {
    const copy = [...items]
    for (let last = copy.length - 1; last > 0; last--) {
      const other = int(0, last)
      const held = copy[last]!
      copy[last] = copy[other]!
      copy[other] = held
    }
    return copy
  }
  return {
    int,
    chance: percent => int(1, 100) <= percent,
    pick,
    weighted,
    sample: (items, count) => shuffle(items).slice(0, count),
    shuffle,
    bell: (low, high) => Math.round((int(low, high) + int(low, high) + int(low, high)) / 3),
  }
}
