import { type Condition, call, star } from '../../../lang/sql/ast.ts'
import { eitherPiece, notPiece, pickValue } from './generate-conditions.ts'
import { ref, silent } from './generate-draft.ts'
import { ask, drawFocus, drawPieces, type Subject, speaksOf, type Topic, toSubject } from './generate-subject.ts'
import { chance, comparativesOf, datedOf, pick, plural, sayColumn } from './generate-text.ts'
import { type Focus, isSayable } from './generate-world.ts'

export const named = (focus: Focus): boolean => focus.label !== undefined
/** What the rows are called by, in the plural. */
const labels = ({ focus }: Subject, rng: Parameters<Topic>[1]): string =>
  chance(rng, 0.6) ? 'names' : plural(sayColumn(focus.label!, focus.table, rng))
const items = ({ focus }: Subject): ReturnType<typeof ref>[] => [ref(focus.label!)]

/** The rows under one to three conditions: "black products lighter than 200 g". */
export const list: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, named)
  const pieces = focus && drawPieces(world, focus, rng, 1, chance(rng, 0.8) ? 2 : 3)
  if (pieces === undefined || pieces.length === 0) return undefined
  const subject = toSubject(focus!, pieces, rng)
  return ask(
    world,
    rng,
    'list',
    { ...subject, labels: labels(subject, rng) },
    { root: focus!, items: items(subject), pieces },
  )
}

/** All rows: "list the departments". */
export const listAll: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, named)
  if (focus === undefined || focus.table.rows > 500) return undefined
  const subject = toSubject(focus, [], rng)
  return ask(world, rng, 'list', { ...subject, labels: labels(subject, rng) }, { root: focus, items: items(subject) })
}

/** The rows with one of two values, or with any other than one. */
export const listEither: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => named(one) && one.categories.length > 0)
  const piece = focus && (chance(rng, 0.55) ? eitherPiece(focus, rng) : notPiece(focus, rng))
  if (piece === undefined) return undefined
  const subject = toSubject(focus!, [piece], rng)
  const counted = chance(rng, 0.3)
  return counted
    ? ask(world, rng, 'count-filtered', subject, {
        root: focus!,
        items: [call('count', star)],
        pieces: [piece],
      })
    : ask(
        world,
        rng,
        'list',
        { ...subject, labels: labels(subject, rng) },
        { root: focus!, items: items(subject), pieces: [piece] },
      )
}

/** One column, or two, of rows under conditions or of all. */
export const listItems: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => one.attributes.length > 0)
  if (focus === undefined) return undefined
  const pieces = drawPieces(world, focus, rng, focus.table.rows > 100 || chance(rng, 0.6) ? 1 : 0, 2)
  const subject = toSubject(focus, pieces, rng)
  const two = chance(rng, 0.5)
  const free = focus.attributes.filter(col => !pieces.some(piece => speaksOf(piece, col)))
  if (free.length === 0) return undefined
  const first = two && focus.label !== undefined && chance(rng, 0.6) ? focus.label : pick(rng, free)
  const second = pick(rng, free)
  if ((two && first === second) || (pieces.length === 0 && focus.table.rows > 100)) return undefined
  const [column, other] = [first, second].map(col => sayColumn(col, focus.table, rng)) as [string, string]
  const slots = { ...subject, column, columns: plural(column), second: other, seconds: plural(other) }
  return ask(world, rng, two ? 'two-items' : 'items', slots, {
    root: focus,
    items: two ? [ref(first), ref(second)] : [ref(first)],
    pieces,
  })
}

/** "which browsers do we see". */
export const distinct: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => one.categories.length > 0)
  if (focus === undefined) return undefined
  const col = pick(rng, focus.categories)
  const column = sayColumn(col, focus.table, rng)
  const pieces = chance(rng, 0.2) ? drawPieces(world, focus, rng, 1, 1).filter(piece => !speaksOf(piece, col)) : []
  const subject = toSubject(focus, pieces, rng)
  return ask(
    world,
    rng,
    'distinct',
    { ...subject, column, columns: plural(column) },
    { root: focus, items: [ref(col)], pieces, distinct: true },
  )
}

/** "products by price, cheapest first". */
export const sorted: Topic = (world, rng) => {
  const focus = drawFocus(
    world,
    rng,
    one => named(one) && one.measures.length + one.moments.length > 0 && one.table.rows <= 1000,
  )
  if (focus === undefined) return undefined
  const moments = focus.moments.flatMap(moment =>
    moment.column !== undefined && moment.expr.kind === 'date' ? [moment.column] : [],
  )
  const keys = [...focus.measures, ...moments, ...(chance(rng, 0.3) ? [focus.label!] : [])]
  // a date in three columns is none to sort by
  if (keys.length === 0) return undefined
  const col = pick(rng, keys)
  const desc = chance(rng, 0.5)
  const dated = moments.includes(col) ? (datedOf(col.words) ?? { late: ['newest'], early: ['oldest'] }) : undefined
  const comparatives = comparativesOf(col)
  const label = col === focus.label
  const [top, bottom] = dated
    ? [dated.late, dated.early]
    : comparatives && !label
      ? [comparatives.high, comparatives.low]
      : [undefined, undefined]
  const [high, low] = top === undefined ? [undefined, undefined] : [pick(rng, top), pick(rng, bottom!)]
  const plainOrder = label
    ? desc
      ? ['descending', 'z to a']
      : ['ascending', 'alphabetically', 'a to z']
    : dated
      ? desc
        ? ['newest first', 'latest first', 'most recent first']
        : ['oldest first', 'earliest first']
      : desc
        ? ['descending', 'highest first', 'biggest first', 'high to low', 'desc']
        : ['ascending', 'lowest first', 'smallest first', 'low to high']
  const [first, last] = desc ? [high, low] : [low, high]
  const plainEnds = label
    ? undefined
    : dated
      ? desc
        ? 'newest to oldest'
        : 'oldest to newest'
      : desc
        ? 'highest to lowest'
        : 'lowest to highest'
  const pieces = chance(rng, 0.4) ? drawPieces(world, focus, rng, 1, 1) : []
  const subject = toSubject(focus, pieces, rng)
  const slots = {
    ...subject,
    labels: labels(subject, rng),
    column: label && chance(rng, 0.5) ? 'name' : sayColumn(col, focus.table, rng),
    order: first !== undefined && chance(rng, 0.5) ? `${first} first` : pick(rng, plainOrder),
    direction: desc
      ? pick(rng, ['descending', 'decreasing'])
      : pick(rng, label ? ['ascending', 'alphabetical'] : ['ascending', 'increasing']),
    ends: first !== undefined && chance(rng, 0.5) ? `${first} to ${last}` : plainEnds,
  }
  return ask(world, rng, 'sorted', slots, {
    root: focus,
    items: [ref(focus.label!)],
    pieces,
    orderBy: [{ expr: ref(col), direction: desc ? 'desc' : 'asc' }],
  })
}

/** "customers whose name contains 'berg'". */
export const like: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, named)
  const value = focus && pickValue(focus.label!, rng)
  const [word] = value === undefined ? [] : rng.shuffle(value.split(/[^\p{L}\p{N}]+/u).filter(part => part.length >= 3))
  if (word === undefined || !isSayable(word)) return undefined
  const starts = chance(rng, 0.35)
  const text = starts ? (chance(rng, 0.5) ? value![0]! : value!.slice(0, 3).trim()) : word
  if (!isSayable(text)) return undefined
  const condition: Condition = {
    kind: 'like',
    arg: ref(focus!.label!),
    pattern: starts ? `${text}%` : `%${text}%`,
    not: false,
  }
  const subject = toSubject(focus!, [], rng)
  const label = chance(rng, 0.6) ? 'name' : sayColumn(focus!.label!, focus!.table, rng)
  const slots = {
    ...subject,
    label,
    labels: plural(label),
    value: chance(rng, 0.6) && !text.includes("'") ? `'${text}'` : `"${text}"`,
  }
  return ask(world, rng, starts ? 'starts' : 'like', slots, {
    root: focus!,
    items: [ref(focus!.label!)],
    pieces: [silent(condition)],
  })
}
