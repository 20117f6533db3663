import type { Rng } from '../../../core/rng.ts'
import { call, type Expr, star } from '../../../lang/sql/ast.ts'
import { drawGrouping } from './generate-aggregates.ts'
import { equalPiece, measurePiece } from './generate-conditions.ts'
import { type Piece, ref, toSelect } from './generate-draft.ts'
import { flagPiece, gapPiece } from './generate-modifiers.ts'
import { ask, drawFocus, speaksOf, type Topic, toState, toSubject } from './generate-subject.ts'
import { chance, pick, plural, sayColumn } from './generate-text.ts'
import type { Focus } from './generate-world.ts'

const rows = call('count', star)

/** "share of each device in sessions": rows or a sum of each group in percent of the whole. */
export const share: Topic = (world, rng) => {
  const grouped = drawGrouping(world, rng, () => true)
  if (grouped === undefined) return undefined
  const { focus, tables, item, groupBy, group } = grouped
  const col = focus.measures.length > 0 && chance(rng, 0.35) ? pick(rng, focus.measures) : undefined
  const value: Expr = col === undefined ? rows : call('sum', ref(col))
  const total = toSelect(world, { root: focus, tables, items: [value] }, false)
  if (total === undefined) return undefined
  const percent: Expr = {
    kind: 'ratio',
    numerator: value,
    denominator: { kind: 'scalar', query: total },
    percent: true,
  }
  const slots = {
    ...toSubject(focus, [], rng),
    group,
    groups: plural(group),
    column: col && sayColumn(col, focus.table, rng),
  }
  const base = { root: focus, tables, groupBy }
  return ask(
    world,
    rng,
    col === undefined ? 'share' : 'share-sum',
    slots,
    { ...base, items: [ref(item), percent] },
    { ...base, items: [ref(item), value] },
  )
}

/** A condition of any kind that the table has matter for. */
const drawPart = (focus: Focus, rng: Rng): Piece | undefined =>
  rng
    .shuffle([equalPiece, equalPiece, flagPiece, gapPiece, measurePiece])
    .reduce<Piece | undefined>((found, make) => found ?? make(focus, rng), undefined)

/** "what percentage of customers are companies", also by group. The core counts those that are. */
export const percentage: Topic = (world, rng) => {
  const able = ({ categories, flags, gaps, measures }: Focus): boolean =>
    categories.length + flags.length + gaps.length + measures.length > 0
  const grouped = chance(rng, 0.25) ? drawGrouping(world, rng, able) : undefined
  const focus = grouped?.focus ?? drawFocus(world, rng, able)
  const piece = focus && drawPart(focus, rng)
  if (focus === undefined || piece === undefined || (grouped !== undefined && speaksOf(piece, grouped.item)))
    return undefined
  const subject = toSubject(focus, [], rng)
  const indicator: Expr = { kind: 'indicator', condition: piece.condition }
  const percent: Expr = { kind: 'ratio', numerator: call('sum', indicator), denominator: rows, percent: true }
  const slots = {
    many: subject.many,
    rest: piece.before ? undefined : piece.text,
    state: piece.before ? piece.text : toState(piece.text),
    group: grouped?.group,
  }
  const { item, tables = [], groupBy = [] } = grouped ?? {}
  const keys = item === undefined ? [] : [ref(item)]
  const base = { root: focus, tables, groupBy }
  return ask(
    world,
    rng,
    grouped === undefined ? 'percentage' : 'percentage-by',
    slots,
    { ...base, items: [...keys, percent] },
    { ...base, items: [...keys, rows], pieces: [{ ...piece, modifier: false }] },
  )
}
