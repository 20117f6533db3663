import { call, type Expr, star } from '../../../lang/sql/ast.ts'
import { drawGrouping } from './generate-aggregates.ts'
import { equalPiece, measurePiece } from './generate-conditions.ts'
import { type Piece, ref, toSelect } from './generate-draft.ts'
import { flagPiece, gapPiece } from './generate-modifiers.ts'
import { ask, drawFocus, type Topic, toState, toSubject } from './generate-subject.ts'
import { chance, pick, plural, sayColumn } from './generate-text.ts'

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

/** "what percentage of customers are companies". The core counts those that are. */
export const percentage: Topic = (world, rng) => {
  const focus = drawFocus(
    world,
    rng,
    one => one.categories.length + one.flags.length + one.gaps.length + one.measures.length > 0,
  )
  const piece =
    focus &&
    rng
      .shuffle([equalPiece, equalPiece, flagPiece, gapPiece, measurePiece])
      .reduce<Piece | undefined>((found, make) => found ?? make(focus, rng), undefined)
  if (focus === undefined || piece === undefined) return undefined
  const subject = toSubject(focus, [], rng)
  const indicator: Expr = { kind: 'indicator', condition: piece.condition }
  const percent: Expr = { kind: 'ratio', numerator: call('sum', indicator), denominator: rows, percent: true }
  const slots = {
    many: subject.many,
    rest: piece.before ? undefined : piece.text,
    state: piece.before ? piece.text : toState(piece.text),
  }
  return ask(
    world,
    rng,
    'percentage',
    slots,
    { root: focus, items: [percent] },
    { root: focus, items: [rows], pieces: [piece] },
  )
}
