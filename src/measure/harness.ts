import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../core/context.ts'
import { TrivetError } from '../core/errors.ts'
import { toCanonicalJson } from '../core/json.ts'
import { dataFolder } from '../core/paths.ts'
import { seedRng } from '../core/rng.ts'
import type { Evidence, EvidenceRow, EvidenceRun, EvidenceSize } from './evidence.ts'

export type EvidenceCheck = { readonly name: string; readonly holds: boolean }

/** The JSON contract of `trivet evidence --json`. */
export type EvidenceResult = {
  readonly slug: string
  readonly size: EvidenceSize
  readonly seed: number
  /** Whether the claim holds here; null when nothing can be said, with the `reason`. */
  readonly holds: boolean | null
  readonly rows: readonly EvidenceRow[]
  readonly checks: readonly EvidenceCheck[]
  /** The broken variant: `holds` must be false, or the checks show nothing. */
  readonly cripple: { readonly holds: boolean | null; readonly rows: readonly EvidenceRow[] }
  readonly reason?: string
}

/**
 * Measures an evidence and its crippled variant. "Does not hold" is a result (false), "data absent" too (null). A claim
 * is never said to hold when the crippled run satisfies the shape, changes a baseline or gives numbers that are not finite.
 * @throws TrivetError E_USAGE for a size that the evidence does not have; E_INTERNAL when the run itself gives no finite rows
 */
export async function runEvidence<P>(
  evidence: Evidence<P>,
  options: { size: EvidenceSize; seed: number; ctx: Context },
): Promise<EvidenceResult> {
  const { size, seed, ctx } = options
  const params = evidence.sizes[size]
  if (params === undefined) throw new TrivetError('E_USAGE', `The evidence ${evidence.slug} has no size ${size}.`)
  const about = { slug: evidence.slug, size, seed }
  const undecided = (reason: string): EvidenceResult => ({
    ...about,
    holds: null,
    rows: [],
    checks: [],
    cripple: { holds: null, rows: [] },
    reason,
  })
  const absent = evidence.data.filter(path => !existsSync(join(dataFolder(), path)))
  if (absent.length > 0) return undecided(`data absent: ${absent.join(', ')}`)

  const at = (): EvidenceRun => ({ rng: seedRng(seed).fork(evidence.slug), seed, ctx })
  let rows: readonly EvidenceRow[]
  let crippled: readonly EvidenceRow[]
  try {
    rows = await evidence.run(params, at())
    crippled = await evidence.cripple(params, at())
  } catch (thrown) {
    if (thrown instanceof TrivetError && thrown.code === 'E_DATA_ABSENT')
      return undecided(`data absent: ${thrown.message}`)
    throw thrown
  }
  const fault = faultOf(rows)
  if (fault !== undefined) throw new TrivetError('E_INTERNAL', `The evidence ${evidence.slug} ${fault}.`)
  const checks = check(evidence, rows)
  const crippledFault = faultOf(crippled) ?? baselineFault(rows, crippled)
  const cripple = {
    holds: crippledFault === undefined ? isHolding(check(evidence, crippled)) : null,
    rows: crippled,
  }
  const result = { ...about, rows, checks, cripple }
  if (crippledFault !== undefined) return { ...result, holds: null, reason: `the crippled run ${crippledFault}` }
  if (cripple.holds) return { ...result, holds: null, reason: 'the crippled run passes the same checks' }
  return { ...result, holds: isHolding(checks) }
}

const check = <P>({ shape }: Evidence<P>, rows: readonly EvidenceRow[]): EvidenceCheck[] =>
  Object.entries(shape).map(([name, predicate]) => ({ name, holds: predicate(rows) }))

const isHolding = (checks: readonly EvidenceCheck[]): boolean => checks.every(({ holds }) => holds)

function faultOf(rows: readonly EvidenceRow[]): string | undefined {
  if (!rows.some(({ role }) => role === 'method')) return 'has no row of the method'
  if (!rows.some(({ role }) => role === 'baseline')) return 'has no baseline'
  if (new Set(rows.map(({ arm }) => arm)).size < rows.length) return 'has two rows of one arm'
  for (const { arm, values } of rows)
    for (const [measure, value] of Object.entries(values))
      if (!Number.isFinite(value)) return `has ${value} as the ${measure} of ${arm}`
  return undefined
}

function baselineFault(rows: readonly EvidenceRow[], crippled: readonly EvidenceRow[]): string | undefined {
  const baselines = (all: readonly EvidenceRow[]): Map<string, string> =>
    new Map(all.filter(({ role }) => role === 'baseline').map(row => [row.arm, toCanonicalJson(row)]))
  const before = baselines(rows)
  const after = baselines(crippled)
  const changed = [...new Set([...before.keys(), ...after.keys()])].find(arm => before.get(arm) !== after.get(arm))
  return changed === undefined ? undefined : `changes the baseline ${changed}`
}
