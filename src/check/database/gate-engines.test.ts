import { describe, expect, test } from 'vitest'
import { schemaOfNames } from './gate.suite.ts'
import { checkText } from './gate-text.ts'

/** What the gate prints gives the same rows and types as what was written, on the engines themselves. */
const schema = { o: 'id price qty day name tag', c: 'id name city' }
const data = [
  'CREATE TABLE o (id int, price double precision, qty int, day date, name text, tag text)',
  `INSERT INTO o VALUES (1, 2.5, 3, '2024-01-05', 'ann', 'x'), (2, 10, 1, '2024-02-06', 'bob', NULL),
    (3, 7.25, 4, '2023-12-31', 'Cy', 'y'), (4, NULL, 2, '2024-02-29', 'ann', 'x')`,
  'CREATE TABLE c (id int, name text, city text)',
  "INSERT INTO c VALUES (1, 'ann', 'Rome'), (2, 'bob', 'Oslo'), (5, 'zed', 'Rome')",
]

const lines = (text: string): string[] => text.trim().split('\n')

const common = lines(String.raw`
select * from o order by id
select o.name, c.city from o left join c on o.name = c.name order by 1, 2
select name, sum(price*qty) as s, count(*), avg(price) from o group by name order by s desc, name
select extract(year from day) as y, count(*) from o group by 1 order by 1
select date_trunc('month', day) m, sum(qty) from o group by 1 order by 1
select cast(price as float)/3, cast(qty as float)/7, cast(price as numeric(10,2)) from o order by id
select date_part('year', day), date_part('month', day) from o order by id
select id from o where day between date '2024-01-01' and date '2024-12-31' order by id
select id from o where name not in ('ann') and not name like 'b%' order by id
select id, row_number() over (partition by name order by day desc) from o order by id
select sum(qty) over (order by day rows between 1 preceding and current row) from o order by day
select coalesce(tag,'-'), case when qty > 2 then 'many' else 'few' end from o order by id
select count(distinct name), count(distinct (name, tag)) from o
select substring(name, 1, 2), left(name,1), upper(name), length(name), replace(name,'n','m'), trim(name), concat(name, '-', tag), name || '!' from o order by id
select substring(name from 2 for 1), position('n' in name), strpos(name,'n') from o order by id
select id from o where qty > (select avg(qty) from o) union select id from c order by 1
select id from o intersect select id from c order by 1
with x as (select name, sum(qty) q from o group by name) select * from x where q > 1 order by name
select string_agg(name, ', ' order by name) from o
select name, array_agg(qty order by qty) from o group by name order by 1
select day + interval '1 day', day - date '2024-01-01' from o order by id
select nullif(qty,3), greatest(qty,2), least(qty,2) from o order by id
select * from (values (1,'a'),(2,'b')) v(x,y) order by x
select i from generate_series(1,3) g(i) order by i
select name, count(*) filter (where qty > 1) from o group by name having count(*) >= 1 order by name
select distinct on (name) name, qty from o order by name, qty desc
select id from o order by price desc nulls last, id
select id from o order by price desc, id
select id from o order by price nulls first, id
select percentile_cont(0.5) within group (order by qty) from o
select exists(select 1 from c where c.name = 'ann'), 1 = any(select id from c)
select a.id, b.id from o a, o b where a.name = b.name and a.id < b.id order by 1,2
select name from o group by rollup(name) order by name
select 7/2, 7/2.0, -7/2, 7%3, -7%3, 2*3+4, 2*(3+4), 10-(3-2)
select 'it''s', 'a\b', 'x;--', '%'
select id from o where name ilike 'A%' or name similar to '(b|C)%' order by id
select id from o where tag is distinct from 'x' order by id
select split_part('a,b', ',', 2), lpad(name,5,'*'), reverse(name), md5(name) from o order by id
select qty in (1,2) = true, not qty in (1,2), (qty not in (1)) is null from o order by id
select max(day) - min(day), min(day), max(name) from o
select o.* from o join c using (name) order by id
select * from o natural join c order by 1
select id from o limit 2 offset 1
select cross_.n from (select 1 n) cross_, lateral (select cross_.n + 1 m) l
`)
const onDuckdb = lines(`
select group_concat(name, '/' order by id) from o
select dayofweek(day), isodow(day), week(day), dayname(day), monthname(day), quarter(day) from o order by id
select strftime(day, '%Y-%m'), year(day), month(day) from o order by id
select list(qty order by id), list_sum(list(qty)), [1,2,3][1], {'a': 1}.a from o
select date_diff('day', date '2024-01-01', day), datediff('month', date '2023-01-01', day) from o order by id
select * exclude (tag) from o order by id
from o select id order by id
select id from o qualify row_number() over (partition by name order by qty) = 1 order by id
select arg_max(name, qty), median(qty), quantile_cont(qty,0.25), mode(name) from o
select try_cast('x' as int), '5'::int + 1, 5::varchar, cast('2024-01-01' as timestamp)
select interval 3 days + date '2024-01-01', date '2024-01-01' + interval (qty) day from o order by id
select regexp_matches(name,'a'), regexp_replace(name,'a','b'), regexp_extract(name, '(.)n', 1) from o order by id
select * from range(3) r(i), unnest([1,2]) u(x) order by 1,2
select instr(name,'n'), position('n' in name), strpos(name,'n'), contains(name,'n'), len(name) from o order by id
select to_timestamp(0), epoch(day), make_date(2024,1,2), last_day(day), age(date '2024-02-01', day) from o order by id
`)
const onPostgres = lines(String.raw`
select to_char(day,'YYYY-MM'), age(date '2024-03-01', day), extract(dow from day), extract(epoch from day::timestamp) from o order by id
select price::numeric(8,1), qty::text || 'x', '3'::int + 1, cast('1.5' as real), cast(1 as float)/3, cast(1 as float(10))/3 from o order by id
select '{"a":{"b":2}}'::jsonb -> 'a' ->> 'b', '{"a":1}'::jsonb #>> '{a}', '{"a":1}'::jsonb @> '{"a":1}'::jsonb, '{"a":1}'::jsonb ? 'a', jsonb_array_length('[1,2]'::jsonb)
select E'a\nb', $$it's$$, e'\t|'
select trim(both 'a' from name), trim(leading 'a' from name), overlay(name placing 'z' from 1 for 1), initcap(name), translate(name,'a','b') from o order by id
select regexp_replace(name,'a','b','g'), name ~ '^a', name !~ '^a', name ~* 'C' from o order by id
select * from unnest(array[3,4]) with ordinality as u(x,n)
select * from generate_series(date '2024-01-01', date '2024-01-03', interval '1 day') g
select count from (select count(*) from o) s
select id from o fetch first 2 rows only
select interval '1' month + date '2024-01-31', now() - now(), date '2024-01-01' + 3
select sum(qty) as "Total Qty", Name from O group by NAME order by 2
select mode() within group (order by name), bool_or(qty>3), every(qty>0), stddev(qty), corr(qty,price) from o
select json_build_object('a',1), jsonb_agg(id order by id), row(1,2) from o
select 'x' like 'X', 'x' ilike 'X', 'a' between 'a' and 'b', 5 between symmetric 9 and 1
select date_bin('1 day', timestamp '2024-01-01 10:00', timestamp '2020-01-01'), justify_days(interval '40 days')
select timezone('UTC', timestamp '2024-01-01 00:00'), timestamp '2024-01-01 00:00' at time zone 'UTC'
`)

const json = (value: unknown): string =>
  JSON.stringify(value, (_, cell) => (typeof cell === 'bigint' ? String(cell) : cell))

async function compare(
  dialect: 'duckdb' | 'postgres',
  statements: readonly string[],
  run: (sql: string) => Promise<string>,
): Promise<void> {
  for (const sql of statements) {
    const print = (await checkText(sql, schemaOfNames(dialect, schema), { doubleQuotes: 'strict' })).sql
    expect(await run(print), `${sql} => ${print}`).toBe(await run(sql))
  }
}

describe('the print of the gate means what was written', () => {
  test('on DuckDB', async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    for (const sql of data) await connection.run(sql)
    await compare('duckdb', [...common, ...onDuckdb], async sql => {
      const result = await connection.runAndReadAll(sql)
      return json([result.getRowsJson(), result.columnTypes().map(String)])
    })
  })

  test('on PostgreSQL', async ({ skip }) => {
    skip(process.env.TRIVET_SLOW !== '1', 'boots PGlite; TRIVET_SLOW=1 runs it')
    const { PGlite } = await import('@electric-sql/pglite')
    const db = new PGlite()
    for (const sql of data) await db.exec(sql)
    await compare('postgres', [...common, ...onPostgres], async sql => {
      const { rows, fields } = await db.query(sql, [], { rowMode: 'array' })
      return json([rows, fields.map(field => field.dataTypeID)])
    })
    await db.close()
  }, 60_000)
})
