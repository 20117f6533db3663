import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Budget, Limits } from '../../core/budget.ts'
import { openBudget } from '../../core/budget.ts'
import type { Clock } from '../../core/clock.ts'
import { type Context, tableResources } from '../../core/context.ts'
import { seedRng } from '../../core/rng.ts'

/**
 * An id that sorts by time and says which task: `20261124-140512-073-1a2b3c4d`, UTC. With a `folder`, one that no run
 * of it has.
 */
export function newRunId(task: { readonly id: string }, clock: Clock, folder?: string): string {
  const [, day, time, ms] = /^(.{10})T(.{8})\.(\d{3})/.exec(new Date(clock.now()).toISOString())!
  const id = [day!.replaceAll('-', ''), time!.replaceAll(':', ''), ms, task.id.slice(0, 8)].join('-')
  const isFree = (name: string): boolean => folder === undefined || !existsSync(runPath(folder, name))
  if (isFree(id)) return id
  let n = 2
  while (!isFree(`${id}-${n}`)) n++
  return `${id}-${n}`
}

/** The ledger of a run. */
export const runPath = (folder: string, id: string): string => join(folder, `${id}.jsonl`)

/** What a question gets to work with. The budget's wall time starts now. */
export function toContext(options: {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly seed?: number
  readonly limits?: Limits
  readonly budget?: Budget
  readonly progress?: (text: string) => void
}): Context {
  return {
    budget: options.budget ?? openBudget(options.limits ?? {}, options.clock),
    rng: seedRng(options.seed ?? 0),
    clock: options.clock,
    signal: options.signal,
    resources: tableResources({}),
    progress: options.progress ?? (() => {}),
  }
}
