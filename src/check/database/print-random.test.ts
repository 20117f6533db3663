import fc from 'fast-check'
import initSqlJs from 'sql.js'
import { expect, test } from 'vitest'
import {
  type Condition,
  call,
  column,
  compare,
  type DateOf,
  dateUnits,
  type Expr,
  type Item,
  type Literal,
  literal,
  type Order,
  type Query,
  type Select,
  type Source,
  star,
} from '../../lang/sql/ast.ts'
import { toQuery } from '../../lang/sql/parse.ts'
import { loadParser } from '../../lang/sql/parser.ts'
import { printQuery } from '../../lang/sql/print.ts'
import { connectDuckdb } from './duckdb.ts'
import { checkQuery } from './gate.ts'
import { salesSchema, salesStatements } from './print.suite.ts'

/** Random trees of the grammar over the two tables of sales, typed so that strict engines take them. */
type Of<T> = fc.Arbitrary<T>
type Type = 'number' | 'text'

const one = <T>(...choices: readonly Of<T>[]): Of<T> => fc.oneof(...choices)
const maybe = fc.boolean()
const optional = <T>(arbitrary: Of<T>): Of<T | undefined> => fc.option(arbitrary, { nil: undefined })

const numbers: Readonly<Record<string, readonly string[]>> = {
  sale: ['id', 'shop', 'qty', 'price', 'm', 'd'],
  shop: ['id'],
}
const texts: Readonly<Record<string, readonly string[]>> = { sale: ['product', 'iso_day'], shop: ['name'] }
const smallNumber: Of<Literal> = fc.integer({ min: -9, max: 40 }).map(literal)
const someText: Of<Literal> = fc.constantFrom('lamp', 'tent', "o'neil", 'north', '2024-03-03', 'ü "x" \\').map(literal)
const moments: readonly DateOf[] = (
  [
    ['iso', 'iso'],
    ['dmy', 'dmy'],
    ['compact', 'compact'],
    ['native', 'native'],
    ['unix', 'unix'],
  ] as const
).map(([name, storage]) => ({ kind: 'date', arg: column('sale', name), storage }))

const nameOf = ({ alias, table }: Source): string => alias ?? table
const ofSales = (sources: readonly Source[]): boolean => sources.some(source => nameOf(source) === 'sale')
const columnsOf = (sources: readonly Source[], of: typeof numbers): Of<Expr> =>
  fc.constantFrom(...sources.flatMap(source => of[source.table]!.map(name => column(nameOf(source), name))))

function value(type: Type, sources: readonly Source[], depth: number): Of<Expr> {
  const plain =
    type === 'number'
      ? one<Expr>(columnsOf(sources, numbers), smallNumber)
      : one<Expr>(columnsOf(sources, texts), someText)
  if (depth === 0) return plain
  const inner = value(type, sources, depth - 1)
  const scalar: Of<Expr> = aggregated(type, 0).map(query => ({ kind: 'scalar', query }))
  const moment = fc.constantFrom(...moments)
  if (type === 'text') {
    const units = dateUnits.filter(unit => unit !== 'hour')
    const part: Of<Expr> = fc.record({ kind: fc.constant('date-part'), unit: fc.constantFrom(...units), arg: moment })
    const filled: Of<Expr> = fc.record({ kind: fc.constant('coalesce'), arg: inner, fallback: someText })
    return one(plain, filled, scalar, ...(ofSales(sources) ? [part] : []))
  }
  const days: Of<Expr> = one<Expr>(
    fc.record({ kind: fc.constant('days-between'), from: moment, to: moment }),
    fc.record({
      kind: fc.constant('time-between'),
      unit: fc.constantFrom('hour', 'minute'),
      from: moment,
      to: moment,
    }),
    fc.record({ kind: fc.constant('age'), birth: moment, at: fc.constantFrom('2024-02-29', '2030-07-01') }),
  )
  return one(
    plain,
    scalar,
    fc.record({ kind: fc.constant('arithmetic'), op: fc.constantFrom('+', '-', '*'), left: inner, right: inner }),
    fc.record({ kind: fc.constant('ratio'), numerator: inner, denominator: inner, percent: maybe }),
    fc.record({ kind: fc.constant('coalesce'), arg: inner, fallback: smallNumber }),
    fc.record({ kind: fc.constant('indicator'), condition: condition(sources, depth - 1) }),
    ...(ofSales(sources) ? [days] : []),
  )
}

const comparison = fc.constantFrom('=', '<>', '<', '<=', '>', '>=')

function condition(sources: readonly Source[], depth: number): Of<Condition> {
  const number = value('number', sources, Math.max(0, depth - 1))
  const text = value('text', sources, Math.max(0, depth - 1))
  const simple: Of<Condition>[] = [
    fc.record({ kind: fc.constant('compare'), op: comparison, left: number, right: number }),
    fc.record({ kind: fc.constant('compare'), op: comparison, left: text, right: text }),
    fc.record({ kind: fc.constant('compare'), op: fc.constant('='), left: text, right: text, fold: fc.constant(true) }),
    fc.record({ kind: fc.constant('between'), arg: number, low: number, high: number, not: maybe }),
    fc.record({
      kind: fc.constant('like'),
      arg: columnsOf(sources, texts),
      pattern: fc.constantFrom('%e%', 'L_mp', '%\\'),
      not: maybe,
    }),
    fc.record({ kind: fc.constant('null'), arg: one(number, text), not: maybe }),
    fc.record({
      kind: fc.constant('in'),
      arg: number,
      in: fc.array(smallNumber, { minLength: 1, maxLength: 3 }),
      not: maybe,
    }),
    fc.record({
      kind: fc.constant('in'),
      arg: text,
      in: fc.array(someText, { minLength: 1, maxLength: 3 }),
      not: maybe,
    }),
  ]
  if (ofSales(sources)) {
    const weekdays = fc.array(fc.constantFrom(literal('Monday'), literal('sunday'), literal(6)), {
      minLength: 1,
      maxLength: 3,
    })
    const arg = fc.record({
      kind: fc.constant('date-part' as const),
      unit: fc.constant('weekday' as const),
      arg: fc.constantFrom(...moments),
    })
    simple.push(fc.record({ kind: fc.constant('in'), arg, in: weekdays, not: maybe }))
    simple.push(maybe.map(paid => compare(column('sale', 'paid'), '=', literal(paid))))
    simple.push(fc.constantFrom(...moments).map(moment => compare(moment, '>=', literal('2024-02-01'))))
  }
  if (depth === 0) return one(...simple)
  const parts = fc.array(condition(sources, depth - 1), { minLength: 1, maxLength: 3 })
  const queries: Of<Condition>[] = (['number', 'text'] as const).map(type =>
    fc.record({ kind: fc.constant('in'), arg: value(type, sources, 0), in: query([type], depth - 1), not: maybe }),
  )
  return one(
    ...simple,
    ...queries,
    fc.record({ kind: fc.constantFrom('and', 'or'), parts }),
    ...(sources.length === 1
      ? [fc.record({ kind: fc.constant('exists'), query: related(sources, depth - 1), not: maybe })]
      : []),
  )
}

/** A query over the other table that looks at a source around it. */
function related(sources: readonly Source[], depth: number): Of<Query> {
  const inner: Source = { table: ofSales(sources) ? 'shop' : 'sale' }
  return fc
    .record({
      own: value('number', [inner], 0),
      outer: columnsOf(sources, numbers),
      more: optional(condition([inner], depth)),
    })
    .map(({ own, outer, more }) => {
      const same = compare(own, '=', outer)
      const where: Condition = more === undefined ? same : { kind: 'and', parts: [same, more] }
      return select([{ expr: star }], [inner], { where })
    })
}

const select = (
  items: readonly Item[],
  sources: readonly Source[],
  rest: Partial<Select> = {},
  kind: 'inner' | 'left' = 'inner',
): Select => ({
  kind: 'select',
  distinct: false,
  items,
  from: {
    kind: 'joined',
    first: sources[0]!,
    joins: sources.slice(1).map(source => ({
      kind,
      source,
      on: [
        {
          left: column(nameOf(sources[0]!), 'id'),
          right: column(nameOf(source), source.table === 'sale' ? 'shop' : 'id'),
        },
      ],
    })),
  },
  groupBy: [],
  orderBy: [],
  ...rest,
})

const sourceLists: Of<Source[]> = fc.constantFrom<Source[]>(
  [{ table: 'sale' }],
  [{ table: 'shop' }],
  [{ table: 'shop' }, { table: 'sale' }],
  [
    { table: 'shop', alias: 'a' },
    { table: 'shop', alias: 'b' },
  ],
)
const aliases = optional(fc.constantFrom('n', 'price', 'select', 'two words', 'id'))
const withAliases = (exprs: readonly Expr[]): Of<Item[]> =>
  fc
    .array(aliases, { minLength: exprs.length, maxLength: exprs.length })
    .map(names =>
      exprs.map((expr, index) => ({ expr, ...(names[index] === undefined ? {} : { alias: names[index] }) })),
    )

function aggregate(type: Type, sources: readonly Source[], depth: number): Of<Expr> {
  const number = value('number', sources, depth)
  if (type === 'text')
    return value('text', sources, depth).chain(arg => fc.constantFrom(call('min', arg), call('max', arg)))
  const simple = one<Expr>(
    fc.constant(call('count', star)),
    fc.tuple(fc.constantFrom('count', 'sum', 'avg', 'min', 'max'), number).map(([fn, arg]) => call(fn as 'sum', arg)),
    columnsOf(sources, texts).map(arg => call('count', arg, true)),
  )
  return depth === 0
    ? simple
    : one(simple, fc.record({ kind: fc.constant('ratio'), numerator: simple, denominator: simple, percent: maybe }))
}

const aggregated = (type: Type, depth: number): Of<Query> =>
  sourceLists.chain(sources =>
    fc
      .record({ expr: aggregate(type, sources, depth), where: optional(condition(sources, depth)) })
      .map(({ expr, where }) => select([{ expr }], sources, where === undefined ? {} : { where })),
  )

/** Sort keys, and a limit with ties: without ties it would be chance which rows are taken. */
const ordering = (keys: readonly Expr[]): Of<Partial<Select>> =>
  keys.length === 0
    ? fc.constant({})
    : fc
        .record({
          key: fc.constantFrom(...keys),
          direction: fc.constantFrom<Order['direction']>('asc', 'desc'),
          limit: optional(fc.integer({ min: 1, max: 4 })),
        })
        .map(({ key, direction, limit }) => ({
          orderBy: [{ expr: key, direction }],
          ...(limit === undefined ? {} : { limit, ties: true as const }),
        }))

const isKey = (expr: Expr): boolean => expr.kind !== 'literal' && expr.kind !== 'scalar'

function query(types: readonly Type[], depth: number): Of<Query> {
  const rows = sourceLists.chain(sources =>
    fc
      .record({
        exprs: fc.tuple(...types.map(type => value(type, sources, depth))),
        where: optional(condition(sources, depth)),
        distinct: maybe,
        kind: fc.constantFrom<'inner' | 'left'>('inner', 'left'),
      })
      .chain(({ exprs, where, distinct, kind }) =>
        fc
          .tuple(withAliases(exprs), ordering(exprs.filter(isKey)))
          .map(
            ([items, order]): Query =>
              select(items, sources, { distinct, ...(where === undefined ? {} : { where }), ...order }, kind),
          ),
      ),
  )
  const groups = sourceLists.chain(sources =>
    fc
      .record({
        keys: fc.tuple(...types.map(type => columnsOf(sources, type === 'number' ? numbers : texts))),
        values: fc.tuple(...types.map(type => aggregate(type, sources, depth))),
        shown: fc.tuple(...types.map(() => maybe)),
        where: optional(condition(sources, depth)),
        having: optional(fc.tuple(aggregate('number', sources, 0), comparison, smallNumber)),
      })
      .chain(({ keys, values, shown, where, having }) => {
        const exprs = types.map((_, index) => (shown[index] ? keys[index]! : values[index]!))
        return fc.tuple(withAliases(exprs), ordering(exprs)).map(
          ([items, order]): Query =>
            select(items, sources, {
              groupBy: keys,
              ...(where === undefined ? {} : { where }),
              ...(having === undefined ? {} : { having: compare(having[0], having[1], having[2]) }),
              ...order,
            }),
        )
      }),
  )
  if (depth === 0) return one(rows, groups)
  const side = query(types, depth - 1)
  const sets: Of<Query> = fc.record({
    kind: fc.constantFrom('union', 'union-all', 'intersect', 'except'),
    left: side,
    right: side,
  })
  return one(rows, groups, sets)
}

const treesOf = (depth: number): Of<Query> =>
  fc.array(fc.constantFrom<Type>('number', 'text'), { minLength: 1, maxLength: 3 }).chain(types => query(types, depth))
const runs = process.env.TRIVET_SLOW === '1' ? 3000 : 200

const tidy = (rows: readonly (readonly unknown[])[]): string[] =>
  rows
    .map(row =>
      JSON.stringify(
        row.map(cell =>
          typeof cell === 'number' || typeof cell === 'bigint' ? Number(Number(cell).toPrecision(9)) : cell,
        ),
      ),
    )
    .sort()

test('SQLite and DuckDB take every random tree and give the same rows', async () => {
  const sqlite = new (await initSqlJs()).Database()
  for (const sql of salesStatements) sqlite.run(sql)
  const duckdb = await connectDuckdb(':memory:', 'READ_WRITE')
  for (const sql of salesStatements) await duckdb.run(sql)
  let filled = 0
  await fc.assert(
    fc.asyncProperty(treesOf(2), async tree => {
      const [own, other] = (['sqlite', 'duckdb'] as const).map(dialect => checkQuery(tree, salesSchema(dialect)).sql)
      const rows = tidy(sqlite.exec(own!)[0]?.values ?? [])
      expect(tidy((await duckdb.runAndReadAll(other!)).getRowsJS()), `${own}\n${other}`).toEqual(rows)
      if (rows.length > 0) filled++
    }),
    { numRuns: runs, seed: 4 },
  )
  expect(filled).toBeGreaterThan(runs / 3)
}, 600_000)

test('a print that is parsed prints the same again', async () => {
  let inside = 0
  const parser = await loadParser()
  fc.assert(
    fc.property(one(treesOf(0), treesOf(1)), fc.constantFrom('sqlite', 'duckdb'), (tree, dialect) => {
      const schema = salesSchema(dialect)
      const sql = printQuery(tree, schema)
      const again = toQuery(parser.parse(sql, dialect)[0]!, schema)
      if (again === undefined) return
      inside++
      expect(printQuery(again, schema)).toBe(sql)
    }),
    { numRuns: runs, seed: 4 },
  )
  console.log(`${inside} of ${runs} random prints are in the parser's grammar`)
  expect(inside).toBeGreaterThan(runs / 10)
}, 600_000)
