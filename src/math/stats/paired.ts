import { type BootstrapOptions, bootstrapBy } from './bootstrap.ts'
import type { Interval } from './interval.ts'

/** What method `a` gains over method `b` on the same tasks; `better` when the whole interval lies above 0. */
export type PairedDifference = Interval & {
  readonly n: number
  readonly difference: number
  readonly wins: number
  readonly ties: number
  readonly losses: number
  readonly better: boolean
}

/**
 * Mean of a[i] - b[i] with a percentile bootstrap interval (search-select A5.4). With `clusters` (one label a pair, such
 * as the task of several seeds) whole clusters are drawn, so that dependent pairs do not feign precision.
 * A pair with an undefined side (an error) is left out of both.
 */
export function pairedDifference(
  a: readonly (number | undefined)[],
  b: readonly (number | undefined)[],
  options: BootstrapOptions & { clusters?: readonly string[] },
): PairedDifference {
  const { clusters } = options
  if (a.length !== b.length) throw new RangeError(`${a.length} values cannot be paired with ${b.length}`)
  if (clusters !== undefined && clusters.length !== a.length) throw new RangeError('each pair needs its cluster')
  const sums = new Map<string | number, { sum: number; count: number }>()
  const counts = { wins: 0, ties: 0, losses: 0 }
  a.forEach((ours, i) => {
    const theirs = b[i]
    if (ours === undefined || theirs === undefined) return
    const difference = ours - theirs
    counts[difference > 0 ? 'wins' : difference < 0 ? 'losses' : 'ties']++
    const cluster = clusters?.[i] ?? i
    const { sum, count } = sums.get(cluster) ?? { sum: 0, count: 0 }
    sums.set(cluster, { sum: sum + difference, count: count + 1 })
  })
  const groups = [...sums.values()]
  const meanOf = (pick: (i: number) => number): number => {
    let sum = 0
    let count = 0
    for (let i = 0; i < groups.length; i++) {
      const group = groups[pick(i)]!
      sum += group.sum
      count += group.count
    }
    return sum / count
  }
  const interval = bootstrapBy(groups.length, draw => meanOf(draw), options)
  const n = counts.wins + counts.ties + counts.losses
  return { n, difference: meanOf(i => i), ...interval, ...counts, better: interval.low > 0 }
}
