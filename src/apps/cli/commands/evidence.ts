import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exitCodes } from '../../../core/errors.ts'
import { packageFolder } from '../../../core/paths.ts'
import { type Evidence, type EvidenceSize, evidenceSizes } from '../../../measure/evidence.ts'
import { type EvidenceResult, runEvidence } from '../../../measure/harness.ts'
import { printEvidence } from '../../../measure/table.ts'
import { toContext } from '../../../verticals/sql/runs.ts'
import { usage } from '../failure.ts'
import type { Io } from '../io.ts'
import { toCount } from '../options.ts'
import { withProgress } from '../session.ts'

type Registry = Readonly<Record<string, { readonly summary: string; load(): Promise<{ readonly evidence: Evidence }> }>>

/** `trivet evidence <slug>|--all`: measures claims again; that one does not hold is a result, not a failure. */
export async function evidenceCommand(
  slug: string | undefined,
  options: { readonly all?: boolean; readonly size?: string; readonly seed?: string; readonly json?: boolean },
  io: Io,
): Promise<number> {
  const size = evidenceSizes.find(one => one === (options.size ?? 'standard'))
  if (size === undefined) throw usage(`--size is one of ${evidenceSizes.join(', ')}, not "${options.size}".`)
  const seed = options.seed === undefined ? 1 : toCount(options.seed, 'seed', { least: 0 })
  if ((slug === undefined) === (options.all !== true)) throw usage('Name an evidence, or say --all.')
  const registry = await loadRegistry()
  const slugs = slug === undefined ? Object.keys(registry) : [slug]
  const results: EvidenceResult[] = []
  for (const one of slugs) {
    if (!Object.hasOwn(registry, one))
      throw usage(
        `There is no evidence ${one}.`,
        Object.keys(registry).length === 0
          ? 'None has been written yet.'
          : `There are: ${Object.keys(registry).join(', ')}.`,
      )
    const { evidence } = await registry[one]!.load()
    const result = await measure(evidence, size, seed, io)
    results.push(result)
    if (options.json !== true) await io.print(`${printEvidence(result)}\n\n`)
  }
  if (options.json === true) await io.print(`${JSON.stringify(slug === undefined ? results : results[0])}\n`)
  else if (results.length === 0) io.note('There is no evidence yet.')
  return exitCodes.answered
}

const measure = (evidence: Evidence, size: EvidenceSize, seed: number, io: Io): Promise<EvidenceResult> =>
  withProgress(io, progress => {
    progress.tell(`measuring ${evidence.slug}`)
    const ctx = toContext({ clock: io.clock, signal: io.signal, seed, progress: progress.tell })
    return runEvidence(evidence, { size, seed, ctx })
  })

/** Found by its place: evidence is built beside the program, and knows more of it than the program of evidence. */
async function loadRegistry(): Promise<Registry> {
  const path = join(packageFolder(), 'dist', 'evidence', 'registry.gen.js')
  if (!existsSync(path)) return {}
  return ((await import(pathToFileURL(path).href)) as { registry: Registry }).registry
}
