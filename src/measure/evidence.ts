import type { Context } from '../core/context.ts'
import { TrivetError } from '../core/errors.ts'
import type { Rng } from '../core/rng.ts'

export const evidenceSizes = ['smoke', 'standard', 'full'] as const
/** `smoke` ends within 10 s, `standard` within minutes, `full` is the paper's own size where that is affordable. */
export type EvidenceSize = (typeof evidenceSizes)[number]

/** What one arm of a comparison measured. */
export type EvidenceRow = {
  readonly arm: string
  /** The paper's method, or something that it must beat, measured on the same work in the same process. */
  readonly role: 'method' | 'baseline'
  /** Measure -> finite number, its unit in the name. */
  readonly values: Readonly<Record<string, number>>
  /** A parameter was chosen on the reported tasks. */
  readonly exploratory?: boolean
}

export type EvidenceRun = {
  /** A stream of this evidence and seed; the crippled run gets an equal one. */
  readonly rng: Rng
  readonly seed: number
  readonly ctx: Context
}

/** A paper's claim, measured again: one file of `evidence/`. `P` is what a size means, for example a number of questions. */
export type Evidence<P = unknown> = {
  readonly slug: string
  /** Authors, title, year. */
  readonly paper: string
  /** The claim in one sentence. */
  readonly claim: string
  /** What must be in the data folder, as paths below it; empty when everything is made by the run. */
  readonly data: readonly string[]
  readonly sizes: Readonly<Partial<Record<EvidenceSize, P>> & Record<'smoke', P>>
  /** Measures the method beside its baselines. */
  run(size: P, at: EvidenceRun): Promise<readonly EvidenceRow[]>
  /** What the rows must show: name of the check -> predicate. The claim holds here when all are true. */
  readonly shape: Readonly<Record<string, (rows: readonly EvidenceRow[]) => boolean>>
  /** The same with the method deliberately broken; baselines must not change, and the shape must reject it. */
  cripple(size: P, at: EvidenceRun): Promise<readonly EvidenceRow[]>
}

/** Checks what can be checked without a run. @throws TrivetError E_INTERNAL */
export function defineEvidence<P>(evidence: Evidence<P>): Evidence<P> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(evidence.slug))
    throw new TrivetError('E_INTERNAL', `The slug "${evidence.slug}" is not in kebab case.`)
  if (Object.keys(evidence.shape).length === 0)
    throw new TrivetError('E_INTERNAL', `The evidence ${evidence.slug} checks nothing.`)
  return evidence
}

/** A measure of an arm, for shapes. @throws TrivetError E_INTERNAL when there is none */
export function measureOf(rows: readonly EvidenceRow[], arm: string, measure: string): number {
  const value = rows.find(row => row.arm === arm)?.values[measure]
  if (value === undefined) throw new TrivetError('E_INTERNAL', `No ${measure} was measured for the arm ${arm}.`)
  return value
}
