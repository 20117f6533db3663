import type { Clock } from './clock.ts'
import { addCost, type Cost, type Unit, unitNames, units } from './cost.ts'
import { TrivetError } from './errors.ts'

/** An absent unit is unlimited. */
export type Limits = Cost

/** A cap on what one piece of work may spend; it ends by exactly one `settle` or `cancel`, later calls do nothing. */
export interface Lease {
  readonly id: string
  readonly cap: Cost
  /** Books what was spent. More than the cap is booked in full and returned as overrun. */
  settle(actual: Cost): Cost
  cancel(): void
}

/**
 * Spending within hard limits (search-select A3). `reserve` tests and adds without awaiting between, so parallel
 * callers cannot overspend: spent + open + estimate <= limit in every unit. Wall time is a resource of the run:
 * a reservation asks only whether its deadline lies within the limit.
 */
export interface Budget {
  readonly limits: Limits
  spent(): Cost
  /** Reserved and not yet settled. */
  open(): Cost
  /** What may still be reserved; units without a limit are absent. */
  left(): Limits
  /** @throws TrivetError E_BUDGET naming the unit that is short. */
  reserve(estimate: Cost, why: string): Lease
  /** A slice with limits of its own, whose spending counts in this budget too. */
  child(limits: Limits, why: string): Budget
}

/** A budget that starts now. `already` is what an interrupted run had spent before. */
export function openBudget(limits: Limits, clock: Clock, already: Cost = {}): Budget {
  return budgetUnder(undefined, '', limits, clock, already)
}

function budgetUnder(parent: Budget | undefined, path: string, limits: Limits, clock: Clock, already: Cost): Budget {
  const started = clock.elapsed() - (already.wallMs ?? 0)
  const settled: Cost = { ...already, wallMs: 0 }
  const reserved = new Map<string, Cost>()
  let issued = 0
  let children = 0

  const wall = (): number => Math.ceil(clock.elapsed() - started)
  const open = (): Cost => [...reserved.values()].reduce(addCost, {})
  const spent = (): Cost => ({ ...settled, wallMs: wall() })

  const shortOf = (estimate: Cost): Unit | undefined => {
    const now = spent()
    const held = open()
    return unitNames.find(unit => {
      const limit = limits[unit]
      if (limit === undefined) return false
      const pending = units[unit] === 'sum' ? (held[unit] ?? 0) : 0
      return (now[unit] ?? 0) + pending + (estimate[unit] ?? 0) > limit
    })
  }

  const budget: Budget = {
    limits,
    spent,
    open,
    left: () => {
      const now = spent()
      const held = open()
      const left: Limits = {}
      for (const unit of unitNames) {
        const limit = limits[unit]
        if (limit === undefined) continue
        left[unit] = Math.max(0, limit - (now[unit] ?? 0) - (units[unit] === 'sum' ? (held[unit] ?? 0) : 0))
      }
      const above = parent?.left() ?? {}
      for (const unit of unitNames) {
        const limit = above[unit]
        if (limit !== undefined) left[unit] = Math.min(left[unit] ?? Number.POSITIVE_INFINITY, limit)
      }
      return left
    },
    reserve: (estimate, why) => {
      for (const unit of unitNames) {
        const amount = estimate[unit] ?? 0
        if (!Number.isSafeInteger(amount) || amount < 0)
          throw new RangeError(`reserve: ${unit} = ${amount} is not a whole amount`)
      }
      const short = shortOf(estimate)
      if (short !== undefined) {
        const left = budget.left()[short] ?? 0
        throw new TrivetError('E_BUDGET', `The budget has ${left} ${short} left; ${why} needs ${estimate[short] ?? 0}.`)
      }
      const above = parent?.reserve(estimate, why)
      const id = `${path}${issued++}`
      reserved.set(id, { ...estimate })
      const end = (actual: Cost): Cost => {
        if (!reserved.delete(id)) return {}
        const overrun: Cost = {}
        for (const unit of unitNames) {
          const amount = actual[unit] ?? 0
          if (amount === 0) continue
          if (units[unit] === 'sum') settled[unit] = (settled[unit] ?? 0) + amount
          const excess = amount - (estimate[unit] ?? 0)
          if (excess > 0) overrun[unit] = excess
        }
        return overrun
      }
      return {
        id,
        cap: { ...estimate },
        settle: actual => {
          above?.settle(actual)
          return end(actual)
        },
        cancel: () => {
          above?.cancel()
          end({})
        },
      }
    },
    child: (childLimits, why) => budgetUnder(budget, `${path}${why}${children++}/`, childLimits, clock, {}),
  }
  return budget
}
