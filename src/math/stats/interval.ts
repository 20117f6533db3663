export type Interval = { readonly low: number; readonly high: number }

/** @throws RangeError unless 0 < level < 1 */
export function assertLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`a level between 0 and 1 is needed, not ${level}`)
}

/** @throws RangeError unless 0 <= successes <= n are whole numbers and n > 0 */
export function assertCounts(successes: number, n: number): void {
  if (!Number.isSafeInteger(successes) || !Number.isSafeInteger(n) || n < 1 || successes < 0 || successes > n)
    throw new RangeError(`${successes} of ${n} is no share`)
}
