import { describe, expect, test } from 'vitest'
import { plantedContext } from '../core/planted.suite.ts'
import { defineEvidence, type Evidence } from './evidence.ts'
import { runEvidence } from './harness.ts'

/** What every evidence must do. Whether its claim holds is a result and not tested here. */
export function describeEvidence<P>(evidence: Evidence<P>): void {
  describe(evidence.slug, () => {
    test('is well defined', () => void expect(defineEvidence(evidence)).toBe(evidence))

    test('ends at smoke size within 10 s, rejects its crippled run, and repeats', {
      timeout: 30_000,
    }, async context => {
      const run = () => runEvidence(evidence, { size: 'smoke', seed: 1, ctx: plantedContext() })
      const start = performance.now()
      const result = await run()
      const ms = performance.now() - start
      if (result.reason?.startsWith('data absent')) return context.skip(result.reason)
      expect(result.reason).toBeUndefined()
      expect(result.cripple.holds).toBe(false)
      expect(JSON.parse(JSON.stringify(result))).toEqual(result)
      expect(await run()).toEqual(result)
      expect(ms).toBeLessThan(10_000)
    })
  })
}
