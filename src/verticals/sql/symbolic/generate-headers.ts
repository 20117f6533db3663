import type { Rng } from '../../../core/rng.ts'
import { keyOf, type Piece } from './generate-draft.ts'
import { periodPiece } from './generate-modifiers.ts'
import { pick } from './generate-text.ts'
import type { Focus, Moment, World } from './generate-world.ts'

/** A date of something that happened, with the tables that reach it. */
export type Header = { readonly focus: Focus; readonly moment: Moment; readonly tables: readonly string[] }

const dayLike = (focus: Focus): Moment[] =>
  focus.moments.filter(
    ({ yearOnly, words }) => !yearOnly && !/birth|born|dob|hire|join|licens|signup/.test(words.join(' ')),
  )

/** The first dates of a table's rows, or else of the rows that they belong to: the day of a line is that of its head. */
export function headersOf(world: World, focus: Focus): Header[] {
  const own = dayLike(focus).slice(0, 1)
  if (own.length > 0) return own.map(moment => ({ focus, moment, tables: [] }))
  // the head of a line is itself a child; the date of what it refers to besides is one of that alone
  const isChild = (focus: Focus): boolean =>
    world.links.some(({ child, parent }) => child === focus && parent !== focus)
  const dated = world.links.filter(
    ({ child, parent }) => child === focus && parent !== focus && isChild(parent) && dayLike(parent).length > 0,
  )
  if (dated.length !== 1) return []
  const { parent } = dated[0]!
  return [{ focus: parent, moment: dayLike(parent)[0]!, tables: [keyOf(parent)] }]
}

/** A period of years on the date of the rows or of their head: "in 2022", "since 2023". */
export function periodFor(world: World, focus: Focus, rng: Rng): Piece | undefined {
  const headers = headersOf(world, focus)
  if (headers.length === 0) return undefined
  const { moment, tables } = pick(rng, headers)
  const piece = periodPiece({ ...focus, moments: [moment] }, rng, true)
  const bare = piece && /\b(in|since|before|after|during|between|from) (the |Q|\w{3,9} )?\d.*$/.exec(piece.text)
  return piece === undefined || bare == null ? undefined : { ...piece, text: bare[0], tables }
}
