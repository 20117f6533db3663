import { hashJson } from './hash.ts'
import type { Json } from './json.ts'
import type { Strength } from './verdict.ts'

/** What is asked: data only, so that it can be written to a ledger or a queue. */
export type Task<I extends Json = Json> = {
  readonly id: string
  readonly kind: string
  readonly input: I
  readonly seed: number
  /** The least strength of a verdict at which the answer may be called verified. */
  readonly require?: Strength
}

/** A task names its data by this, never by a URL: passwords reach neither ledger nor queue. */
export type DatabaseRef = { readonly id: string; readonly fingerprint: string }

/** A task whose id is the hash of its content: equal tasks have equal ids. */
export function defineTask<I extends Json>(
  kind: string,
  input: I,
  options: { seed?: number; require?: Strength } = {},
): Task<I> {
  const seed = options.seed ?? 0
  const rest = options.require === undefined ? {} : { require: options.require }
  return { id: hashJson({ kind, input, seed, ...rest }).slice(0, 16), kind, input, seed, ...rest }
}
