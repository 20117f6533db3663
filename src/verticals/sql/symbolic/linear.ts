/** Sparse linear scoring over named features: what all models of the proposer share. */

/** Feature ids with their values, in parallel. */
export type Sparse = { readonly ids: Int32Array; readonly values: Float32Array }

/** Names to ids. A growing vocabulary takes new names; a closed one ignores them. */
export class Vocabulary {
  readonly names: string[]
  private readonly ids: Map<string, number>
  private closed: boolean

  constructor(names: readonly string[] = [], options: { closed: boolean } = { closed: true }) {
    this.names = [...names]
    this.ids = new Map(this.names.map((name, id) => [name, id]))
    this.closed = options.closed
  }

  id(name: string): number | undefined {
    const known = this.ids.get(name)
    if (known !== undefined || this.closed) return known
    this.ids.set(name, this.names.length)
    this.names.push(name)
    return this.names.length - 1
  }

  get size(): number {
    return this.names.length
  }

  sparse(features: Iterable<readonly [string, number]>): Sparse {
    const ids: number[] = []
    const values: number[] = []
    for (const [name, value] of features) {
      const id = this.id(name)
      if (id === undefined || value === 0) continue
      ids.push(id)
      values.push(value)
    }
    return { ids: Int32Array.from(ids), values: Float32Array.from(values) }
  }
}

export function dot(weights: ArrayLike<number>, { ids, values }: Sparse, offset = 0): number {
  let sum = 0
  for (let i = 0; i < ids.length; i++) sum += (weights[offset + ids[i]!] ?? 0) * values[i]!
  return sum
}

/** log(sum(exp(x))), stable; -Infinity for no terms. */
export function logSumExp(terms: readonly number[]): number {
  const top = terms.reduce((most, term) => Math.max(most, term), Number.NEGATIVE_INFINITY)
  if (top === Number.NEGATIVE_INFINITY) return top
  return top + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - top), 0))
}

/** Terms less their log-sum-exp: log-probabilities. */
export function logSoftmax(terms: readonly number[]): number[] {
  const total = logSumExp(terms)
  return terms.map(term => term - total)
}

/** AdaGrad (Duchi, Hazan, Singer 2011) over one weight vector, with L2 pull towards a start. */
export class AdaGrad {
  readonly weights: Float64Array
  private readonly squares: Float64Array
  private readonly start: Float64Array
  private readonly rate: number
  private readonly l2: number

  constructor(start: Float64Array, options: { rate: number; l2: number }) {
    this.weights = start.slice()
    this.start = start
    this.squares = new Float64Array(start.length).fill(1e-6)
    this.rate = options.rate
    this.l2 = options.l2
  }

  /** One step along the gradient of what is to be minimized. */
  step(id: number, gradient: number): void {
    const g = gradient + this.l2 * (this.weights[id]! - this.start[id]!)
    this.squares[id]! += g * g
    this.weights[id]! -= (this.rate * g) / Math.sqrt(this.squares[id]!)
  }
}
