import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  aggregates,
  type Condition,
  call,
  column,
  compare,
  dateStorages,
  dateUnits,
  type Expr,
  literal,
  type Query,
  type Select,
  star,
} from '../../lang/sql/ast.ts'
import type { Column, Schema } from '../../lang/sql/schema.ts'
import { explainQuery } from './explain.ts'
import { toPlural, toSingular, toWords } from './explain-names.ts'
import { periodName, periodWords } from './explain-period.ts'

const col = (name: string, type: Column['type'], primaryKey = false): Column => ({
  name,
  type,
  declared: type,
  nullable: !primaryKey,
  primaryKey,
  unique: primaryKey,
})
const schema: Schema = {
  dialect: 'sqlite',
  tables: [
    {
      key: 'customers',
      name: 'customers',
      kind: 'table',
      columns: [col('custNo', 'integer', true), col('full_name', 'text'), col('country', 'text')],
    },
    {
      key: 'orders',
      name: 'orders',
      kind: 'table',
      columns: [
        col('order_id', 'integer', true),
        col('buyer', 'integer'),
        col('order_date', 'date'),
        col('qty', 'integer'),
        col('unit_price', 'real'),
      ],
    },
  ],
  foreignKeys: [
    { table: 'orders', columns: ['buyer'], refTable: 'customers', refColumns: ['custNo'], origin: 'declared' },
  ],
}

const from = (...tables: string[]): Select['from'] => ({
  kind: 'joined',
  first: { table: tables[0]! },
  joins: tables.slice(1).map(table => ({
    kind: 'inner',
    source: { table },
    on: [{ left: column('orders', 'buyer'), right: column('customers', 'custNo') }],
  })),
})
const select = (
  items: readonly (Expr | typeof star)[],
  tables: readonly string[],
  rest: Partial<Select> = {},
): Select => ({
  kind: 'select',
  distinct: false,
  items: items.map(expr => ({ expr })),
  from: from(...tables),
  groupBy: [],
  orderBy: [],
  ...rest,
})
const day = (name: string): Expr => ({ kind: 'date', arg: column('orders', name), storage: 'iso' })

describe('queries in words', () => {
  const cases: [string, Query, string[]][] = [
    ['a count', select([call('count', star)], ['orders']), ['counts orders']],
    [
      'a list with a filter',
      select([column('customers', 'full_name')], ['customers'], {
        where: compare(column('customers', 'country'), '=', literal('Chile')),
      }),
      ['lists the full name of customers', "only where country is 'Chile'"],
    ],
    [
      'groups of an entity, over a join',
      select([column('customers', 'full_name'), call('count', star)], ['orders', 'customers'], {
        groupBy: [column('customers', 'custNo'), column('customers', 'full_name')],
        orderBy: [{ expr: call('count', star), direction: 'desc' }],
        limit: 3,
      }),
      [
        'counts orders per customer',
        'joined with customers by buyer of orders = cust no of customers',
        'only the 3 with the highest number of orders',
      ],
    ],
    [
      'a measure with arithmetic in a month',
      select(
        [
          call('sum', {
            kind: 'arithmetic',
            op: '*',
            left: column('orders', 'qty'),
            right: column('orders', 'unit_price'),
          }),
        ],
        ['orders'],
        {
          where: {
            kind: 'and',
            parts: [
              compare(day('order_date'), '>=', literal('2021-03-01')),
              compare(day('order_date'), '<', literal('2021-04-01')),
            ],
          },
        },
      ),
      ['computes the total of (qty × unit price) of orders', 'only where order date is in March 2021'],
    ],
    [
      'a share',
      select(
        [
          {
            kind: 'ratio',
            numerator: call('sum', {
              kind: 'indicator',
              condition: compare(column('customers', 'country'), '=', literal('Chile')),
            }),
            denominator: call('count', star),
            percent: true,
          },
        ],
        ['customers'],
      ),
      ["computes the percentage of customers where country is 'Chile'"],
    ],
    [
      'without any',
      select([column('customers', 'full_name')], ['customers'], {
        where: {
          kind: 'in',
          arg: column('customers', 'custNo'),
          in: select([column('orders', 'buyer')], ['orders'], {
            where: { kind: 'null', arg: column('orders', 'buyer'), not: true },
          }),
          not: true,
        },
      }),
      ['lists the full name of customers', 'only where there are no orders for it'],
    ],
    [
      'the highest of all',
      select([column('orders', 'order_id')], ['orders'], {
        where: compare(column('orders', 'unit_price'), '=', {
          kind: 'scalar',
          query: select([call('max', column('orders', 'unit_price'))], ['orders']),
        }),
      }),
      ['lists the order id of orders', 'only where unit price is the highest of all'],
    ],
    [
      'the first with all that tie',
      select([column('orders', 'order_id')], ['orders'], {
        orderBy: [{ expr: column('orders', 'order_date'), direction: 'desc' }],
        limit: 1,
        ties: true,
      }),
      ['lists the order id of orders', 'only the one with the latest order date, with all that tie'],
    ],
    [
      'a set operation',
      {
        kind: 'except',
        left: select([column('customers', 'country')], ['customers']),
        right: select([star], ['orders']),
      },
      ['lists the country of customers', 'of these only what this does not give:', '  lists everything of orders'],
    ],
  ]
  for (const [name, query, lines] of cases) test(name, () => expect(explainQuery(query, schema)).toEqual(lines))
})

test('periods', () => {
  expect(periodWords('2021-01-01', '2022-01-01')).toBe('in 2021')
  expect(periodName('2024-06-01', '2024-07-01')).toBe('June 2024')
  expect(periodWords('2024-12-01', '2025-01-01')).toBe('in December 2024')
  expect(periodWords('2024-04-01', '2024-07-01')).toBe('in quarter 2 of 2024')
  expect(periodWords('2024-02-28', '2024-02-29')).toBe('on 2024-02-28')
  expect(periodWords('2024-02-26', '2024-03-04')).toBe('from 2024-02-26 to 2024-03-03')
  expect(periodWords('2024-02-26 10:00:00', '2024-02-26 11:00:00')).toBe(
    'from 2024-02-26 10:00:00 to before 2024-02-26 11:00:00',
  )
})

test('names', () => {
  expect(['order_lines', 'custNo', 'eMail', 'Région', 'product reviews'].map(toWords)).toEqual([
    'order lines',
    'cust no',
    'email',
    'Région',
    'product reviews',
  ])
  expect(['city', 'day', 'class', 'box', 'person', 'orders', 'staff'].map(toPlural)).toEqual([
    'cities',
    'days',
    'classes',
    'boxes',
    'people',
    'orders',
    'staff',
  ])
  expect(['cities', 'orders', 'classes', 'people', 'status', 'boxes'].map(toSingular)).toEqual([
    'city',
    'order',
    'class',
    'person',
    'status',
    'box',
  ])
})

const names = fc.constantFrom('customers', 'orders', 'custNo', 'order_date', 'nowhere', '', '☃', '__proto__', 'a b')
const ref = fc.record({ kind: fc.constant('column' as const), table: names, column: names })
const value = fc
  .oneof(fc.constantFrom(null, true, false, '', "'", '2024-01-01', '2024-02-30', 'x'), fc.double(), fc.bigInt())
  .map(literal)

const tree = fc.letrec<{ expr: Expr; condition: Condition; query: Query }>(tie => {
  const moment = fc.oneof(
    fc.record({ kind: fc.constant('date' as const), arg: ref, storage: fc.constantFrom(...dateStorages) }),
    fc.record({ kind: fc.constant('date-of-parts' as const), year: ref, month: ref }),
  )
  const argument = fc.oneof(tie('expr'), fc.constant(star))
  return {
    expr: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      ref,
      value,
      fc.record({
        kind: fc.constant('aggregate' as const),
        fn: fc.constantFrom(...aggregates),
        distinct: fc.boolean(),
        arg: argument,
      }),
      fc.record({
        kind: fc.constant('arithmetic' as const),
        op: fc.constantFrom('+', '-', '*', '/'),
        left: tie('expr'),
        right: tie('expr'),
      }),
      moment,
      fc.record({ kind: fc.constant('date-part' as const), unit: fc.constantFrom(...dateUnits), arg: moment }),
      fc.record({ kind: fc.constant('days-between' as const), from: moment, to: moment }),
      fc.record({
        kind: fc.constant('time-between' as const),
        unit: fc.constantFrom('hour', 'minute'),
        from: moment,
        to: moment,
      }),
      fc.record({ kind: fc.constant('age' as const), birth: moment, at: fc.constant('2024-07-01') }),
      fc.record({
        kind: fc.constant('ratio' as const),
        numerator: tie('expr'),
        denominator: tie('expr'),
        percent: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('coalesce' as const), arg: tie('expr'), fallback: value }),
      fc.record({ kind: fc.constant('indicator' as const), condition: tie('condition') }),
      fc.record({ kind: fc.constant('scalar' as const), query: tie('query') }),
    ) as fc.Arbitrary<Expr>,
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({ kind: fc.constant('null' as const), arg: tie('expr'), not: fc.boolean() }),
      fc.record({
        kind: fc.constant('compare' as const),
        op: fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
        left: tie('expr'),
        right: tie('expr'),
      }),
      fc.record({
        kind: fc.constant('between' as const),
        arg: tie('expr'),
        low: tie('expr'),
        high: tie('expr'),
        not: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('like' as const), arg: tie('expr'), pattern: fc.string(), not: fc.boolean() }),
      fc.record({
        kind: fc.constant('in' as const),
        arg: tie('expr'),
        in: fc.oneof(tie('query'), fc.array(value, { maxLength: 3 })),
        not: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('exists' as const), query: tie('query'), not: fc.boolean() }),
      fc.record({ kind: fc.constantFrom('and', 'or'), parts: fc.array(tie('condition'), { maxLength: 3 }) }),
    ) as fc.Arbitrary<Condition>,
    query: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record(
        {
          kind: fc.constant('select' as const),
          distinct: fc.boolean(),
          items: fc.array(fc.record({ expr: argument }), { maxLength: 3 }),
          from: fc.oneof(
            fc.record({
              kind: fc.constant('tables' as const),
              tables: fc.array(names, { maxLength: 3 }),
              via: fc.array(ref, { maxLength: 1 }),
            }),
            fc.record({
              kind: fc.constant('joined' as const),
              first: fc.record({ table: names }),
              joins: fc.array(
                fc.record({
                  kind: fc.constantFrom('inner', 'left'),
                  source: fc.record({ table: names, alias: names }),
                  on: fc.array(fc.record({ left: ref, right: ref }), { maxLength: 2 }),
                }),
                { maxLength: 2 },
              ),
            }),
          ),
          where: tie('condition'),
          groupBy: fc.array(tie('expr'), { maxLength: 2 }),
          having: tie('condition'),
          orderBy: fc.array(fc.record({ expr: tie('expr'), direction: fc.constantFrom('asc', 'desc') }), {
            maxLength: 2,
          }),
          limit: fc.nat(),
          ties: fc.constant(true as const),
        },
        { requiredKeys: ['kind', 'distinct', 'items', 'from', 'groupBy', 'orderBy'] },
      ),
      fc.record({
        kind: fc.constantFrom('union', 'union-all', 'intersect', 'except'),
        left: tie('query'),
        right: tie('query'),
      }),
    ) as unknown as fc.Arbitrary<Query>,
  }
})

test('any tree is put into words', () => {
  fc.assert(
    fc.property(tree.query, query => {
      const lines = explainQuery(query, schema)
      expect(lines.length).toBeGreaterThan(0)
      for (const line of lines) expect(line).not.toContain('undefined')
    }),
    { numRuns: 2000 },
  )
})
