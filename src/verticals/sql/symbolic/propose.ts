import { printQuery } from '../../../lang/sql/print.ts'
import { type Built, buildQueries } from './build.ts'
import { type Filled, fillSketch } from './fill.ts'
import { type RankModel, scoreRank } from './rank.ts'
import { staticFeatures } from './rank-features.ts'
import type { Reading } from './reading.ts'
import type { Sketch } from './sketch.ts'
import { bestSketches, type SketchModel } from './sketch-model.ts'
import { type SlotModel, scoreSlots } from './slot-model.ts'

export type Models = { readonly sketch: SketchModel; readonly slot: SlotModel; readonly rank: RankModel }

/** A candidate query before it ran. */
export type Proposed = {
  readonly sql: string
  readonly built: Built
  /** The reading of the question that it comes from. */
  readonly reading: Reading
  readonly features: readonly (readonly [string, number])[]
  readonly score: number
}

/** Sketches that are filled, and fillings that become queries, the likeliest ones of a reading. */
const sketchCount = 16
const fillingCount = 200

/** The `count` best candidates of the symbolic proposer by static score, best first; every SQL text once. */
export function proposeQueries(readings: readonly Reading[], models: Models, count: number): Proposed[] {
  const best = new Map<string, Proposed>()
  for (const reading of readings) {
    for (const built of fillings(reading, models).flatMap(filled => buildQueries(filled, reading))) {
      const sql = printQuery(built.query, reading.index.schema)
      const features = [...staticFeatures(built, reading)]
      const score = scoreRank(models.rank, features)
      const known = best.get(sql)
      if (known === undefined || known.score < score) best.set(sql, { sql, built, reading, features, score })
    }
  }
  return [...best.values()].sort((x, y) => y.score - x.score || (x.sql < y.sql ? -1 : 1)).slice(0, count)
}

function fillings(reading: Reading, models: Models): Filled[] {
  const scores = scoreSlots(models.slot, reading)
  const isPossible = ({ nested, order, limit }: Sketch): boolean =>
    ((nested?.kind !== 'not-in' && nested?.kind !== 'except') || reading.denies) &&
    (order === undefined || limit !== 'none' || !reading.picks)
  return bestSketches(models.sketch, reading, 2 * sketchCount)
    .filter(({ sketch }) => isPossible(sketch))
    .slice(0, sketchCount)
    .flatMap(({ sketch, logp }) => fillSketch(sketch, logp, reading, scores))
    .sort((x, y) => y.logp + y.slots - (x.logp + x.slots))
    .slice(0, fillingCount)
}
