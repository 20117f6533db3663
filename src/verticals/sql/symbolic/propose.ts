import { printQuery } from '../../../lang/sql/print.ts'
import { type Built, buildQueries } from './build.ts'
import { fillSketch } from './fill.ts'
import { type RankModel, scoreRank } from './rank.ts'
import { staticFeatures } from './rank-features.ts'
import type { Reading } from './reading.ts'
import { bestSketches, type SketchModel } from './sketch-model.ts'
import { type SlotModel, scoreSlots } from './slot-model.ts'

export type Models = { readonly sketch: SketchModel; readonly slot: SlotModel; readonly rank: RankModel }

/** A candidate query before it ran. */
export type Proposed = {
  readonly sql: string
  readonly built: Built
  readonly features: readonly (readonly [string, number])[]
  readonly score: number
}

/** Sketches that are filled, and fillings that become queries, the likeliest ones. */
const sketchCount = 16
const fillingCount = 200

/** The `count` best candidates of the symbolic proposer by static score, best first; every SQL text once. */
export function proposeQueries(reading: Reading, models: Models, count: number): Proposed[] {
  const scores = scoreSlots(models.slot, reading)
  const filled = bestSketches(models.sketch, reading, sketchCount)
    .flatMap(({ sketch, logp }) => fillSketch(sketch, logp, reading, scores))
    .sort((x, y) => y.logp + y.slots - (x.logp + x.slots))
    .slice(0, fillingCount)
  const best = new Map<string, Proposed>()
  for (const built of filled.flatMap(one => buildQueries(one, reading))) {
    const sql = printQuery(built.query, reading.index.schema)
    const features = [...staticFeatures(built, reading)]
    const score = scoreRank(models.rank, features)
    const known = best.get(sql)
    if (known === undefined || known.score < score) best.set(sql, { sql, built, features, score })
  }
  return [...best.values()].sort((x, y) => y.score - x.score || (x.sql < y.sql ? -1 : 1)).slice(0, count)
}
