/** What things cost: integers only, the unit in the name. */

/** How each unit adds up: amounts add, wall time of parallel work overlaps. A new unit joins here and nowhere else. */
export const units = {
  tokensIn: 'sum',
  tokensOut: 'sum',
  cpuMs: 'sum',
  wallMs: 'max',
  oracleCalls: 'sum',
  usdMicros: 'sum',
} as const satisfies Record<string, 'sum' | 'max'>

export type Unit = keyof typeof units
export type Cost = Partial<Record<Unit, number>>

export const unitNames = Object.keys(units) as Unit[]

/** Both costs together: sums, and the longer of two wall times. */
export function addCost(a: Cost, b: Cost): Cost {
  const total: Cost = { ...a }
  for (const unit of unitNames) {
    const amount = b[unit]
    if (amount === undefined) continue
    const before = total[unit] ?? 0
    total[unit] = units[unit] === 'sum' ? before + amount : Math.max(before, amount)
  }
  return total
}

/** A fractional amount as the integer that never understates it. */
export const toUnits = (amount: number): number => Math.max(0, Math.ceil(amount))
