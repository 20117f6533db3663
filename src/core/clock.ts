/** Time, injected: nothing outside `core` reads the wall clock. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
  /** Monotonic milliseconds with fractions, for durations. */
  elapsed(): number
  /** CPU milliseconds of this process, user and system. */
  cpu(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  },
}

/** A clock that stands at `start` and advances only when told: for tests, replay and "as of" questions. */
export function fixedClock(start: number): Clock & { advance(ms: number): void } {
  let at = start
  return {
    now: () => at,
    elapsed: () => at - start,
    cpu: () => 0,
    advance: ms => {
      at += ms
    },
  }
}
