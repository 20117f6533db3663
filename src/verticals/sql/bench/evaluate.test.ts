import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import initSqlJs from 'sql.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqlite } from '../../../check/database/open-sqlite.ts'
import { systemClock } from '../../../core/clock.ts'
import { type EvalOptions, evaluate } from './evaluate.ts'
import type { EvalItem, Outcome, Prediction } from './item.ts'

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-'))
  const { Database } = await initSqlJs()
  const db = new Database()
  db.exec(
    `create table product(id integer primary key, name text, price real, kind text);
     insert into product values (1,'pen',1.5,'a'),(2,'ink',4.0,'a'),(3,'pad',4.0,'b'),(4,'cap',0.5,'b');
     create table sale(product_id integer references product(id), amount integer);
     insert into sale values (1,3),(1,4),(2,1);`,
  )
  writeFileSync(join(folder, 'shop.sqlite'), db.export())
})
afterAll(() => rmSync(folder, { recursive: true }))

const item = (id: string, gold: string): EvalItem => ({ id, question: id, db: 'shop', gold })
const sql = (...texts: string[]): Prediction => ({ candidates: texts.map(text => ({ sql: text })) })

async function run(
  pairs: readonly (readonly [EvalItem, Prediction])[],
  options: Partial<EvalOptions> = {},
): Promise<{ report: Awaited<ReturnType<typeof evaluate>>; outcomes: Map<string, Outcome>; predicted: string[] }> {
  const outcomes = new Map<string, Outcome>()
  const predicted: string[] = []
  const predictions = new Map(pairs.map(([one, prediction]) => [one.id, prediction]))
  const report = await evaluate(
    pairs.map(([one]) => one),
    async ({ id }) => {
      predicted.push(id)
      return predictions.get(id)!
    },
    {
      suite: 'shop',
      split: 'test',
      mode: 'spider-ex',
      predictor: 'test',
      open: async db => openSqlite(join(folder, `${db}.sqlite`), db),
      ctx: { clock: systemClock, signal: new AbortController().signal, progress: () => {} },
      onOutcome: outcome => void outcomes.set(outcome.id, outcome),
      ...options,
    },
  )
  return { report, outcomes, predicted }
}

const names = 'select name from product'

describe('evaluate', () => {
  it('counts what is right, wrong, failed and silent, and lists what cannot be counted', async () => {
    const { report, outcomes } = await run([
      [item('right', names), sql('select name from product order by id desc')],
      [item('wrong', names), sql('select kind from product')],
      [item('later', names), sql('select kind from product', 'selec', 'select id from product', names)],
      [item('failed', 'select count(*) from product, sale where id = product_id'), sql('select nothing from product')],
      [item('silent', 'select max(price) from product where id in (select product_id from sale)'), sql()],
      [item('bad gold', 'select nothing from product'), sql(names)],
      [item('writing', names), sql("insert into product values (9, 'x', 1, 'a')")],
      [item('empty', "select id from product where name = 'none'"), sql('select 1 where 1 = 0')],
    ])
    expect([...outcomes.values()].map(({ id, verdict, rightAt }) => [id, verdict, rightAt])).toEqual([
      ['right', 'right', 1],
      ['wrong', 'wrong', undefined],
      ['later', 'wrong', 4],
      ['failed', 'failed', undefined],
      ['silent', 'silent', undefined],
      ['bad gold', 'gold-failed', undefined],
      ['writing', 'failed', undefined],
      ['empty', 'right', 1],
    ])
    expect(report).toMatchObject({
      suite: 'shop',
      split: 'test',
      mode: 'spider-ex',
      n: 7,
      ex: 2 / 7,
      passAt: { '1': 2 / 7, '60': 3 / 7 },
      answered: { n: 6, right: 2, precision: 1 / 3 },
      byTables: {
        '1': { n: 5, ex: 0.4 },
        '2': { n: 1, ex: 0 },
        '3+': { n: 0, ex: null },
        nested: { n: 1, ex: 0 },
      },
      nonEmptyGold: { n: 6, ex: 1 / 6 },
      failed: { E_SQL_UNKNOWN_NAME: 1, E_SQL_NOT_READ_ONLY: 1 },
      silent: 1,
      errors: [{ id: 'bad gold', code: 'E_SQL_UNKNOWN_NAME', of: 'gold' }],
      precisionAtCoverage: {},
      confidenceAuc: null,
    })
    expect(report.interval!.low).toBeLessThan(2 / 7)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  it('reads quoted text and DISTINCT as the suite does', async () => {
    const { report } = await run([
      [item('quotes', 'select id from product where kind = "a"'), sql("select id from product where kind = 'a'")],
      [item('distinct', 'select distinct kind from product'), sql('select kind from product')],
    ])
    expect(report.ex).toBe(1)
  })

  it('kills what runs away, and goes on', async () => {
    const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n'
    const { report, outcomes } = await run(
      [
        [item('endless', names), sql(endless, names)],
        [item('next', names), sql(names)],
      ],
      { limits: { wallMs: 300 } },
    )
    expect(outcomes.get('endless')).toMatchObject({ verdict: 'failed', why: 'E_SQL_TIMEOUT', rightAt: 2 })
    expect(report).toMatchObject({ n: 2, ex: 0.5 })
  })

  it('measures confidence and abstention', async () => {
    const sure = (confidence: number, text: string): Prediction => ({ ...sql(text), confidence })
    const { report } = await run([
      [item('a', names), sure(0.9, names)],
      [item('b', names), sure(0.8, names)],
      [item('c', names), { ...sure(0.1, 'select kind from product'), answered: false }],
      [item('d', names), { ...sure(0.2, names), answered: false }],
    ])
    expect(report).toMatchObject({
      ex: 0.75,
      answered: { n: 2, right: 2, precision: 1 },
      precisionAtCoverage: { '0.1': 1, '0.5': 1, '1': 0.75 },
      confidenceAuc: 1,
    })
  })

  it('compares by intent: DISTINCT counts, ties are free, further columns on demand', async () => {
    const pairs: [EvalItem, Prediction][] = [
      [item('distinct', 'select distinct kind from product'), sql('select kind from product')],
      [
        item('tied', 'select name from product order by price desc'),
        sql('select name from product order by price desc, name desc'),
      ],
      [item('untied', 'select name from product order by price desc'), sql('select name from product order by price')],
      [
        item('key in the result', 'select price, name from product order by 1'),
        sql('select name, price from product order by price, id desc'),
      ],
      [
        item('no keys', 'select distinct name from product order by price, name'),
        sql('select name from product order by price, name'),
      ],
      [item('extra', names), sql('select id, name from product')],
    ]
    const { report, outcomes } = await run(pairs, { mode: 'intent', allowExtra: true })
    expect([...outcomes.values()].map(({ id, verdict, why }) => [id, verdict, why])).toEqual([
      ['distinct', 'wrong', 'row-count'],
      ['tied', 'right', 'equal'],
      ['untied', 'wrong', 'rows'],
      ['key in the result', 'right', 'equal'],
      ['no keys', 'right', 'equal'],
      ['extra', 'right', 'extra-columns'],
    ])
    expect(report.extraColumns).toBe(1)
    expect((await run(pairs.slice(-1), { mode: 'intent' })).report.ex).toBe(0)
  })

  it('resumes from its record, only with the same settings and items', async () => {
    const record = join(folder, 'record.jsonl')
    const pairs = ['a', 'b', 'c'].map(id => [item(id, names), sql(id === 'b' ? 'select 1' : names)] as const)
    const whole = await run(pairs, { record })
    expect(whole.predicted).toEqual(['a', 'b', 'c'])
    const lines = readFileSync(record, 'utf8').split('\n')
    writeFileSync(record, `${lines.slice(0, 3).join('\n')}\n${lines[3]!.slice(0, 20)}`)
    const resumed = await run(pairs, { record })
    expect(resumed.predicted).toEqual(['c'])
    expect(resumed.report).toMatchObject({ ex: whole.report.ex, n: 3 })
    expect(readFileSync(record, 'utf8').split('\n')).toHaveLength(5)

    const other = await run([[item('a', 'select id from product'), sql(names)]], { record })
    expect(other.predicted).toEqual(['a'])
    await expect(run(pairs, { record, predictor: 'another' })).rejects.toMatchObject({ code: 'E_LEDGER_MISMATCH' })
  })

  it('stops when it is told to', async () => {
    const controller = new AbortController()
    const stopping = run(
      [
        [item('a', names), sql(names)],
        [item('b', names), sql(names)],
      ],
      {
        ctx: { clock: systemClock, signal: controller.signal, progress: () => {} },
        onOutcome: () => controller.abort(),
      },
    )
    await expect(stopping).rejects.toMatchObject({ code: 'E_CANCELLED' })
  })
})
