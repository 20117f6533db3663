import type { Lease } from '../../core/budget.ts'
import type { Context } from '../../core/context.ts'
import type { Cost } from '../../core/cost.ts'
import { TrivetError } from '../../core/errors.ts'
import type { Event } from '../../core/event.ts'

/** Reserves for one step and tells of it; undefined, and a `refused` event, when the budget has not enough left. */
export function* lease(ctx: Context, step: string, estimate: Cost): Generator<Event<never>, Lease | undefined> {
  let held: Lease
  try {
    held = ctx.budget.reserve(estimate, step)
  } catch (error) {
    if (!(error instanceof TrivetError) || error.code !== 'E_BUDGET') throw error
    yield { type: 'refused', cost: estimate, why: error.message }
    return undefined
  }
  yield { type: 'leased', lease: step, cost: estimate }
  return held
}

/**
 * Does the work under a lease. When it fails, all of the lease counts as spent; when the run was aborted before it
 * began, it does not begin.
 */
export async function work<T>(ctx: Context, held: Lease, start: () => Promise<T>): Promise<T> {
  if (ctx.signal.aborted) held.cancel()
  ctx.signal.throwIfAborted()
  try {
    return await start()
  } catch (error) {
    held.settle(held.cap)
    throw error
  }
}

/** Ends a lease with what was spent; gives the event that tells of it. */
export function settle(held: Lease, step: string, cost: Cost): Event<never> {
  const overrun = held.settle(cost)
  const isOver = Object.keys(overrun).length > 0
  return isOver ? { type: 'settled', lease: step, cost, overrun } : { type: 'settled', lease: step, cost }
}
