import { type Condition, compare, literal } from '../../../lang/sql/ast.ts'
import { eitherPiece, notPiece, pickValue } from './generate-conditions.ts'
import { keyOf, ref } from './generate-draft.ts'
import { ask, drawFocus, drawPieces, type Subject, type Topic, toSubject } from './generate-subject.ts'
import {
  chance,
  comparativesOf,
  datedOf,
  isPlace,
  pick,
  plural,
  sayColumn,
  sayTable,
  sayValue,
} from './generate-text.ts'
import { type Focus, isSayable, type World } from './generate-world.ts'

const named = (focus: Focus): boolean => focus.label !== undefined
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
        items: [{ kind: 'aggregate', fn: 'count', distinct: false, arg: { kind: 'star' } }],
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
  const first = two && focus.label !== undefined && chance(rng, 0.6) ? focus.label : pick(rng, focus.attributes)
  const second = pick(rng, focus.attributes)
  if ((two && first === second) || (pieces.length === 0 && focus.table.rows > 100)) return undefined
  const [column, other] = [first, second].map(col => sayColumn(col, focus.table, rng)) as [string, string]
  const slots = { ...subject, column, columns: plural(column), second: other, seconds: plural(other) }
  return ask(world, rng, two ? 'two-items' : 'items', slots, {
    root: focus,
    items: two ? [ref(first), ref(second)] : [ref(first)],
    pieces,
  })
}

/** "e-mail of acme", "what is Acme's e-mail". */
export const lookup: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => named(one) && one.attributes.length > 0)
  const value = focus && pickValue(focus.label!, rng)
  if (value === undefined) return undefined
  const col = pick(rng, focus!.attributes)
  const second = pick(rng, focus!.attributes)
  const slots = {
    one: sayTable(focus!.table, rng),
    column: sayColumn(col, focus!.table, rng),
    second: sayColumn(second, focus!.table, rng),
    value: sayValue(value, rng),
    verb: datedOf(col.words)?.verbs[0],
  }
  const condition: Condition = compare(ref(focus!.label!), '=', literal(value))
  const pieces = [{ condition, tables: [], modifier: false, text: '', before: false }]
  const two = second !== col && chance(rng, 0.15)
  const dated =
    !two &&
    col.profile.storage !== undefined &&
    chance(rng, 0.4) &&
    slots.verb !== undefined &&
    !/^(who|that) /.test(slots.verb)
  const topic = two
    ? 'lookup-two'
    : dated
      ? 'lookup-date'
      : isPlace(col) && chance(rng, 0.4)
        ? 'lookup-place'
        : 'lookup'
  return ask(world, rng, topic, slots, { root: focus!, items: (two ? [col, second] : [col]).map(ref), pieces })
}

/** "which department does Ann belong to", "phone of Ann's department". */
export const lookupParent: Topic = (world, rng) => {
  const links = world.links.filter(({ child, parent }) => named(child) && named(parent))
  if (links.length === 0) return undefined
  const { child, parent } = pick(rng, links)
  const value = pickValue(child.label!, rng)
  if (value === undefined) return undefined
  const own = parent.attributes.length > 0 && chance(rng, 0.3) ? pick(rng, parent.attributes) : undefined
  const slots = {
    one: sayTable(child.table, rng),
    parent: sayTable(parent.table, rng),
    value: sayValue(value, rng),
    column: own && sayColumn(own, parent.table, rng),
  }
  const condition = compare(ref(child.label!), '=', literal(value))
  return ask(world, rng, own === undefined ? 'lookup-parent' : 'lookup-parent-item', slots, {
    root: child,
    tables: [keyOf(parent)],
    items: [ref(own ?? parent.label!)],
    pieces: [{ condition, tables: [], modifier: false, text: '', before: false }],
  })
}

/** "products of Acme", over a key or a table that stands between. */
export const children: Topic = (world, rng) => {
  const direct = world.links
    .filter(({ child, parent }) => named(child) && named(parent))
    .map(({ child, parent }) => ({ from: child, to: parent, topic: 'children' }))
  const bridged = partnersOf(world).map(({ from, to }) => ({ from, to, topic: 'partners' }))
  const pairs = bridged.length > 0 && chance(rng, 0.4) ? bridged : direct
  if (pairs.length === 0) return undefined
  const { from, to, topic } = pick(rng, pairs)
  const value = pickValue(to.label!, rng)
  if (value === undefined) return undefined
  const [one, other] = [sayTable(from.table, rng), sayTable(to.table, rng)]
  const slots = { one: other, many: plural(one), parent: other, value: sayValue(value, rng) }
  const condition = compare(ref(to.label!), '=', literal(value))
  return ask(world, rng, topic, slots, {
    root: from,
    tables: [keyOf(to)],
    items: [ref(from.label!)],
    pieces: [{ condition, tables: [], modifier: false, text: '', before: false }],
    distinct: topic === 'partners',
  })
}

/** Pairs of named tables with a table between them that points to both. */
export function partnersOf(world: World): { from: Focus; to: Focus; via: Focus }[] {
  return world.links.flatMap(a =>
    world.links
      .filter(b => a.child === b.child && a.parent !== b.parent && a.child !== a.parent && a.child !== b.parent)
      .filter(b => named(a.parent) && named(b.parent))
      .map(b => ({ from: a.parent, to: b.parent, via: a.child })),
  )
}

/** "which browsers do we see". */
export const distinct: Topic = (world, rng) => {
  const focus = drawFocus(world, rng, one => one.categories.length > 0)
  if (focus === undefined) return undefined
  const col = pick(rng, focus.categories)
  const column = sayColumn(col, focus.table, rng)
  const pieces = chance(rng, 0.2)
    ? drawPieces(world, focus, rng, 1, 1).filter(
        ({ condition }) => !JSON.stringify(condition).includes(JSON.stringify(col.name)),
      )
    : []
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
  const col = pick(rng, [...focus.measures, ...moments, ...(chance(rng, 0.3) ? [focus.label!] : [])])
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
    pieces: [{ condition, tables: [], modifier: false, text: '', before: false }],
  })
}
