import { DurationConditions } from './duration-conditions.ts'
import { DurationMeasures } from './duration-measures.ts'
import type { LinkedQuestion } from './match.ts'
import type { Said } from './said.ts'
import type { SchemaIndex } from './schema-index.ts'

/**
 * Durations that the question speaks of: as something to compute ("avg hours to close a ticket", "length of stay") and
 * as conditions on rows ("paid more than 30 days after they were issued", "delivered late").
 */
export function findDurations(linked: LinkedQuestion, index: SchemaIndex): Said {
  const taken = new Set<number>()
  const stated = new DurationConditions(linked, index, taken).read()
  const { columns, conditions } = new DurationMeasures(linked, index, taken).read()
  return { columns, conditions: [...stated, ...conditions] }
}
