import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fromWeightsJson, loadWeights, toWeightsJson } from './weights.ts'

const shipped = new URL('./weights.json', import.meta.url)

it('ships models of at most 3 MB that say how they were made', async () => {
  expect(readFileSync(shipped).length).toBeLessThanOrEqual(3_000_000)
  const { manifest, models } = await loadWeights()
  expect(manifest.command).toMatch(/^trivet train symbolic --seed \d+$/)
  expect(manifest.licence).toContain('CC BY-SA 4.0')
  expect(Object.values(manifest.data)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
  expect(models.sketch.weights.length).toBe(models.sketch.parts.size * models.sketch.features.size)
})

it('writes what it reads', async () => {
  const { models, manifest } = await loadWeights()
  const again = fromWeightsJson(toWeightsJson(models, manifest))
  expect(again.manifest).toEqual(manifest)
  expect(again.models.rank.weights).toEqual(models.rank.weights)
  const [before, after] = [models.sketch.weights, again.models.sketch.weights]
  const most = Math.max(...Array.from(before, (weight, i) => Math.abs(weight - after[i]!)).slice(0, 100_000))
  expect(most).toBeLessThan(1e-4)
})

it('refuses a missing or damaged file', async () => {
  await expect(loadWeights(new URL('./no-weights.json', import.meta.url))).rejects.toMatchObject({ code: 'E_ARTIFACT' })
  const text = readFileSync(shipped, 'utf8')
  for (const damaged of ['', '{}', text.slice(0, text.length / 2), text.replace(/"data":"./, '"data":"')])
    expect(() => fromWeightsJson(damaged)).toThrow(expect.objectContaining({ code: 'E_ARTIFACT' }))
})
