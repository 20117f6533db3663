import type { Cost } from './cost.ts'
import type { Json } from './json.ts'

/** One proposed output. Ids are paths (`task/arm/number`), so that equal runs give equal ids. */
export type Candidate<O extends Json = Json> = {
  readonly id: string
  readonly task: string
  readonly output: O
  readonly proposer: { readonly name: string; readonly params: Json }
  readonly parent?: string
  readonly cost: Cost
  /** Natural logarithm of the proposer's own probability or score for this output. */
  readonly logprob?: number
}
