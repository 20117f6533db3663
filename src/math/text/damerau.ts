/**
 * Edit distance that counts the swap of two neighbors as one edit (Damerau 1964, as optimal string alignment: no part is
 * edited twice), in code units; `limit + 1` as soon as it must exceed `limit`. O(|a| |b|) time, O(|b|) space.
 */
export function damerauDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  const width = b.length + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: width }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    let least = i
    for (let j = 1; j < width; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
      let cost = Math.min(last[j - 1]! + (same ? 0 : 1), last[j]! + 1, current[j - 1]! + 1)
      const swapped =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1)
      current.push(cost)
      if (cost < least) least = cost
    }
    if (least > limit + 1) return limit + 1
    beforeLast = last
    last = current
  }
  return Math.min(last[b.length]!, limit + 1)
}
