import type { Stop } from '../../core/parts.ts'

/**
 * Stops when the checks so far took `ms` milliseconds of wall time, added up. It counts what the verdicts say they
 * cost, not a clock, so a replay stops at the same place.
 */
export const stop = ({ ms }: { readonly ms: number }): Stop<number> => ({
  name: 'checking-time',
  params: { ms },
  start: () => 0,
  observe: (spent, event) => (event.type === 'checked' ? spent + (event.verdict.cost.wallMs ?? 0) : spent),
  decide: spent => (spent >= ms ? { stop: `the checks took ${spent} ms of ${ms}` } : 'go'),
})
