/** One decision: how sure it was (any scale, more is surer) and whether it was right. */
export type Scored = { readonly score: number; readonly right: boolean }

/**
 * Area under the ROC curve: the chance that a right decision has a higher score than a wrong one, ties counting half
 * (Mann-Whitney). NaN when all are right or all are wrong. O(n log n).
 */
export function rankAuc(items: readonly Scored[]): number {
  const sorted = [...items].sort((a, b) => a.score - b.score)
  const positives = items.filter(({ right }) => right).length
  const negatives = items.length - positives
  if (positives === 0 || negatives === 0) return Number.NaN
  let sumOfRanks = 0
  for (let start = 0; start < sorted.length; ) {
    let end = start
    while (end < sorted.length && sorted[end]!.score === sorted[start]!.score) end++
    const right = sorted.slice(start, end).filter(item => item.right).length
    sumOfRanks += (right * (start + end + 1)) / 2
    start = end
  }
  return (sumOfRanks - (positives * (positives + 1)) / 2) / (positives * negatives)
}

export type CoveragePoint = { readonly coverage: number; readonly precision: number; readonly threshold: number }

/** Share answered and share right among these, for every threshold that the scores allow; falling thresholds. */
export function precisionAtCoverage(items: readonly Scored[]): CoveragePoint[] {
  const sorted = [...items].sort((a, b) => b.score - a.score)
  const points: CoveragePoint[] = []
  let right = 0
  sorted.forEach((item, i) => {
    if (item.right) right++
    const threshold = item.score
    if (sorted[i + 1]?.score !== threshold)
      points.push({ coverage: (i + 1) / sorted.length, precision: right / (i + 1), threshold })
  })
  return points
}

/**
 * Area under the risk-coverage curve: the mean share of wrong answers when the surest k are answered, over all k; items
 * of one score are answered in random order on average. 0 is perfect; NaN without items.
 */
export function riskCoverageArea(items: readonly Scored[]): number {
  const sorted = [...items].sort((a, b) => b.score - a.score)
  let risk = 0
  let wrong = 0
  for (let start = 0; start < sorted.length; ) {
    let end = start
    while (end < sorted.length && sorted[end]!.score === sorted[start]!.score) end++
    const inTie = sorted.slice(start, end).filter(item => !item.right).length
    for (let k = start + 1; k <= end; k++) risk += (wrong + (inTie * (k - start)) / (end - start)) / k
    wrong += inTie
    start = end
  }
  return risk / sorted.length
}
