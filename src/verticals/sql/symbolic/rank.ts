import { dot, logSumExp, type Sparse, AdaGrad, Vocabulary } from './linear.ts'
import type { Rng } from '../../../core/rng.ts'

/** Scores candidates linearly; the weights start from sensible values and learn which of a question's candidates is right. */
export type RankModel = { readonly features: Vocabulary; readonly weights: Float64Array | Float32Array }

/** Where learning starts, and what is used without it (sql-ask A5.1, Rank). */
export const startWeights: ReadonlyMap<string, number> = new Map([
  ['sketch', 1],
  ['slots', 1],
  ['joins', -0.5],
  ['joined but not named', -0.4],
  ['bridge not named', -0.4],
  ['added table', -0.3],
  ['unused values', -0.8],
  ['unused numbers', -0.8],
  ['schema words ignored', -0.6],
  ['error', -9],
  ['empty', -1.5],
  ['single zero', -1.2],
  ['many rows', -0.2],
])

/** The untrained model. */
export function startModel(): RankModel {
  const features = new Vocabulary([...startWeights.keys()])
  return { features, weights: Float64Array.from(startWeights.values()) }
}

export const scoreRank = (model: RankModel, features: Iterable<readonly [string, number]>): number => dot(model.weights, model.features.sparse(features))

export type RankExample = { readonly candidates: readonly { readonly features: readonly (readonly [string, number])[]; readonly right: boolean }[] }

/** Maximizes the log of the share of softmax mass on right candidates; questions without one are left out. */
export function trainRankModel(examples: readonly RankExample[], options: { passes: number; rate: number; l2: number; rng: Rng }): RankModel {
  const usable = examples.filter(({ candidates }) => candidates.some(({ right }) => right) && candidates.some(({ right }) => !right))
  const counts = new Map<string, number>()
  for (const { candidates } of usable) {
    const seen = new Set(candidates.flatMap(({ features }) => features.map(([name]) => name)))
    for (const name of seen) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const names = [...new Set([...startWeights.keys(), ...[...counts].filter(([, count]) => count >= 10).map(([name]) => name)])].sort()
  const features = new Vocabulary(names)
  const learner = new AdaGrad(Float64Array.from(names, name => startWeights.get(name) ?? 0), options)
  const data = usable.map(({ candidates }) => candidates.map(({ features: own, right }) => ({ right, sparse: features.sparse(own) })))
  for (let pass = 0; pass < options.passes; pass++) {
    for (const candidates of options.rng.fork(`pass ${pass}`).shuffle(data)) rankStep(learner, candidates)
  }
  return { features, weights: learner.weights }
}

function rankStep(learner: AdaGrad, candidates: readonly { right: boolean; sparse: Sparse }[]): void {
  const scores = candidates.map(({ sparse }) => dot(learner.weights, sparse))
  const all = logSumExp(scores)
  const right = logSumExp(scores.filter((_, i) => candidates[i]!.right))
  const gradient = new Map<number, number>()
  for (const [i, { sparse, right: isRight }] of candidates.entries()) {
    const residual = Math.exp(scores[i]! - all) - (isRight ? Math.exp(scores[i]! - right) : 0)
    if (Math.abs(residual) < 1e-5) continue
    for (let k = 0; k < sparse.ids.length; k++) gradient.set(sparse.ids[k]!, (gradient.get(sparse.ids[k]!) ?? 0) + residual * sparse.values[k]!)
  }
  for (const [id, g] of gradient) learner.step(id, g)
}
