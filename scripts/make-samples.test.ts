import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import initSqlJs, { type Database, type SqlValue } from 'sql.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeSamples } from './make-samples.ts'

const root = mkdtempSync(join(tmpdir(), 'trivet-samples-'))
const first = join(root, 'first')
const second = join(root, 'second')
const opened: Database[] = []
let names: string[] = []

async function open(file: string): Promise<(sql: string) => SqlValue[][]> {
  const sqlite = await initSqlJs()
  const db = new sqlite.Database(readFileSync(join(first, file)))
  opened.push(db)
  return sql => db.exec(sql)[0]?.values ?? []
}

beforeAll(async () => {
  names = await makeSamples(first)
  await makeSamples(second)
})

afterAll(() => {
  for (const db of opened) db.close()
  rmSync(root, { recursive: true, force: true })
})

test('two runs write the same bytes', () => {
  const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
  expect(names).toHaveLength(9)
  for (const name of names) expect(hash(join(second, name)), name).toBe(hash(join(first, name)))
})

describe('shop', () => {
  test('is small and its declared keys hold', async () => {
    expect(statSync(join(first, 'shop.sqlite')).size).toBeLessThanOrEqual(700_000)
    const query = await open('shop.sqlite')
    expect(query('PRAGMA foreign_key_check')).toEqual([])
    expect(query('PRAGMA integrity_check')).toEqual([['ok']])
  })

  test('has the planned sizes', async () => {
    const query = await open('shop.sqlite')
    const count = (table: string): number => Number(query(`SELECT COUNT(*) FROM "${table}"`)[0]![0])
    expect(['customers', 'products', 'orders', 'returns'].map(count)).toEqual([60, 40, 400, 80])
    expect(count('order_lines')).toBeGreaterThan(900)
    expect(count('order_totals')).toBe(400)
  })

  test('has two best sellers and two busiest customers', async () => {
    const query = await open('shop.sqlite')
    const sold = query('SELECT SUM(qty), COUNT(*) FROM order_lines GROUP BY product_id ORDER BY 1 DESC LIMIT 3')
    expect(sold[0]).toEqual(sold[1])
    expect(Number(sold[2]![0])).toBeLessThan(Number(sold[0]![0]))
    const bought = query('SELECT COUNT(*) FROM orders GROUP BY buyer ORDER BY 1 DESC LIMIT 3').flat()
    expect(bought.slice(0, 2)).toEqual([21, 21])
    expect(Number(bought[2])).toBeLessThan(21)
  })

  test('has parents without children', async () => {
    const query = await open('shop.sqlite')
    expect(query('SELECT COUNT(*) FROM customers WHERE custNo NOT IN (SELECT buyer FROM orders)')).toEqual([[7]])
    expect(query('SELECT COUNT(*) FROM products WHERE product_id NOT IN (SELECT product_id FROM order_lines)')).toEqual(
      [[3]],
    )
    expect(
      query('SELECT company_name FROM suppliers WHERE supplier_id NOT IN (SELECT supplier_id FROM product_suppliers)'),
    ).toEqual([['Hölzl Metallbau KG']])
  })

  test('has NULLs, accents and dates in order', async () => {
    const query = await open('shop.sqlite')
    const nulls =
      query(`SELECT (SELECT COUNT(*) FROM orders WHERE shipDt IS NULL), (SELECT COUNT(*) FROM customers WHERE eMail IS NULL),
      (SELECT COUNT(*) FROM returns WHERE refund IS NULL), (SELECT COUNT(*) FROM "product reviews" WHERE author IS NULL)`)
    for (const count of nulls[0]!) expect(count).toBeGreaterThan(0)
    expect(query("SELECT fullName FROM customers WHERE fullName = 'Müller & Söhne'")).toHaveLength(1)
    expect(query("SELECT 1 FROM customers WHERE city = 'São Paulo'").length).toBeGreaterThan(0)
    expect(query('SELECT 1 FROM orders WHERE shipDt < order_date OR date(created_at) <> order_date')).toEqual([])
    expect(query('SELECT 1 FROM orders JOIN customers ON custNo = buyer WHERE signupDt > order_date')).toEqual([])
    expect(query('SELECT 1 FROM returns r JOIN order_lines l USING (order_id, line_no) WHERE r.qty > l.qty')).toEqual(
      [],
    )
    expect(query('SELECT MIN(order_date), MAX(order_date) FROM orders')).toEqual([['2022-01-02', '2024-06-30']])
  })
})

describe('clinic', () => {
  test('its declared and undeclared keys hold', async () => {
    const query = await open('clinic.sqlite')
    expect(query('PRAGMA foreign_key_check')).toEqual([])
    const orphans = (child: string, column: string, parent: string, key: string): SqlValue[][] =>
      query(`SELECT 1 FROM ${child} WHERE ${column} NOT IN (SELECT ${key} FROM ${parent})`)
    expect(orphans('departments', 'head_doc', 'doctors', 'doc_id')).toEqual([])
    expect(orphans('visit_dx', 'icd', 'icd_codes', 'code')).toEqual([])
    expect(orphans('prescriptions', 'drug', 'drugs', 'drug_cd')).toEqual([])
    expect(orphans('lab_results', 'patient', 'patients', 'pat_id')).toEqual([])
  })

  test('has three date styles', async () => {
    const query = await open('clinic.sqlite')
    expect(query("SELECT 1 FROM patients WHERE dob NOT GLOB '[0-3][0-9].[01][0-9].[12][0-9][0-9][0-9]'")).toEqual([])
    expect(query('SELECT 1 FROM visits WHERE date("Adm Date") IS NULL OR "Dis Date" < "Adm Date"')).toEqual([])
    expect(
      query(`SELECT 1 FROM prescriptions JOIN visits USING (visit_id)
      WHERE printf('%d-%02d-%02d', rx_year, rx_month, rx_day) <> "Adm Date"`),
    ).toEqual([])
  })

  test('has a tie, a namesake, NULLs and parents without children', async () => {
    const query = await open('clinic.sqlite')
    const visits = query('SELECT COUNT(*) FROM visits GROUP BY doc_id ORDER BY 1 DESC LIMIT 3').flat()
    expect(visits).toEqual([62, 62, 55])
    expect(query('SELECT COUNT(*) FROM patients GROUP BY given_name, fam_name HAVING COUNT(*) > 1')).toEqual([[2]])
    expect(query('SELECT doc_id FROM doctors WHERE doc_id NOT IN (SELECT doc_id FROM visits)')).toEqual([[112]])
    const idle = query('SELECT COUNT(*) FROM patients WHERE pat_id NOT IN (SELECT pat_id FROM visits)')[0]![0]
    expect(idle).toBeGreaterThanOrEqual(6)
    expect(query('SELECT COUNT(*) FROM lab_results WHERE val IS NULL')[0]![0]).toBeGreaterThan(0)
    expect(query('SELECT DISTINCT st FROM visits ORDER BY 1').flat()).toEqual(['A', 'C', 'D', 'N', 'P'])
  })
})

test('events: the files read as typed tables whose values match', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const db = await instance.connect()
  const query = async (sql: string): Promise<unknown[][]> => (await db.runAndReadAll(sql)).getRowsJson()
  for (const name of names.filter(each => each.endsWith('.csv'))) {
    const table = name.replace(/^events\/|\.csv$/g, '')
    await db.run(`CREATE TABLE ${table} AS FROM read_csv('${join(first, name)}')`)
  }
  const types = await query("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'sessions'")
  expect(Object.fromEntries(types)).toMatchObject({ started_at: 'TIMESTAMP', duration_s: 'BIGINT', is_bot: 'BOOLEAN' })
  const counts = await query(
    'SELECT (SELECT COUNT(*) FROM users), (SELECT COUNT(*) FROM sessions), (SELECT COUNT(*) FROM events)',
  )
  expect(counts[0]!.map(Number)).toEqual([50, 300, 2000])
  expect(await query('FROM events WHERE session NOT IN (SELECT session_id FROM sessions)')).toEqual([])
  expect(await query('FROM invoices WHERE account NOT IN (SELECT user_id FROM users)')).toEqual([])
  expect(await query('FROM invoices WHERE plan NOT IN (SELECT plan_code FROM plans)')).toEqual([])
  expect(
    await query('FROM sessions s JOIN users u USING (user_id) WHERE s.started_at::DATE < u.signed_up_at::DATE'),
  ).toEqual([])
  const top = await query(
    'SELECT COUNT(*) FROM sessions WHERE user_id IS NOT NULL GROUP BY user_id ORDER BY 1 DESC LIMIT 3',
  )
  expect(top.map(row => Number(row[0])).slice(0, 2)).toEqual([19, 19])
  expect(await query('SELECT plan_code FROM plans WHERE plan_code NOT IN (SELECT current_plan FROM users)')).toEqual([
    ['edu'],
  ])
  const idle = await query(
    'SELECT COUNT(*) FROM users WHERE user_id NOT IN (SELECT user_id FROM sessions WHERE user_id IS NOT NULL)',
  )
  expect(Number(idle[0]![0])).toBe(5)
  db.closeSync()
  instance.closeSync()
})
