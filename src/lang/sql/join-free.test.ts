import { expect, it } from 'vitest'
import { column, type Select, star } from './ast.ts'
import { joinTrees, releaseJoins, restoreJoins, toJoinGraph } from './join-free.ts'
import { printQuery } from './print.ts'
import type { Column, ForeignKey, Schema, Table } from './schema.ts'

const col = (name: string, primaryKey = false): Column => ({
  name,
  type: 'integer',
  declared: 'INTEGER',
  nullable: true,
  primaryKey,
  unique: false,
})
const table = (name: string, ...columns: string[]): Table => ({
  key: name,
  name,
  kind: 'table',
  columns: [col('id', true), ...columns.map(one => col(one))],
})
const key = (from: string, by: string, to: string): ForeignKey => ({
  table: from,
  columns: [by],
  refTable: to,
  refColumns: ['id'],
  origin: 'declared',
})

const schema: Schema = {
  dialect: 'sqlite',
  tables: [
    table('station', 'city'),
    table('trip', 'start_station', 'end_station', 'bike'),
    table('bike', 'maker'),
    table('alone'),
  ],
  foreignKeys: [
    key('trip', 'start_station', 'station'),
    key('trip', 'end_station', 'station'),
    key('trip', 'bike', 'bike'),
  ],
}
const graph = toJoinGraph(schema)
const over = (
  tables: string[],
  via: Select['from'] & { kind: 'tables' } = { kind: 'tables', tables, via: [] },
): Select => ({
  kind: 'select',
  distinct: false,
  items: [{ expr: { kind: 'aggregate', fn: 'count', distinct: false, arg: star } }],
  from: via,
  groupBy: [],
  orderBy: [],
})
const text = (select: Select): string | undefined => {
  const restored = restoreJoins(select, graph)
  return restored === null ? undefined : printQuery(restored, schema)
}

it('adds the tables between', () => {
  expect(text(over(['station', 'bike']))).toBe(
    'SELECT count(*) FROM station JOIN trip ON station.id = trip.start_station JOIN bike ON trip.bike = bike.id',
  )
})

it('takes the key that is named where two connect the same tables', () => {
  const via = { kind: 'tables', tables: ['station', 'trip'], via: [column('trip', 'end_station')] } as const
  expect(text(over([], via))).toBe('SELECT count(*) FROM station JOIN trip ON station.id = trip.end_station')
})

it('gives no join where no key leads, never a cross join', () => {
  expect(text(over(['station', 'alone']))).toBeUndefined()
  expect(joinTrees(graph, ['nowhere'], 1)).toEqual([])
})

it('lists both ways where two keys connect the same tables', () => {
  expect(joinTrees(graph, ['station', 'trip'], 3).map(tree => tree.keys[0]!.columns[0])).toEqual([
    'start_station',
    'end_station',
  ])
})

it('releases what it restores to the same text', () => {
  for (const select of [over(['station', 'bike']), over(['trip', 'bike']), over(['station', 'trip'])]) {
    const joined = restoreJoins(select, graph)!
    const released = releaseJoins(joined, graph)
    expect(released.kind === 'select' && released.from.kind).toBe('tables')
    expect(printQuery(restoreJoins(released, graph)!, schema)).toBe(printQuery(joined, schema))
  }
})
