/**
 * Edit distance that counts the swap of two neighbors as one edit (Damerau 1964, as optimal string alignment: no part is
 * edited twice), in code units; `limit + 1` when it exceeds `limit`. O(limit |a|) time, O(|b|) space.
 */
export function damerauDistance(a: string, b: string, limit: number = Math.max(a.length, b.length)): number {
  const above = limit + 1
  if (Math.abs(a.length - b.length) > limit) return above
  let start = 0
  let aEnd = a.length
  let bEnd = b.length
  while (aEnd > 0 && bEnd > 0 && a.charCodeAt(aEnd - 1) === b.charCodeAt(bEnd - 1)) {
    aEnd--
    bEnd--
  }
  while (start < aEnd && start < bEnd && a.charCodeAt(start) === b.charCodeAt(start)) start++
  const rows = aEnd - start
  const width = bEnd - start
  if (rows === 0 || width === 0) return Math.min(rows + width, above)

  // rows of the table of distances; cells further than `limit` from its diagonal stay above it
  let beforeLast: number[] = []
  let last = Array.from({ length: width + 1 }, (_, j) => Math.min(j, above))
  for (let i = 1; i <= rows; i++) {
    const current = new Array<number>(width + 1).fill(above)
    if (i <= limit) current[0] = i
    const letter = a.charCodeAt(start + i - 1)
    let least = current[0]!
    for (let j = Math.max(1, i - limit); j <= Math.min(width, i + limit); j++) {
      const other = b.charCodeAt(start + j - 1)
      let cost = Math.min(last[j - 1]! + (letter === other ? 0 : 1), last[j]! + 1, current[j - 1]! + 1, above)
      const isSwap = i > 1 && j > 1 && letter === b.charCodeAt(start + j - 2) && a.charCodeAt(start + i - 2) === other
      if (isSwap) cost = Math.min(cost, beforeLast[j - 2]! + 1)
      current[j] = cost
      if (cost < least) least = cost
    }
    // the next row may still swap over this one
    if (least > limit && Math.min(...last) >= limit) return above
    beforeLast = last
    last = current
  }
  return Math.min(last[width]!, above)
}
