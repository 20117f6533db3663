import { printQuery } from '../../../lang/sql/print.ts'
import { type Built, buildQueries } from './build.ts'
import { fillSketch } from './fill.ts'
import { type RankModel, scoreRank } from './rank.ts'
import { staticFeatures } from './rank-features.ts'
import type { Reading } from './reading.ts'
import { bestSketches, type SketchModel } from './sketch-model.ts'
import { scoreSlots, type SlotModel } from './slot-model.ts'

export type Models = { readonly sketch: SketchModel; readonly slot: SlotModel; readonly rank: RankModel }

/** A candidate query before it ran. */
export type Proposed = {
  readonly sql: string
  readonly built: Built
  readonly features: readonly (readonly [string, number])[]
  readonly score: number
}

export const sketchCount = 16

/** The `count` best candidates of the symbolic proposer by static score, best first; every SQL text once. */
export function proposeQueries(reading: Reading, models: Models, count: number): Proposed[] {
  const scores = scoreSlots(models.slot, reading)
  const best = new Map<string, Proposed>()
  for (const { sketch, logp } of bestSketches(models.sketch, reading, sketchCount)) {
    for (const filled of fillSketch(sketch, logp, reading, scores)) {
      for (const built of buildQueries(filled, reading)) {
        const sql = printQuery(built.query, reading.index.schema)
        const features = [...staticFeatures(built, reading)]
        const score = scoreRank(models.rank, features)
        const known = best.get(sql)
        if (known === undefined || known.score < score) best.set(sql, { sql, built, features, score })
      }
    }
  }
  return [...best.values()].sort((x, y) => y.score - x.score || (x.sql < y.sql ? -1 : 1)).slice(0, count)
}
