import { describe, expect, test } from 'vitest'
import { type Budget, type Lease, openBudget } from './budget.ts'
import { fixedClock } from './clock.ts'
import { addCost, type Cost, unitNames, units } from './cost.ts'
import type { Event } from './event.ts'
import { lostCost } from './resume.ts'
import { type Rng, seedRng } from './rng.ts'

const summed = unitNames.filter(unit => units[unit] === 'sum')

describe('reserve and settle', () => {
  test('a lease holds its cap until it ends, once', () => {
    const budget = openBudget({ cpuMs: 10 }, fixedClock(0))
    const lease = budget.reserve({ cpuMs: 6 }, 'a')
    expect(budget.left()).toEqual({ cpuMs: 4 })
    expect(() => budget.reserve({ cpuMs: 5 }, 'b')).toThrow('The budget has 4 cpuMs left; b needs 5.')
    expect(lease.settle({ cpuMs: 2 })).toEqual({})
    lease.cancel()
    expect(lease.settle({ cpuMs: 9 })).toEqual({})
    expect(budget.spent()).toEqual({ cpuMs: 2, wallMs: 0 })
    budget.reserve({ cpuMs: 8 }, 'c').cancel()
    expect(budget.left()).toEqual({ cpuMs: 8 })
  })

  test('an overrun is booked in full and seen by what comes later', () => {
    const budget = openBudget({ tokensOut: 10 }, fixedClock(0))
    expect(budget.reserve({ tokensOut: 4 }, 'a').settle({ tokensOut: 12, cpuMs: 1 })).toEqual({
      tokensOut: 8,
      cpuMs: 1,
    })
    expect(budget.left()).toEqual({ tokensOut: 0 })
    expect(() => budget.reserve({}, 'b')).toThrow(/0 tokensOut left/)
  })

  test('wall time passes by itself and parallel work shares it', () => {
    const clock = fixedClock(0)
    const budget = openBudget({ wallMs: 100 }, clock)
    budget.reserve({ wallMs: 80 }, 'a')
    budget.reserve({ wallMs: 100 }, 'b')
    clock.advance(30.5)
    expect(budget.spent().wallMs).toBe(31)
    expect(() => budget.reserve({ wallMs: 70 }, 'c')).toThrow(/69 wallMs/)
    budget.reserve({ wallMs: 69 }, 'd').settle({ wallMs: 69 })
    expect(budget.left()).toEqual({ wallMs: 69 })
  })

  test('a child is bound by both limits, and its spending counts above', () => {
    const budget = openBudget({ cpuMs: 10 }, fixedClock(0))
    const child = budget.child({ cpuMs: 8, oracleCalls: 1 })
    budget.reserve({ cpuMs: 5 }, 'a')
    expect(child.left()).toEqual({ cpuMs: 5, oracleCalls: 1 })
    expect(() => child.reserve({ cpuMs: 6 }, 'b')).toThrow(/5 cpuMs left/)
    expect(child.open()).toEqual({})
    child.reserve({ cpuMs: 3, oracleCalls: 1 }, 'c').settle({ cpuMs: 2, oracleCalls: 1 })
    expect(() => child.reserve({ oracleCalls: 1 }, 'd')).toThrow(/oracleCalls/)
    child.charge({ cpuMs: 1 })
    expect(budget.spent()).toEqual({ cpuMs: 3, oracleCalls: 1, wallMs: 0 })
  })

  test('only whole amounts', () => {
    const budget = openBudget({}, fixedClock(0))
    const lease = budget.reserve({}, 'a')
    for (const amount of [-1, 0.5, Number.NaN]) {
      expect(() => budget.reserve({ cpuMs: amount }, 'b')).toThrow(RangeError)
      expect(() => lease.settle({ cpuMs: amount })).toThrow(RangeError)
      expect(() => budget.charge({ cpuMs: amount })).toThrow(RangeError)
    }
  })
})

/** A tree of budgets of one process, with what it has written to its ledger. */
class Process {
  readonly root: Budget
  readonly all: { budget: Budget; children: Budget[] }[]
  readonly open: { lease: Lease; name: string }[] = []
  readonly events: Event[]
  private issued: number

  constructor(limits: Cost, events: readonly Event[]) {
    this.events = [...events]
    this.issued = events.length
    this.root = openBudget(limits, fixedClock(0))
    this.all = [{ budget: this.root, children: [] }]
    for (const event of events) if (event.type === 'settled') this.root.charge(event.cost)
    for (const event of events) if (event.type === 'resumed') this.root.charge(event.lost)
    const lost = lostCost(events)
    this.root.charge(lost)
    this.events.push({ type: 'resumed', at: '', lost })
  }

  step(rng: Rng): void {
    const amount = (most: number): Cost =>
      Object.fromEntries(summed.filter(() => rng.integer(3) > 0).map(unit => [unit, rng.integer(most)]))
    const action = rng.integer(10)
    if (action < 5) this.reserve(rng, amount(12))
    else if (action < 9 && this.open.length > 0) {
      const [{ lease, name }] = this.open.splice(rng.integer(this.open.length), 1) as [{ lease: Lease; name: string }]
      if (action === 8) lease.cancel()
      else {
        const actual = Object.fromEntries(unitNames.map(unit => [unit, rng.integer((lease.cap[unit] ?? 0) + 1)]))
        expect(lease.settle(actual)).toEqual({})
        this.events.push({ type: 'settled', lease: name, cost: { ...actual, wallMs: 0 } })
        return
      }
      this.events.push({ type: 'settled', lease: name, cost: {} })
    } else if (this.all.length < 6) {
      const parent = this.all[rng.integer(this.all.length)]!
      const budget = parent.budget.child(amount(60))
      parent.children.push(budget)
      this.all.push({ budget, children: [] })
    }
  }

  private reserve(rng: Rng, estimate: Cost): void {
    const { budget } = this.all[rng.integer(this.all.length)]!
    const left = budget.left()
    const fits = summed.every(unit => (estimate[unit] ?? 0) <= (left[unit] ?? Number.POSITIVE_INFINITY))
    if (!fits) return void expect(() => budget.reserve(estimate, 'x')).toThrow(/The budget has/)
    const name = `${this.issued++}`
    this.open.push({ lease: budget.reserve(estimate, name), name })
    this.events.push({ type: 'leased', lease: name, cost: estimate })
  }
}

test('10,000 random interleavings of reserve, settle, cancel, child, crash and resume never overspend', () => {
  const limits: Cost = { tokensIn: 90, tokensOut: 120, cpuMs: 100, oracleCalls: 80, usdMicros: 70 }
  for (let seed = 0; seed < 10_000; seed++) {
    const rng = seedRng(seed)
    let running = new Process(limits, [])
    const crashes = [5 + rng.integer(20), 15 + rng.integer(25)]
    for (let step = 0; step < 40; step++) {
      running.step(rng)
      if (crashes.includes(step)) {
        const spent = addCost(running.root.spent(), running.root.open())
        running = new Process(limits, running.events)
        // everything that was open is charged in full, everything settled at its cost
        assertSame(running.root.spent(), spent)
      }
      for (const { budget, children } of running.all) {
        const held = addCost(budget.spent(), budget.open())
        const below = children.map(child => addCost(child.spent(), child.open())).reduce(addCost, {})
        for (const unit of summed) {
          if ((held[unit] ?? 0) > (budget.limits[unit] ?? Number.POSITIVE_INFINITY)) fail(seed, unit, 'overspent')
          if ((below[unit] ?? 0) > (held[unit] ?? 0)) fail(seed, unit, 'children have more than their parent')
        }
      }
    }
  }
})

test('the sum over children is what their parent has, when all goes through them', () => {
  for (let seed = 0; seed < 200; seed++) {
    const rng = seedRng(seed)
    const parent = openBudget({ cpuMs: 500 }, fixedClock(0))
    const children = [parent.child({ cpuMs: 100 }), parent.child({}), parent.child({ oracleCalls: 3 })]
    const open: Lease[] = []
    for (let step = 0; step < 60; step++) {
      const child = children[rng.integer(3)]!
      try {
        open.push(child.reserve({ cpuMs: rng.integer(20), oracleCalls: rng.integer(2) }, 'x'))
      } catch {
        // refused, and nothing may have been taken anywhere
      }
      if (rng.integer(2) === 0) open.pop()?.settle({ cpuMs: rng.integer(25) })
      if (rng.integer(4) === 0) open.pop()?.cancel()
      assertSame(parent.spent(), children.map(child => child.spent()).reduce(addCost))
      assertSame(parent.open(), children.map(child => child.open()).reduce(addCost))
    }
  }
})

function assertSame(a: Cost, b: Cost): void {
  for (const unit of summed) if ((a[unit] ?? 0) !== (b[unit] ?? 0)) expect(a).toEqual(b)
}

function fail(seed: number, unit: string, what: string): never {
  throw new Error(`seed ${seed}: ${unit} ${what}`)
}
