import type { Cost } from '../../core/cost.ts'
import type { Event } from '../../core/event.ts'
import type { Stop } from '../../core/parts.ts'
import type { Task } from '../../core/task.ts'

/** Who ended a search, and why; the event `stopped` says so. */
export type Ending = { readonly by: string; readonly why: string }

/** Folds the events of a search into the states of its stops. */
export function watchStops(
  task: Task,
  stops: readonly Stop[],
): { observe(event: Event): void; ending(left: Cost): Ending | undefined } {
  const watched = stops.map(stop => ({ stop, state: stop.start(task) }))
  return {
    observe: event => {
      for (const entry of watched) entry.state = entry.stop.observe(entry.state, event)
    },
    ending: left => {
      for (const { stop, state } of watched) {
        const decision = stop.decide(state, left)
        if (decision !== 'go') return { by: stop.name, why: decision.stop }
      }
      return undefined
    },
  }
}
