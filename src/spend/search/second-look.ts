import type { Candidate } from '../../core/candidate.ts'
import type { Context } from '../../core/context.ts'
import type { Event } from '../../core/event.ts'
import type { Json } from '../../core/json.ts'
import type { Parts } from '../../core/parts.ts'
import { leaseOf } from '../../core/resume.ts'
import type { Task } from '../../core/task.ts'
import type { Verdict } from '../../core/verdict.ts'
import { lease, settle, work } from './lease.ts'

/** The first candidate, in the order of proposals, that was judged and not refuted. An `error` tells nothing of it. */
export function firstUnrefuted<O extends Json>(
  candidates: readonly Candidate<O>[],
  verdicts: ReadonlyMap<string, readonly Verdict[]>,
): { readonly candidate: Candidate<O>; readonly verdict: Verdict } | undefined {
  for (const candidate of candidates) {
    const verdict = verdicts.get(candidate.id)?.at(-1)
    if (verdict?.outcome === 'pass' || verdict?.outcome === 'unknown') return { candidate, verdict }
  }
  return undefined
}

/** The clock goes on between asking what is left and reserving it, milliseconds. */
const betweenMs = 5

/**
 * Checks the likeliest candidate once more by the patient oracle, where time was all that it lacked: within what is
 * left of the budget. Returns false when nothing is left.
 */
export async function* secondLook<I extends Json, O extends Json>(
  task: Task<I>,
  { patient }: Parts<I, O>,
  ctx: Context,
  seen: ReturnType<typeof firstUnrefuted<O>>,
): AsyncGenerator<Event<O>, boolean> {
  if (patient === undefined || seen?.verdict.outcome !== 'unknown' || seen.verdict.reason !== patient.reason)
    return true
  ctx.signal.throwIfAborted()
  const { candidate } = seen
  const { oracle } = patient
  const most = oracle.estimate.wallMs ?? Number.POSITIVE_INFINITY
  const left = ctx.budget.left().wallMs ?? Number.POSITIVE_INFINITY
  const wallMs = Math.min(most, Math.max(1, left - betweenMs))
  const bound = Number.isFinite(wallMs) ? { wallMs } : {}
  const step = leaseOf.checks(candidate.id)[2]
  const held = yield* lease(ctx, step, { ...oracle.estimate, ...bound })
  if (held === undefined) return false
  const within = { ...ctx, budget: ctx.budget.child(bound) }
  const verdict = await work(ctx, held, () => oracle.check(task, candidate, within))
  const settled = settle(held, step, verdict.cost)
  yield { type: 'checked', candidate: candidate.id, verdict }
  yield settled
  return true
}
