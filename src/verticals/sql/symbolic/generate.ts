import type { Rng } from '../../../core/rng.ts'
import type { SchemaIndex } from '../link/schema-index.ts'
import { age, ageBy, ageWhere, oldest } from './generate-ages.ts'
import { aggregate, aggregateBy, aggregateTwo } from './generate-aggregates.ts'
import { countJoined, lineDates, lookupPart, peak, roleNames, verbs } from './generate-business.ts'
import {
  computedBy,
  computedByDate,
  computedShare,
  computedTop,
  computedTotal,
  unitsSold,
} from './generate-computed.ts'
import { count, countBy, countByTwo, countDistinct } from './generate-counts.ts'
import { byDate, flag, gap, period, periodOfParent } from './generate-dated.ts'
import { durationBy, durationTop, durationTotal, durationWhere } from './generate-durations.ts'
import { withEnding } from './generate-endings.ts'
import { common, extreme, extremeAggregate, extremeCount, top } from './generate-extremes.ts'
import { distinct, like, list, listAll, listEither, listItems, sorted } from './generate-lists.ts'
import { children, lookup, lookupByNumber, lookupParent } from './generate-lookups.ts'
import {
  both,
  havingAverage,
  havingCategory,
  havingCount,
  includingZero,
  versusAverage,
  without,
  withSome,
} from './generate-nested.ts'
import { countByParent, countByParentCategory, ofParent } from './generate-parents.ts'
import { percentage, share } from './generate-shares.ts'
import type { Generated, Topic } from './generate-subject.ts'
import { toWorld } from './generate-world.ts'

export type { Generated } from './generate-subject.ts'

/** Every topic is drawn as often as every other, as far as the database has matter for it. */
export const topics: Readonly<Record<string, Topic>> = {
  list,
  listAll,
  listEither,
  listItems,
  lookup,
  lookupByNumber,
  lookupParent,
  children,
  ofParent,
  distinct,
  sorted,
  like,
  count,
  countDistinct,
  countBy,
  countByTwo,
  countByParent,
  countByParentCategory,
  aggregate,
  aggregateTwo,
  aggregateBy,
  extreme,
  top,
  extremeCount,
  extremeAggregate,
  common,
  havingCount,
  havingCategory,
  havingAverage,
  without,
  withSome,
  both,
  versusAverage,
  includingZero,
  period,
  periodOfParent,
  gap,
  flag,
  byDate,
  share,
  percentage,
  computedTotal,
  computedBy,
  computedTop,
  computedShare,
  computedByDate,
  unitsSold,
  durationTotal,
  durationBy,
  durationTop,
  durationWhere,
  age,
  ageBy,
  ageWhere,
  oldest,
  peak,
  lineDates,
  countJoined,
  verbs,
  roleNames,
  lookupPart,
}

/** Draws of one topic before it is passed over for a round. */
const patience = 4
/** Share of the questions that get an ending, where one fits. */
const endings = 0.25
/** Rounds over all topics without a new question before it ends. */
const idleRounds = 5

/**
 * Questions that analysts might ask of the database, terse and full, each with its gold tree (`query`) and the same
 * without what modifiers add - periods, date parts, missing values, flags, shares, rows without partners (`core`).
 * Balanced over topics; fewer than `count` where the database has no matter for more. The same for equal `rng`.
 */
export function generateQuestions(index: SchemaIndex, rng: Rng, count: number): Generated[] {
  const world = toWorld(index)
  const own = rng.fork(index.schema.tables.map(({ key }) => key).join())
  const made: Generated[] = []
  const seen = new Set<string>()
  for (let round = 0, idle = 0; made.length < count && idle < idleRounds; round++) {
    const before = made.length
    const order = own.fork(`round ${round}`).shuffle(Object.entries(topics))
    for (const [name, topic] of order) {
      if (made.length >= count) break
      const one = draw(topic, own.fork(`round ${round}/${name}`))
      if (one === undefined || seen.has(one.question.toLowerCase())) continue
      seen.add(one.question.toLowerCase())
      const stream = own.fork(`round ${round}/${name}/ending`)
      made.push((stream.uniform() < endings ? withEnding(one, world, stream) : undefined) ?? one)
    }
    idle = made.length === before ? idle + 1 : 0
  }
  return made

  function draw(topic: Topic, stream: Rng): Generated | undefined {
    for (let tries = 0; tries < patience; tries++) {
      const one = topic(world, stream)
      if (one !== undefined) return one
    }
    return undefined
  }
}
