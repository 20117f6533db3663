import type { Budget } from './budget.ts'
import type { Clock } from './clock.ts'
import { TrivetError } from './errors.ts'
import type { Rng } from './rng.ts'

/** A kind of thing that a task names and a place of work provides: a database, a model, a sandbox. */
export type ResourceKind<T> = { readonly kind: string; readonly provides?: T }

/** Resolves names to things where the work runs. @throws TrivetError when nothing stands under that name. */
export interface Resources {
  resolve<T>(kind: ResourceKind<T>, id: string): Promise<T>
}

/** What every part gets. No Math.random and no Date.now outside `core`. */
export type Context = {
  readonly budget: Budget
  readonly rng: Rng
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly resources: Resources
  /** Progress for people; never data. */
  readonly progress: (text: string) => void
}

/** Resources from a table `kind -> id -> thing`. */
export function tableResources(table: Readonly<Record<string, ReadonlyMap<string, unknown>>>): Resources {
  return {
    resolve: async <T>(kind: ResourceKind<T>, id: string): Promise<T> => {
      const found = table[kind.kind]?.get(id)
      if (found === undefined) throw new TrivetError('E_INPUT', `No ${kind.kind} is registered under ${id}.`)
      return found as T
    },
  }
}
