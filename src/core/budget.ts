import type { Clock } from './clock.ts'
import { addCost, type Cost, type Unit, unitNames, units } from './cost.ts'
import { TrivetError } from './errors.ts'

/** An absent unit is unlimited. */
export type Limits = Cost

/** A cap on what one piece of work may spend; it ends by the first `settle` or `cancel`, later calls do nothing. */
export interface Lease {
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
  /** What may still be reserved, here and in every budget above; units without a limit are absent. */
  left(): Limits
  /** @throws TrivetError E_BUDGET naming the unit that is short. */
  reserve(estimate: Cost, why: string): Lease
  /** Books what was spent without a lease, however much it is: the work that an interruption lost. */
  charge(cost: Cost): void
  /** A slice with limits of its own, whose spending counts in this budget too. */
  child(limits: Limits): Budget
}

/** A budget whose wall time starts now. */
export const openBudget = (limits: Limits, clock: Clock): Budget => budgetUnder(undefined, limits, clock)

function budgetUnder(parent: Budget | undefined, limits: Limits, clock: Clock): Budget {
  const started = clock.elapsed()
  const caps = new Set<Cost>()
  let settled: Cost = {}

  const spent = (): Cost => ({ ...settled, wallMs: Math.ceil(clock.elapsed() - started) })
  const open = (): Cost => [...caps].reduce(addCost, {})

  /** What this budget alone could still give, below zero after an overrun. */
  const ownLeft = (): Limits => {
    const now = spent()
    const held = open()
    const left: Limits = {}
    for (const unit of unitNames) {
      const limit = limits[unit]
      // parallel leases share their wall time, so what is open takes none of it away
      const pending = units[unit] === 'sum' ? (held[unit] ?? 0) : 0
      if (limit !== undefined) left[unit] = limit - (now[unit] ?? 0) - pending
    }
    return left
  }

  const book = (cost: Cost): void => {
    settled = { ...addCost(settled, cost), wallMs: 0 }
  }

  const budget: Budget = {
    limits,
    spent,
    open,
    left: () => {
      const left = ownLeft()
      const above = parent?.left() ?? {}
      for (const unit of unitNames) {
        const least = Math.min(left[unit] ?? Number.POSITIVE_INFINITY, above[unit] ?? Number.POSITIVE_INFINITY)
        if (least !== Number.POSITIVE_INFINITY) left[unit] = Math.max(0, least)
      }
      return left
    },
    reserve: (estimate, why) => {
      assertWhole(estimate)
      const left = ownLeft()
      const short = unitNames.find(unit => (left[unit] ?? Number.POSITIVE_INFINITY) < (estimate[unit] ?? 0))
      if (short !== undefined) throw shortage(short, left[short]!, estimate[short] ?? 0, why)
      const above = parent?.reserve(estimate, why)
      const cap = { ...estimate }
      caps.add(cap)
      return {
        cap,
        settle: actual => {
          assertWhole(actual)
          if (!caps.delete(cap)) return {}
          above?.settle(actual)
          book(actual)
          return excess(actual, cap)
        },
        cancel: () => {
          caps.delete(cap)
          above?.cancel()
        },
      }
    },
    charge: cost => {
      assertWhole(cost)
      parent?.charge(cost)
      book(cost)
    },
    child: childLimits => budgetUnder(budget, childLimits, clock),
  }
  return budget
}

function shortage(unit: Unit, left: number, needed: number, why: string): TrivetError {
  return new TrivetError('E_BUDGET', `The budget has ${Math.max(0, left)} ${unit} left; ${why} needs ${needed}.`)
}

/** By how much `actual` is more than `cap`, unit by unit. */
function excess(actual: Cost, cap: Cost): Cost {
  const over: Cost = {}
  for (const unit of unitNames) {
    const amount = (actual[unit] ?? 0) - (cap[unit] ?? 0)
    if (amount > 0) over[unit] = amount
  }
  return over
}

function assertWhole(cost: Cost): void {
  for (const unit of unitNames) {
    const amount = cost[unit] ?? 0
    if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} ${unit} is not a whole amount`)
  }
}
