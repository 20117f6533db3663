import { compare, literal } from '../../../lang/sql/ast.ts'
import { pickValue } from './generate-conditions.ts'
import { keyOf, ref, silent } from './generate-draft.ts'
import { named } from './generate-lists.ts'
import { ask, drawBusy, drawFocus, type Topic } from './generate-subject.ts'
import { chance, datedOf, isPlace, pick, plural, sayColumn, sayTable, sayValue } from './generate-text.ts'
import { type Focus, toLiteral, type World } from './generate-world.ts'

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
  const condition = compare(ref(focus!.label!), '=', literal(value))
  const pieces = [silent(condition)]
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
    pieces: [silent(condition)],
  })
}

/** "products of Acme", over a key or a table that stands between. */
export const children: Topic = (world, rng) => {
  const direct = world.links
    .filter(({ child, parent }) => named(child) && named(parent))
    .map(({ child, parent, busy }) => ({ child, parent, busy, topic: 'children' }))
  const bridged = partnersOf(world).map(({ from, to, busy }) => ({ child: from, parent: to, busy, topic: 'partners' }))
  const pairs = bridged.length > 0 && chance(rng, 0.4) ? bridged : direct
  const drawn = drawBusy(pairs, rng)
  if (drawn === undefined) return undefined
  const { child: from, parent: to, topic } = drawn
  const value = pickValue(to.label!, rng)
  if (value === undefined) return undefined
  const [one, other] = [sayTable(from.table, rng), sayTable(to.table, rng)]
  const slots = { one: other, many: plural(one), parent: other, value: sayValue(value, rng) }
  const condition = compare(ref(to.label!), '=', literal(value))
  return ask(world, rng, topic, slots, {
    root: from,
    tables: [keyOf(to)],
    items: [ref(from.label!)],
    pieces: [silent(condition)],
    distinct: topic === 'partners',
  })
}

/** Pairs of named tables with a table between them that points to both. */
export function partnersOf(world: World): { from: Focus; to: Focus; via: Focus; busy: boolean }[] {
  return world.links.flatMap(a =>
    world.links
      .filter(b => a.child === b.child && a.parent !== b.parent && a.child !== a.parent && a.child !== b.parent)
      .filter(b => named(a.parent) && named(b.parent))
      .map(b => ({ from: a.parent, to: b.parent, via: a.child, busy: b.busy })),
  )
}

/** "status of order 17": a row by its number. */
export const lookupByNumber: Topic = (world, rng) => {
  const keyed = (focus: Focus): number | undefined => focus.table.primary
  const focus = drawFocus(world, rng, one => keyed(one) !== undefined && one.attributes.length > 0)
  const key = focus && world.index.columns[keyed(focus)!]!
  if (focus === undefined || key === undefined || !key.profile.numeric || key.profile.values.length === 0)
    return undefined
  const value = pick(rng, key.profile.values)
  if (typeof value === 'string') return undefined
  const asked = [...(focus.label === undefined ? [] : [focus.label]), ...focus.attributes].filter(
    ({ profile }) => profile.nulls < 0.3 * profile.rows,
  )
  if (asked.length === 0) return undefined
  const [first, second] = rng.shuffle(asked)
  const two = second !== undefined && chance(rng, 0.2)
  const slots = {
    one: sayTable(focus.table, rng),
    column: sayColumn(first!, focus.table, rng),
    second: second && sayColumn(second, focus.table, rng),
    number: String(value),
  }
  return ask(world, rng, two ? 'by-number-two' : 'by-number', slots, {
    root: focus,
    items: two ? [ref(first!), ref(second)] : [ref(first!)],
    pieces: [silent(compare(ref(key), '=', toLiteral(value)))],
  })
}
