import type { Rng } from '../../../core/rng.ts'
import { AdaGrad, dot, logSoftmax, type Sparse, Vocabulary } from './linear.ts'
import type { Reading } from './reading.ts'
import { parseSketch, printSketch, type Sketch, sketchParts, withAlternative, withConditions } from './sketch.ts'

/**
 * P(sketch | question) (sql-ask A5.1): multinomial logistic regression whose classes share their parts (an aggregate,
 * an operator, an order ...), so that a rare sketch learns from its relatives.
 */
export type SketchModel = {
  readonly sketches: readonly Sketch[]
  readonly features: Vocabulary
  readonly parts: Vocabulary
  /** parts x features, row by row. */
  readonly weights: Float64Array | Float32Array
}

/** Masked 1- to 3-grams and counts of what was recognized. */
export function* sketchFeatures(reading: Reading): Iterable<readonly [string, number]> {
  const words = ['<', ...reading.masked, '>']
  const seen = new Set<string>()
  for (let n = 1; n <= 3; n++) {
    for (let i = 0; i + n <= words.length; i++) {
      const gram = words.slice(i, i + n).join(' ')
      if (!seen.has(gram)) yield [gram, 1]
      seen.add(gram)
    }
  }
  yield ['#bias', 1]
  yield [`#values ${Math.min(4, reading.valueSpans.length)}`, 1]
  yield [`#numbers ${Math.min(3, reading.numbers.length)}`, 1]
  yield [`#tables ${Math.min(3, reading.namedTables.length)}`, 1]
  yield [`#values ${Math.min(2, reading.valueSpans.length)} numbers ${Math.min(2, reading.numbers.length)}`, 1]
  yield [`#quotations ${Math.min(2, reading.linked.quotations.length)}`, 1]
  yield [`#words ${Math.min(6, Math.floor(reading.linked.tokens.length / 4))}`, 1]
}

/** The `count` most probable sketches with their log-probabilities, best first. */
export function bestSketches(model: SketchModel, reading: Reading, count: number): { sketch: Sketch; logp: number }[] {
  const features = model.features.sparse(sketchFeatures(reading))
  const logps = logSoftmax(scoreSketches(model, features))
  return logps
    .map((logp, i) => ({ sketch: model.sketches[i]!, logp }))
    .sort((x, y) => y.logp - x.logp)
    .slice(0, count)
}

const memberships = new WeakMap<SketchModel, number[][]>()

/** Part ids by sketch. */
function membershipOf(model: SketchModel): number[][] {
  const known = memberships.get(model)
  if (known !== undefined) return known
  const made = model.sketches.map(sketch => sketchParts(sketch).flatMap(part => model.parts.id(part) ?? []))
  memberships.set(model, made)
  return made
}

function scoreSketches(model: SketchModel, features: Sparse): number[] {
  const width = model.features.size
  const partScores = Array.from({ length: model.parts.size }, (_, part) => dot(model.weights, features, part * width))
  return membershipOf(model).map(parts => parts.reduce((sum, part) => sum + partScores[part]!, 0))
}

/** Common sketches also with one or two more conditions, which their parts make as likely as they should be. */
function withUnseen(sketches: readonly Sketch[], counts: readonly number[]): Sketch[] {
  const all = new Map(sketches.map(sketch => [printSketch(sketch), sketch]))
  for (const [i, sketch] of sketches.entries()) {
    if (counts[i]! < commonCount || sketch.any || sketch.where.length > 2) continue
    for (const ops of [['eq'], ['gt'], ['eq', 'eq']] as const) {
      const more = withConditions(sketch, ops)
      if (more.where.length <= 3) all.set(printSketch(more), more)
    }
    const alternative = withAlternative(sketch)
    if (alternative !== undefined) all.set(printSketch(alternative), alternative)
  }
  return [...all.values()]
}
const commonCount = 20

/** Fits the model. Sketches seen less than `minimum` times and n-grams seen less than 7 times are left out. */
export function trainSketchModel(
  examples: readonly { readonly reading: Reading; readonly sketch: Sketch }[],
  options: { minimum: number; passes: number; rate: number; l2: number; rng: Rng },
): SketchModel {
  const counts = new Map<string, number>()
  for (const { sketch } of examples) counts.set(printSketch(sketch), (counts.get(printSketch(sketch)) ?? 0) + 1)
  const kept = [...counts]
    .filter(([, count]) => count >= options.minimum)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([text]) => text)
  const sketches = withUnseen(
    kept.map(parseSketch),
    kept.map(text => counts.get(text)!),
  )
  const grams = new Map<string, number>()
  for (const { reading } of examples)
    for (const [name] of sketchFeatures(reading)) grams.set(name, (grams.get(name) ?? 0) + 1)
  const features = new Vocabulary(
    [...grams]
      .filter(([, count]) => count >= 7)
      .map(([name]) => name)
      .sort(),
  )
  const parts = new Vocabulary([...new Set(kept.map(parseSketch).flatMap(sketchParts))].sort())
  const width = features.size
  const learner = new AdaGrad(new Float64Array(parts.size * width), { rate: options.rate, l2: options.l2 })
  const model: SketchModel = { sketches, features, parts, weights: learner.weights }
  const membership = membershipOf(model)
  const position = new Map(sketches.map((sketch, i) => [printSketch(sketch), i]))
  const data = examples.flatMap(({ reading, sketch }) => {
    const gold = position.get(printSketch(sketch))
    return gold === undefined ? [] : [{ gold, sparse: features.sparse(sketchFeatures(reading)) }]
  })
  for (let pass = 0; pass < options.passes; pass++) {
    for (const { gold, sparse } of options.rng.fork(`pass ${pass}`).shuffle(data)) {
      const logps = logSoftmax(scoreSketches(model, sparse))
      const residual = new Float64Array(parts.size)
      for (const [i, logp] of logps.entries()) {
        const p = Math.exp(logp)
        if (p > 1e-5) for (const part of membership[i]!) residual[part]! += p
      }
      for (const part of membership[gold]!) residual[part]! -= 1
      for (let part = 0; part < parts.size; part++) {
        const r = residual[part]!
        if (Math.abs(r) < 1e-4) continue
        for (let k = 0; k < sparse.ids.length; k++) learner.step(part * width + sparse.ids[k]!, r * sparse.values[k]!)
      }
    }
  }
  return model
}
