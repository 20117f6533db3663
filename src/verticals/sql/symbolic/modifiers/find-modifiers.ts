import { dateTargets } from '../../link/date-targets.ts'
import type { LinkedQuestion } from '../../link/match.ts'
import { findPeriods, type Period } from '../../link/periods.ts'
import { findGrouping } from '../../link/periods-grouping.ts'
import type { Span } from '../../link/question.ts'
import type { SchemaIndex } from '../../link/schema-index.ts'
import type { Manner } from '../reading.ts'
import { findAsides } from './aside.ts'
import { findAverageCount } from './average-count.ts'
import { findChange } from './change.ts'
import { findFactor } from './factor.ts'
import { findFlags } from './flag.ts'
import { findIncludingZero } from './including-zero.ts'
import { findMissing } from './missing.ts'
import { type Modifier, overlaps } from './modifier.ts'
import { findNotValues } from './not-value.ts'
import { findPeriodsApart } from './periods-apart.ts'
import { findRounding } from './rounded.ts'
import { findShares } from './share.ts'
import { findShown } from './shown.ts'
import { findSorted } from './sorted.ts'
import { findWithin } from './within.ts'

/**
 * The modifiers of a question, without overlap; earlier kinds win. `now` in milliseconds. Those that evaluation
 * suites do not know are looked for in what people ask only.
 */
export function findModifiers(linked: LinkedQuestion, index: SchemaIndex, now: number, manner: Manner): Modifier[] {
  const found: Modifier[] = []
  const add = (modifiers: readonly Modifier[]): void => {
    for (const modifier of modifiers)
      if (!found.some(other => overlaps(other.span, modifier.span) || isSame(other, modifier))) found.push(modifier)
  }
  add(linked.conditions.map(({ from, to, ...stated }) => ({ kind: 'stated', ...stated, span: { from, to } })))
  if (manner === 'ask') {
    if (dateTargets(index).length > 0) add(findChange(linked, now))
    add(findAsides(linked))
    add(findRounding(linked))
    add(findFactor(linked))
    add(findSorted(linked, index))
    add(findAverageCount(linked))
    add(findIncludingZero(linked))
    add(findShown(linked, index, found))
  }
  add(findIncludingZero(linked))
  add(findShares(linked, index))
  add(findMissing(linked, index))
  if (manner === 'ask') add(findNotValues(linked, index))
  if (dateTargets(index).length > 0) {
    add(
      findGrouping(linked.tokens)
        .filter(({ span }) => !isName(linked, index, span))
        .map(({ unit, asked, span }) => ({ kind: 'date-group', unit, asked, span })),
    )
    add(
      findPeriods(linked.tokens, now)
        .filter(period => isPlausible(period, linked))
        .map(period => ({ kind: 'period', period, span: { from: period.from, to: period.to } })),
    )
  }
  add(findFlags(linked, index))
  if (manner === 'ask') {
    add(findWithin(linked, index))
    add(findPeriodsApart(linked, found))
  }
  return found
}

/** A yes/no column is one condition, however often it is said; so is a missing value. */
const isSame = (a: Modifier, b: Modifier): boolean =>
  a.kind === b.kind && (a.kind === 'flag' || a.kind === 'missing') && 'column' in b && a.column === b.column

/** A stored value or a column says these words better than a date does. */
const isName = (linked: LinkedQuestion, index: SchemaIndex, span: Span): boolean =>
  linked.values.some(hit => hit.to - hit.from > 1 && overlaps(hit, span)) ||
  index.columns.some(column => {
    const match = linked.columns[column.id]!
    return match.literal && match.at.length > 1 && match.at.some(at => at >= span.from && at < span.to)
  })

const isPlausible = (period: Period, linked: LinkedQuestion): boolean =>
  !linked.quotations.some(quotation => overlaps(quotation, period)) &&
  !linked.values.some(hit => hit.score === 1 && hit.from <= period.from && hit.to >= period.to)
