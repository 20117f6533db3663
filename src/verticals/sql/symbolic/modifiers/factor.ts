import { type Condition, literal, type Select } from '../../../../lang/sql/ast.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import { type Modifier, spansOf } from './modifier.ts'

const words: Readonly<Record<string, number>> = { twice: 2, double: 2, half: 0.5, triple: 3 }

/** "more than twice the average": what the average is multiplied by. */
export function findFactor(linked: LinkedQuestion): Modifier[] {
  const [span] = spansOf(
    linked,
    /\b(twice|double|half|triple|[\w.]+ times)( (as (much|many|high|large) as|of))?(?= (the|our|their|its|an|a)?( overall| general)? ?(\w+ )?(average|avg|mean)\b)/g,
  )
  if (span === undefined) return []
  const { lower, number } = linked.tokens[span.from]!
  const factor = words[lower] ?? number
  return factor === undefined ? [] : [{ kind: 'factor', factor, span }]
}

/** The select with what it compares with another query multiplied; undefined when there is no such comparison. */
export function withFactor(select: Select, factor: number): Select | undefined {
  let found = false
  const change = (condition: Condition): Condition => {
    if (condition.kind === 'and') return { ...condition, parts: condition.parts.map(change) }
    if (condition.kind !== 'compare' || condition.right.kind !== 'scalar') return condition
    found = true
    return { ...condition, right: { kind: 'arithmetic', op: '*', left: literal(factor), right: condition.right } }
  }
  const where = select.where === undefined ? undefined : change(select.where)
  return found && where !== undefined ? { ...select, where } : undefined
}
