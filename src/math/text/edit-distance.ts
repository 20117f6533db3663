/** Levenshtein distance in code units, or `limit + 1` as soon as it must exceed `limit`. O(|a| |b|) time, O(|b|) space. */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1)
      const cost = Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1)
      current.push(cost)
      if (cost < least) least = cost
    }
    if (least > limit) return limit + 1
    previous = current
  }
  return previous[b.length]!
}

/** 1 - distance / longer length, in [0, 1]. */
export const similarity = (a: string, b: string): number =>
  a.length + b.length === 0 ? 1 : 1 - editDistance(a, b) / Math.max(a.length, b.length)
