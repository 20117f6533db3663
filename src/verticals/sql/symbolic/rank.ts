import type { Rng } from '../../../core/rng.ts'
import { AdaGrad, dot, logSumExp, type Sparse, Vocabulary } from './linear.ts'

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
  ['counts something else', -1.5],
  ['summed', 0.5],
  ['including zero of nothing', -2],
  ['date group beside plain items', -2],
  ['order & first', 1.5],
  ['share of nothing', -2],
  ['measure of many rows', -1],
  ['computed sum', 0.8],
  ['computed count', -2],
  ['computed group', -2],
  ['resolves keys', 0.5],
  ['computed max', -0.5],
  ['computed min', -0.5],
  ['modifiers ignored in ask', -2.5],
  ['modifiers ignored in suite', -0.5],
  ['target fit', 0.7],
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

export const scoreRank = (model: RankModel, features: Iterable<readonly [string, number]>): number =>
  dot(model.weights, model.features.sparse(features))

/** One question's candidates; their features over the growing vocabulary that was used to collect them. */
export type RankExample = readonly { readonly features: Sparse; readonly right: boolean }[]

/** Maximizes the log of the share of softmax mass on right candidates; questions without one are left out. */
export function trainRankModel(
  seen: Vocabulary,
  examples: readonly RankExample[],
  options: { passes: number; rate: number; l2: number; rng: Rng },
): RankModel {
  const usable = examples.filter(one => one.some(({ right }) => right) && one.some(({ right }) => !right))
  const counts = new Int32Array(seen.size)
  for (const one of usable) for (const id of new Set(one.flatMap(({ features }) => [...features.ids]))) counts[id]!++
  const names = [...new Set([...startWeights.keys(), ...seen.names.filter((_, id) => counts[id]! >= 10)])].sort()
  const features = new Vocabulary(names)
  const position = seen.names.map(name => features.id(name) ?? -1)
  const learner = new AdaGrad(
    Float64Array.from(names, name => startWeights.get(name) ?? 0),
    options,
  )
  for (let pass = 0; pass < options.passes; pass++) {
    for (const one of options.rng.fork(`pass ${pass}`).shuffle(usable)) rankStep(learner, one, position)
  }
  return { features, weights: learner.weights }
}

function rankStep(learner: AdaGrad, candidates: RankExample, position: readonly number[]): void {
  const scores = candidates.map(({ features: { ids, values } }) => {
    let sum = 0
    for (let k = 0; k < ids.length; k++)
      if (position[ids[k]!]! >= 0) sum += learner.weights[position[ids[k]!]!]! * values[k]!
    return sum
  })
  const all = logSumExp(scores)
  const right = logSumExp(scores.filter((_, i) => candidates[i]!.right))
  const gradient = new Map<number, number>()
  for (const [i, { features, right: isRight }] of candidates.entries()) {
    const residual = Math.exp(scores[i]! - all) - (isRight ? Math.exp(scores[i]! - right) : 0)
    if (Math.abs(residual) < 1e-5) continue
    for (let k = 0; k < features.ids.length; k++) {
      const id = position[features.ids[k]!]!
      if (id >= 0) gradient.set(id, (gradient.get(id) ?? 0) + residual * features.values[k]!)
    }
  }
  for (const [id, g] of gradient) learner.step(id, g)
}
