import { expect, it } from 'vitest'
import { call, column, compare, literal, type Select, star } from '../../../lang/sql/ast.ts'
import { smallShop } from '../link/small-index.suite.ts'
import { toSketch } from './abstract.ts'
import { holeCount, parseSketch, printSketch, withAlternative, withConditions } from './sketch.ts'

const index = smallShop()
const select = (more: Partial<Select>): Select => ({
  kind: 'select',
  distinct: false,
  items: [{ expr: column('customer', 'name') }],
  from: { kind: 'joined', first: { table: 'customer' }, joins: [] },
  groupBy: [],
  orderBy: [],
  ...more,
})
const germany = compare(column('customer', 'country'), '=', literal('Germany'))

it('abstracts names and values, in canonical order', () => {
  const counted = { expr: call('count', star) }
  const name = { expr: column('customer', 'name') }
  const sketches = [
    [name, counted],
    [counted, name],
  ].map(items => toSketch(select({ items, groupBy: [name.expr], where: germany }), index)!)
  expect(sketches[0]).toEqual(sketches[1])
  expect(sketches[0]!.columns.map(id => index.columns[id]!.name)).toEqual(['name', 'country'])
})

it('takes the group of one entity for its items', () => {
  const grouped = toSketch(
    select({
      groupBy: [column('customer', 'id')],
      items: [{ expr: column('customer', 'name') }, { expr: call('count', star) }],
    }),
    index,
  )
  expect(grouped?.sketch.group).toBe('items')
})

it('adds conditions as toSketch would number them', () => {
  const plain = toSketch(select({ orderBy: [{ expr: column('customer', 'email'), direction: 'asc' }] }), index)!.sketch
  const conditioned = toSketch(
    select({ where: germany, orderBy: [{ expr: column('customer', 'email'), direction: 'asc' }] }),
    index,
  )!.sketch
  expect(withConditions(plain, ['eq'])).toEqual(conditioned)
  expect(holeCount(withConditions(plain, ['eq', 'gt']))).toBe(4)
})

it('offers one more value for a column that has one', () => {
  const one = toSketch(select({ where: germany }), index)!.sketch
  expect(withAlternative(one)?.where).toEqual([
    { op: 'eq', hole: 1 },
    { op: 'eq', hole: 1 },
  ])
  expect(withAlternative(toSketch(select({}), index)!.sketch)).toBeUndefined()
  expect(parseSketch(printSketch(one))).toEqual(one)
})
