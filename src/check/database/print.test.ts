import pg from 'pg'
import initSqlJs from 'sql.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Condition,
  call,
  column,
  compare,
  type DateOf,
  type DateOfParts,
  type DateUnit,
  dateUnits,
  type Expr,
  literal,
  type Order,
  type Query,
  type Select,
  star,
} from '../../lang/sql/ast.ts'
import { loadParser } from '../../lang/sql/parser.ts'
import { formatSql, printQuery } from '../../lang/sql/print.ts'
import type { Column, Dialect, Schema } from '../../lang/sql/schema.ts'
import { connectDuckdb } from './duckdb.ts'
import { checkQuery } from './gate.ts'
import { type PostgresServer, postgresMissing, startPostgresServer } from './postgres-server.ts'
import { type Sale, sales, salesSchema, salesStatements, shops } from './print.suite.ts'

type Rows = readonly (readonly unknown[])[]
type Case = { readonly name: string; readonly query: Query; readonly rows: Rows; readonly ordered?: boolean }

const ref = (name: string) => column('sale', name)
const from = { kind: 'joined', first: { table: 'sale' }, joins: [] } as const
const select = (rest: Partial<Select>): Select => ({
  kind: 'select',
  distinct: false,
  items: [{ expr: ref('id') }],
  from,
  groupBy: [],
  orderBy: [],
  ...rest,
})
const items = (...exprs: Expr[]) => exprs.map(expr => ({ expr }))
const desc = (expr: Expr): Order => ({ expr, direction: 'desc' })
const asc = (expr: Expr): Order => ({ expr, direction: 'asc' })
const ids = (condition: (sale: Sale) => boolean | null): Rows =>
  sales.filter(sale => condition(sale) === true).map(({ id }) => [id])
const where = (name: string, condition: Condition, holds: (sale: Sale) => boolean | null): Case => ({
  name,
  query: select({ where: condition }),
  rows: ids(holds),
})
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const moments: Record<string, DateOf | DateOfParts> = {
  ...Object.fromEntries(
    (
      [
        ['iso', 'iso'],
        ['iso_day', 'iso'],
        ['dmy', 'dmy'],
        ['mdy', 'mdy'],
        ['compact', 'compact'],
        ['native', 'native'],
        ['stamp', 'native'],
        ['unix', 'unix'],
        ['millis', 'unix-ms'],
      ] as const
    ).map(([name, storage]): [string, DateOf] => [name, { kind: 'date', arg: ref(name), storage }]),
  ),
  parts: { kind: 'date-of-parts', year: ref('y'), month: ref('m'), day: ref('d') },
}
const timed = new Set(['iso', 'dmy', 'stamp', 'unix', 'millis'])

const dayNames = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const monthNames = 'January February March April May June July August September October November December'.split(' ')
const pad = (value: number): string => String(value).padStart(2, '0')

/** The part of a moment, computed without SQL. */
function partOf(unit: DateUnit, at: string): string | number {
  const date = new Date(`${at.replace(' ', 'T')}Z`)
  switch (unit) {
    case 'year':
      return at.slice(0, 4)
    case 'quarter':
      return `${at.slice(0, 4)}-Q${Math.ceil((date.getUTCMonth() + 1) / 3)}`
    case 'month':
      return at.slice(0, 7)
    case 'week': {
      const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * 864e5)
      const year = thursday.getUTCFullYear()
      return `${year}-W${pad(Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 6048e5) + 1)}`
    }
    case 'day':
      return at.slice(0, 10)
    case 'weekday':
      return dayNames[date.getUTCDay()]!
    case 'monthname':
      return monthNames[date.getUTCMonth()]!
    case 'hour':
      return date.getUTCHours()
  }
}

/** Whole years; of what is still to come they count down to 0. */
function ageOn(at: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(at.slice(0, 4))
  const isBefore = day.slice(5) < at.slice(5, 10)
  return years > 0 && isBefore
    ? years - 1
    : years < 0 && !isBefore && day.slice(5) > at.slice(5, 10)
      ? years + 1
      : years
}

const dateCases = Object.entries(moments).flatMap(([form, arg]): Case[] => {
  const parts = dateUnits
    .filter(unit => unit !== 'hour' || timed.has(form))
    .map((unit): Case => {
      const expected = sales.map(({ id, at }) => {
        const part = at === null ? null : partOf(unit, at)
        return [id, unit === 'year' && form === 'parts' && part !== null ? Number(part) : part]
      })
      return {
        name: `${unit} of ${form}`,
        query: select({ items: items(ref('id'), { kind: 'date-part', unit, arg }) }),
        rows: expected,
      }
    })
  const within: Condition = {
    kind: 'and',
    parts: [compare(arg, '>=', literal('2024-01-01')), compare(arg, '<', literal('2024-03-04'))],
  }
  const shipped: DateOf = { kind: 'date', arg: ref('shipped'), storage: 'native' }
  return [
    ...parts,
    where(`${form} in a range`, within, ({ at }) => at !== null && at >= '2024-01-01' && at < '2024-03-04'),
    {
      name: `days from ${form}`,
      query: select({ items: items(ref('id'), { kind: 'days-between', from: arg, to: shipped }) }),
      rows: sales.map(({ id, at, shipped: to }) => [
        id,
        at === null || to === null ? null : (Date.parse(to) - Date.parse(at.slice(0, 10))) / 864e5,
      ]),
    },
    ...(['hour', 'minute'] as const).map((unit): Case => {
      const from: DateOf | DateOfParts = arg
      const moment = (at: string): number => Date.parse(`${timed.has(form) ? at.replace(' ', 'T') : at.slice(0, 10)}Z`)
      return {
        name: `${unit}s from ${form}`,
        query: select({ items: items(ref('id'), { kind: 'time-between', unit, from, to: shipped }) }),
        rows: sales.map(({ id, at, shipped: to }) => [
          id,
          at === null || to === null ? null : (Date.parse(to) - moment(at)) / (unit === 'hour' ? 36e5 : 6e4),
        ]),
      }
    }),
    ...['2024-02-28', '2027-02-28', '2027-03-01', '2044-12-30'].map(
      (day): Case => ({
        name: `age on ${day} by ${form}`,
        query: select({ items: items(ref('id'), { kind: 'age', birth: arg, at: day }) }),
        rows: sales.map(({ id, at }) => [id, at === null ? null : ageOn(at, day)]),
      }),
    ),
    where(
      `people of an age by ${form}`,
      compare({ kind: 'age', birth: arg, at: '2030-01-02' }, '>=', literal(6)),
      ({ at }) => at !== null && ageOn(at, '2030-01-02') >= 6,
    ),
    where(
      `weekend of ${form}`,
      {
        kind: 'in',
        arg: { kind: 'date-part', unit: 'weekday', arg },
        in: [literal('Saturday'), literal(0)],
        not: false,
      },
      ({ at }) => at !== null && ['Saturday', 'Sunday'].includes(partOf('weekday', at) as string),
    ),
    where(
      `a month's name of ${form}`,
      { kind: 'compare', op: '<>', left: { kind: 'date-part', unit: 'monthname', arg }, right: literal('march') },
      ({ at }) => at !== null && at.slice(5, 7) !== '03',
    ),
    where(
      `a year of ${form}`,
      compare({ kind: 'date-part', unit: 'year', arg }, '=', literal(2024)),
      ({ at }) => at?.startsWith('2024') === true,
    ),
  ]
})

const byWeekday = (): Case => {
  const weekday: Expr = { kind: 'date-part', unit: 'weekday', arg: moments.iso! }
  const known = sales.filter(({ at }) => at !== null)
  const found = [...dayNames.slice(1), 'Sunday'].flatMap(name => {
    const count = known.filter(({ at }) => partOf('weekday', at!) === name).length
    return count === 0 ? [] : [[name, count]]
  })
  return {
    name: 'grouped by weekday, from Monday',
    query: select({
      items: items(weekday, call('count', star)),
      where: { kind: 'null', arg: ref('iso'), not: true },
      groupBy: [weekday],
      orderBy: [asc(weekday)],
    }),
    rows: found,
    ordered: true,
  }
}

/** The first `count` by `key`, largest first, with ties; without those that have no key. */
function top<T>(all: readonly T[], count: number, key: (item: T) => number | null): T[] {
  const known = all.filter(item => key(item) !== null)
  return known
    .filter(item => known.filter(other => key(other)! > key(item)!).length < count)
    .sort((x, y) => key(y)! - key(x)!)
}

const products = [...new Set(sales.map(({ product }) => product))].map(product => ({
  product,
  of: sales.filter(sale => sale.product === product),
}))
const revenue: Expr = { kind: 'arithmetic', op: '*', left: ref('price'), right: ref('qty') }
const revenueOf = ({ price, qty }: Sale): number | null => (price === null ? null : price * qty)
const totalOf = (of: readonly Sale[]): number | null => {
  const known = of.map(revenueOf).filter(value => value !== null)
  return known.length === 0 ? null : sum(known)
}
const joinedShops = (kind: 'inner' | 'left'): Select['from'] => ({
  kind: 'joined',
  first: { table: 'shop' },
  joins: [{ kind, source: { table: 'sale' }, on: [{ left: column('shop', 'id'), right: ref('shop') }] }],
})
const tie = (rest: Partial<Select> & Pick<Select, 'orderBy' | 'limit'>): Select => select({ ...rest, ties: true })

const tieCases: Case[] = [1, 2, 3, 5, 8].flatMap((limit): Case[] => [
  {
    name: `top ${limit} rows by a column`,
    query: tie({ orderBy: [desc(ref('price'))], limit }),
    rows: top(sales, limit, sale => sale.price).map(({ id }) => [id]),
  },
  {
    name: `bottom ${limit} rows by arithmetic`,
    query: tie({ items: items(ref('id'), revenue), orderBy: [asc(revenue)], limit }),
    rows: top(sales, limit, sale => (revenueOf(sale) === null ? null : -revenueOf(sale)!)).map(sale => [
      sale.id,
      revenueOf(sale),
    ]),
  },
  {
    name: `top ${limit} groups by a sum`,
    query: tie({
      items: items(ref('product'), call('sum', revenue)),
      groupBy: [ref('product')],
      orderBy: [desc(call('sum', revenue))],
      limit,
    }),
    rows: top(products, limit, ({ of }) => totalOf(of)).map(({ product, of }) => [product, totalOf(of)]),
  },
  {
    name: `top ${limit} groups by a count, two items of one name`,
    query: tie({
      items: items(ref('id'), column('shop', 'id'), column('shop', 'name'), call('count', star)),
      from: joinedShops('inner'),
      groupBy: [column('shop', 'id'), column('shop', 'name'), ref('id')],
      orderBy: [desc(call('count', star))],
      limit,
    }),
    rows: sales.filter(sale => sale.shop !== null).map(sale => [sale.id, sale.shop, shops[sale.shop! - 1]!.name, 1]),
  },
  {
    name: `top ${limit} different values`,
    query: tie({ distinct: true, items: items(ref('price')), orderBy: [desc(ref('price'))], limit }),
    rows: top([...new Set(sales.map(({ price }) => price))], limit, price => price).map(price => [price]),
  },
  {
    name: `top ${limit} by two keys`,
    query: tie({ where: compare(ref('qty'), '>', literal(0)), orderBy: [desc(ref('qty')), desc(ref('id'))], limit }),
    rows: top(
      sales.filter(({ qty }) => qty > 0),
      limit,
      ({ qty, id }) => qty * 100 + id,
    ).map(({ id }) => [id]),
    ordered: true,
  },
])

const priced =
  (holds: (price: number) => boolean) =>
  ({ price }: Sale): boolean | null =>
    price === null ? null : holds(price)
const cheap = select({ items: items(ref('shop')), where: compare(ref('price'), '<', literal(10)) })
const share: Expr = {
  kind: 'ratio',
  numerator: call('sum', { kind: 'indicator', condition: compare(ref('paid'), '=', literal(true)) }),
  denominator: call('count', star),
  percent: true,
}

const cases: Case[] = [
  ...dateCases,
  byWeekday(),
  ...tieCases,
  {
    name: 'a star',
    query: select({ items: [{ expr: star }], from: { ...from, first: { table: 'shop' } } }),
    rows: shops.map(({ id, name }) => [id, name]),
  },
  {
    name: 'literals',
    query: select({
      items: items(literal('it\'s "x" \\'), literal(null), literal(-2.5), literal(7n)),
      where: compare(ref('id'), '=', literal(1)),
    }),
    rows: [['it\'s "x" \\', null, -2.5, 7]],
  },
  {
    name: 'aggregates',
    query: select({
      items: items(
        call('count', star),
        call('count', ref('price')),
        call('count', ref('price'), true),
        call('sum', ref('qty')),
        call('avg', ref('qty')),
        call('min', ref('price')),
        call('max', ref('product')),
      ),
    }),
    rows: [[8, 6, 4, 16, 2, 7, 'tent']],
  },
  {
    name: 'arithmetic in parentheses',
    query: select({
      items: items({
        kind: 'arithmetic',
        op: '-',
        left: ref('qty'),
        right: { kind: 'arithmetic', op: '-', left: ref('id'), right: literal(-1) },
      }),
    }),
    rows: sales.map(({ qty, id }) => [qty - (id + 1)]),
  },
  {
    name: 'a share in percent of groups',
    query: select({ items: items(ref('shop'), share), groupBy: [ref('shop')] }),
    rows: [
      [null, 0],
      [1, 50],
      [2, 200 / 3],
      [3, 100],
    ],
  },
  {
    name: 'a ratio of whole numbers',
    query: select({ items: items({ kind: 'ratio', numerator: ref('id'), denominator: literal(16), percent: false }) }),
    rows: sales.map(({ id }) => [id / 16]),
  },
  {
    name: 'a ratio with zero below',
    query: select({ items: items({ kind: 'ratio', numerator: ref('id'), denominator: ref('qty'), percent: false }) }),
    rows: sales.map(({ id, qty }) => [qty === 0 ? null : id / qty]),
  },
  {
    name: 'a ratio to the whole by a scalar query',
    query: select({
      items: items(ref('id'), {
        kind: 'ratio',
        numerator: ref('qty'),
        denominator: { kind: 'scalar', query: select({ items: items(call('sum', ref('qty'))) }) },
        percent: true,
      }),
    }),
    rows: sales.map(({ id, qty }) => [id, (100 * qty) / 16]),
  },
  {
    name: 'coalesce',
    query: select({ items: items({ kind: 'coalesce', arg: ref('price'), fallback: literal(0) }) }),
    rows: sales.map(({ price }) => [price ?? 0]),
  },
  {
    name: 'an indicator',
    query: select({ items: items({ kind: 'indicator', condition: compare(ref('price'), '>', literal(10)) }) }),
    rows: sales.map(({ price }) => [price !== null && price > 10 ? 1 : 0]),
  },
  where('true', compare(ref('paid'), '=', literal(true)), ({ paid }) => paid),
  where('false', compare(ref('paid'), '=', literal(false)), ({ paid }) => paid === false),
  ...(['=', '<>', '<', '<=', '>', '>='] as const).map(op =>
    where(
      `compare ${op}`,
      compare(ref('price'), op, literal(30)),
      priced(
        price =>
          ({
            '=': price === 30,
            '<>': price !== 30,
            '<': price < 30,
            '<=': price <= 30,
            '>': price > 30,
            '>=': price >= 30,
          })[op],
      ),
    ),
  ),
  where(
    'equal without regard to case',
    { kind: 'compare', op: '=', left: ref('product'), right: literal('LAMP'), fold: true },
    ({ product }) => product.toLowerCase() === 'lamp',
  ),
  where(
    'between',
    { kind: 'between', arg: ref('price'), low: literal(7), high: literal(30), not: false },
    priced(price => price >= 7 && price <= 30),
  ),
  where(
    'not between',
    { kind: 'between', arg: ref('price'), low: literal(8), high: literal(30), not: true },
    priced(price => price < 8 || price > 30),
  ),
  where('like', { kind: 'like', arg: ref('product'), pattern: 'L%', not: false }, ({ product }) => /^l/i.test(product)),
  where(
    'not like',
    { kind: 'like', arg: ref('product'), pattern: '_e%', not: true },
    ({ product }) => !/^.e/i.test(product),
  ),
  where(
    'like with a backslash',
    { kind: 'like', arg: ref('product'), pattern: '%f\\', not: false },
    ({ id }) => id === 7,
  ),
  where('like on a number', { kind: 'like', arg: ref('id'), pattern: '7', not: false }, ({ id }) => id === 7),
  where('null', { kind: 'null', arg: ref('price'), not: false }, ({ price }) => price === null),
  where('not null', { kind: 'null', arg: ref('price'), not: true }, ({ price }) => price !== null),
  where(
    'in a list',
    { kind: 'in', arg: ref('product'), in: [literal('tent'), literal("o'neil")], not: false },
    ({ product }) => ['tent', "o'neil"].includes(product),
  ),
  where(
    'not in a query',
    {
      kind: 'in',
      arg: ref('shop'),
      in: { ...cheap, where: { kind: 'and', parts: [cheap.where!, { kind: 'null', arg: ref('shop'), not: true }] } },
      not: true,
    },
    ({ shop }) => shop !== null && shop !== 3,
  ),
  where(
    'in a limited query',
    { kind: 'in', arg: ref('id'), in: select({ orderBy: [desc(ref('id'))], limit: 2 }), not: false },
    ({ id }) => id > 6,
  ),
  where(
    'in a query with ties',
    { kind: 'in', arg: ref('id'), in: tie({ orderBy: [desc(ref('price'))], limit: 2 }), not: false },
    ({ price }) => price !== null && price >= 30,
  ),
  where(
    'or in and',
    {
      kind: 'and',
      parts: [
        { kind: 'or', parts: [compare(ref('id'), '=', literal(1)), compare(ref('id'), '=', literal(2))] },
        compare(ref('qty'), '=', literal(1)),
      ],
    },
    ({ id }) => id === 2,
  ),
  where(
    'and in or',
    {
      kind: 'or',
      parts: [
        compare(ref('id'), '=', literal(8)),
        { kind: 'and', parts: [compare(ref('id'), '>', literal(1)), compare(ref('qty'), '=', literal(1))] },
      ],
    },
    ({ id }) => [2, 4, 8].includes(id),
  ),
  ...[false, true].map(
    (not): Case => ({
      name: not ? 'not exists' : 'exists',
      // Both tables have an id.
      query: select({
        items: items(column('shop', 'id')),
        from: { ...from, first: { table: 'shop' } },
        where: { kind: 'exists', query: select({ where: compare(ref('shop'), '=', column('shop', 'id')) }), not },
      }),
      rows: not ? [[4]] : [[1], [2], [3]],
    }),
  ),
  {
    name: 'a left join',
    query: select({
      items: items(column('shop', 'id'), call('count', ref('id'))),
      from: joinedShops('left'),
      groupBy: [column('shop', 'id')],
    }),
    rows: [
      [1, 2],
      [2, 3],
      [3, 2],
      [4, 0],
    ],
  },
  {
    name: 'a table with itself',
    query: select({
      items: items(column('a', 'id'), column('b', 'id')),
      from: {
        kind: 'joined',
        first: { table: 'shop', alias: 'a' },
        joins: [
          {
            kind: 'inner',
            source: { table: 'shop', alias: 'b' },
            on: [{ left: column('a', 'name'), right: column('b', 'name') }],
          },
        ],
      },
      where: compare(column('a', 'id'), '<', column('b', 'id')),
    }),
    rows: [[2, 3]],
  },
  {
    name: 'having, order and limit',
    query: select({
      items: [{ expr: ref('product') }, { expr: call('count', star), alias: 'price' }],
      groupBy: [ref('product')],
      having: compare(call('sum', ref('qty')), '>=', literal(1)),
      orderBy: [desc(call('sum', ref('qty'))), asc(ref('product'))],
      limit: 2,
    }),
    rows: [
      ['rope', 1],
      ['50%_off\\', 1],
    ],
    ordered: true,
  },
  {
    name: 'an alias that hides a column',
    query: select({ items: [{ expr: ref('qty'), alias: 'id' }], orderBy: [desc(ref('id'))], limit: 1 }),
    rows: [[2]],
  },
  {
    name: 'union',
    query: { kind: 'union', left: select({ items: items(ref('qty')) }), right: select({ items: items(ref('id')) }) },
    rows: [0, 1, 2, 3, 4, 5, 6, 7, 8].map(value => [value]),
  },
  {
    name: 'union all',
    query: { kind: 'union-all', left: select({}), right: select({ orderBy: [desc(ref('id'))], limit: 1 }) },
    rows: [...sales.map(({ id }) => [id]), [8]],
  },
  {
    name: 'except over a union',
    query: {
      kind: 'except',
      left: { kind: 'union', left: select({ items: items(ref('qty')) }), right: select({}) },
      right: { kind: 'intersect', left: select({}), right: select({ items: items(ref('qty')) }) },
    },
    rows: [[0], [5], [6], [7], [8]],
  },
]

const tidy = (cell: unknown, like: unknown): unknown => {
  if (typeof cell === 'boolean') return Number(cell)
  if (typeof cell === 'bigint' || (typeof cell === 'string' && typeof like === 'number'))
    return Number(Number(cell).toPrecision(10))
  return typeof cell === 'number' ? Number(cell.toPrecision(10)) : cell
}

type Run = (sql: string) => Promise<Rows>

function executed(dialect: Dialect, run: Run): void {
  test.each(cases)('$name', async ({ query, rows, ordered }) => {
    const schema = salesSchema(dialect)
    const likes = rows[0]?.map((_, index) => rows.find(row => row[index] !== null)?.[index])
    const sorted = (given: Rows): string[] => {
      const texts = given.map(row => JSON.stringify(row.map((cell, index) => tidy(cell, likes?.[index]))))
      return ordered === true ? texts : texts.sort()
    }
    const { sql } = checkQuery(query, schema)
    expect(sorted(await run(sql)), sql).toEqual(sorted(rows))
    const pretty = formatSql(query, schema)
    expect(pretty.replace(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')')).toBe(sql)
    if (pretty.includes('\n')) expect(sorted(await run(pretty))).toEqual(sorted(rows))
  })
}

const sqliteKeywords = (
  'abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade case cast check collate column ' +
  'commit conflict constraint create cross current current_date current_time current_timestamp database default deferrable deferred delete desc ' +
  'detach distinct do drop each else end escape except exclude exclusive exists explain fail filter first following for foreign from full generated ' +
  'glob group groups having if ignore immediate in index indexed initially inner insert instead intersect into is isnull join key last left like ' +
  'limit match materialized natural no not nothing notnull null nulls of offset on or order others outer over partition plan pragma preceding ' +
  'primary query raise range recursive references regexp reindex release rename replace restrict returning right rollback row rows savepoint select ' +
  'set table temp temporary then ties to transaction trigger unbounded union unique update using vacuum values view virtual when where window with ' +
  'without true false rank user rowid oid'
).split(' ')
const oddNames = [
  'two words',
  `"quoted" 'name' \`tick\``,
  'Ünï Çödé 😀',
  'MixedCase',
  '1st',
  'a.b',
  ' leading',
  'semi;colon -- and /* comment */',
  'back\\slash',
  'line\nbreak',
  '%_',
]

/** Every name, bare or quoted as the printer decides, is read back as that name: of a table, a column, an alias. */
async function namesAreKept(dialect: Dialect, names: readonly string[], run: Run): Promise<void> {
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
  const wrong: string[] = []
  for (const name of names) {
    const columns = [name, 'other'].map(
      (column): Column => ({
        name: column,
        type: 'integer',
        declared: 'INTEGER',
        nullable: true,
        primaryKey: false,
        unique: false,
      }),
    )
    const schema: Schema = { dialect, tables: [{ key: name, name, kind: 'table', columns }], foreignKeys: [] }
    const col = column(name, name)
    const source = { kind: 'joined', first: { table: name }, joins: [] } as const
    const twice: Select['from'] = {
      ...source,
      joins: [
        {
          kind: 'inner',
          source: { table: name, alias: `${name}_` },
          on: [{ left: col, right: column(`${name}_`, 'other') }],
        },
      ],
    }
    const queries = [
      select({
        items: [{ expr: col, alias: name }],
        from: source,
        where: compare(col, '>', literal(0)),
        orderBy: [asc(col)],
      }),
      select({ items: [{ expr: col }, { expr: call('max', col), alias: `${name}_` }], from: twice, groupBy: [col] }),
      tie({
        items: items(col, call('count', star)),
        from: twice,
        groupBy: [col],
        orderBy: [desc(call('count', star))],
        limit: 2,
      }),
    ]
    await run(`CREATE TABLE ${quoted(name)} (${quoted(name)} INTEGER, other INTEGER)`)
    await run(`INSERT INTO ${quoted(name)} VALUES (41, 41)`)
    for (const query of queries) {
      const rows = await run(checkQuery(query, schema).sql).catch((thrown: unknown) => [[String(thrown)]])
      if (Number(rows[0]?.[0]) !== 41) wrong.push(`${name}: ${printQuery(query, schema)} => ${rows}`)
    }
    await run(`DROP TABLE ${quoted(name)}`)
  }
  expect(wrong).toEqual([])
}

describe('SQLite', async () => {
  const db = new (await initSqlJs()).Database()
  for (const sql of salesStatements) db.run(sql)
  const run: Run = async sql => db.exec(sql)[0]?.values ?? []
  executed('sqlite', run)
  test('odd names and keywords', () =>
    // https://www.sqlite.org/lang_keywords.html, and DuckDB's, which are most of the others'.
    namesAreKept('sqlite', [...oddNames, 'ü'.repeat(200), 'n'.repeat(200), ...sqliteKeywords], run))
})

describe('DuckDB', async () => {
  const connection = await connectDuckdb(':memory:', 'READ_WRITE')
  for (const sql of salesStatements) await connection.run(sql)
  const run: Run = async sql => (await connection.runAndReadAll(sql)).getRowsJson()
  executed('duckdb', run)
  test('odd names and keywords', async () => {
    const keywords = await run('SELECT keyword_name FROM duckdb_keywords()')
    await namesAreKept('duckdb', [...oddNames, 'ü'.repeat(200), ...keywords.map(([word]) => String(word))], run)
  }, 60_000)
})

describe('MySQL', async () => {
  const parser = await loadParser()
  test.each(cases)('$name is an understood text', ({ query }) => {
    const { sql } = checkQuery(query, salesSchema('mysql'))
    expect(parser.parse(sql, 'mysql')).toHaveLength(1)
    // These are of other dialects, or mean something else: || is OR, "x" is a text.
    expect(sql.replace(/'([^'\\]|\\.|'')*'/g, "''")).not.toMatch(/\|\||"|ILIKE|NULLS|FETCH|strftime|to_char|::|VARCHAR/)
  })
})

const missing = postgresMissing()
if (missing !== undefined) {
  test('PostgreSQL', context => {
    expect(process.env.CI, missing).not.toBe('true')
    context.skip(missing)
  })
} else
  describe('PostgreSQL', () => {
    let server: PostgresServer
    let client: pg.Client
    beforeAll(async () => {
      server = await startPostgresServer()
      client = new pg.Client({ connectionString: server.url })
      await client.connect()
      // Nothing may depend on where the server stands.
      await client.query("SET TimeZone TO 'Asia/Tokyo'")
      for (const sql of salesStatements) await client.query(sql)
    })
    afterAll(async () => {
      await client?.end()
      await server?.stop()
    })
    const run: Run = async sql => (await client.query({ text: sql, rowMode: 'array' })).rows as unknown[][]
    executed('postgres', run)
    test('odd names and keywords', async () => {
      const keywords = await run('SELECT word FROM pg_get_keywords()')
      // Names have at most 63 bytes there, an alias of ours one more character.
      await namesAreKept('postgres', [...oddNames, 'ü'.repeat(31), ...keywords.map(([word]) => String(word))], run)
    }, 60_000)
  })
