// `npx tsx scripts/make-large-sqlite.ts FILE [MEGABYTES]`: a shop's database of about so many megabytes (default 336),
// the same bytes on every run: what benchmarks of large files are run on.
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { countries } from './samples/people.ts'
import { type Random, toRandom } from './samples/random.ts'

/** Megabytes (2^20 bytes) that the row counts below give. */
const wholeMB = 336
const seed = 20260901

/** A table: its columns, its rows at full size, and the values of row `id` (from 1); `count` gives the rows of another table. */
type Plan = {
  readonly name: string
  readonly ddl: string
  readonly rows: number
  readonly row: (id: number, random: Random, count: (table: string) => number) => (string | number | null)[]
}

const adjectives =
  'Alpine Amber Basalt Birch Bronze Cedar Copper Coral Ivory Linen Maple Oak Silver Slate Walnut'.split(' ')
const things =
  'Basket Bench Blanket Bottle Bowl Cabinet Chair Clock Cushion Desk Jug Kettle Lamp Mirror Shelf Stool'.split(' ')
const streets =
  'Canal Street|Church Lane|Garden Road|Harbor Way|Mill Lane|North Quay|Old Market|Park Avenue|River Road'.split('|')
const remarks =
  'call before delivery|leave with the neighbor|gift wrapping|second floor|no paper receipt|rear entrance'.split('|')
const methods = ['card', 'invoice', 'transfer', 'voucher']
const states = ['open', 'paid', 'shipped', 'returned', 'cancelled']

const plans: readonly Plan[] = [
  {
    name: 'customers',
    ddl: 'id INTEGER PRIMARY KEY, full_name TEXT NOT NULL, email TEXT NOT NULL, country TEXT NOT NULL, city TEXT NOT NULL, phone TEXT, joined_on TEXT NOT NULL',
    rows: 210_000,
    row: (id, random) => {
      const country = random.pick(countries)
      const first = random.pick(random.chance(50) ? country.female : country.male)
      const last = random.pick(country.family)
      const phone = random.chance(70)
        ? `+${random.int(30, 99)} ${random.int(100, 999)} ${random.int(100_000, 999_999)}`
        : null
      const email = `${first}.${last}.${id}@example.org`.toLowerCase().replaceAll(' ', '')
      return [
        id,
        `${first} ${last} ${toCode(id)}`,
        email,
        country.name,
        random.pick(country.cities),
        phone,
        toDay(random),
      ]
    },
  },
  {
    name: 'products',
    ddl: 'id INTEGER PRIMARY KEY, name TEXT NOT NULL, sku TEXT NOT NULL, category TEXT NOT NULL, unit_price REAL NOT NULL, weight_g INTEGER',
    rows: 63_000,
    row: (id, random) => {
      const thing = random.pick(things)
      const weight = random.chance(90) ? random.int(50, 20_000) : null
      return [
        id,
        `${random.pick(adjectives)} ${thing} ${toCode(id)}`,
        `SKU-${toCode(id * 7)}`,
        thing,
        random.int(200, 90_000) / 100,
        weight,
      ]
    },
  },
  {
    name: 'orders',
    ddl: 'id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers(id), reference TEXT NOT NULL, status TEXT NOT NULL, ordered_on TEXT NOT NULL, ship_to TEXT NOT NULL, remark TEXT',
    rows: 945_000,
    row: (id, random, count) => {
      const remark = random.chance(90) ? `${random.pick(remarks)}, ${random.int(1, 99_999)}` : null
      return [
        id,
        random.int(1, count('customers')),
        `ORD-${toCode(id * 13)}-${toCode(random.int(0, 1e6))}`,
        random.pick(states),
        toDay(random),
        `${random.pick(streets)} ${random.int(1, 240)}, ${random.int(10_000, 99_999)} ${random.pick(random.pick(countries).cities)}, attn. ${toCode(random.int(0, 2e9))}`,
        remark,
      ]
    },
  },
  {
    name: 'order_lines',
    ddl: 'id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id), product_id INTEGER NOT NULL REFERENCES products(id), quantity INTEGER NOT NULL, unit_price REAL NOT NULL, batch TEXT NOT NULL, serial_number TEXT NOT NULL',
    rows: 1_990_000,
    row: (id, random, count) => [
      id,
      random.int(1, count('orders')),
      random.int(1, count('products')),
      random.int(1, 12),
      random.int(200, 90_000) / 100,
      `LOT-${toCode(random.int(0, 3e6))}`,
      `${toCode(id * 17)}-${toCode(random.int(0, 2e9))}-${toCode(random.int(0, 2e9))}-${toCode(random.int(0, 2e9))}-${toCode(random.int(0, 2e9))}`,
    ],
  },
  {
    name: 'payments',
    ddl: 'id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id), method TEXT NOT NULL, amount REAL NOT NULL, paid_on TEXT NOT NULL, payer_account TEXT NOT NULL, message TEXT NOT NULL, transaction_code TEXT NOT NULL',
    rows: 735_000,
    row: (id, random, count) => [
      id,
      random.int(1, count('orders')),
      random.pick(methods),
      random.int(500, 500_000) / 100,
      toDay(random),
      `AC${random.int(10, 99)}${random.int(1e8, 9.9e8)}${random.int(1e8, 9.9e8)}`,
      `for ORD-${toCode(random.int(0, 1e7))}, ${random.pick(adjectives)} ${toCode(random.int(0, 2e9))}`,
      `TX${toCode(id * 31)}${toCode(random.int(0, 1e9))}`,
    ],
  },
]

const toCode = (number: number): string => number.toString(36).toUpperCase().padStart(5, '0')

/** A day of the ten years from 2015 on. */
function toDay(random: Random): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${random.int(2015, 2024)}-${two(random.int(1, 12))}-${two(random.int(1, 28))}`
}

/** Writes the database whole or not at all. Returns its bytes and its rows by table. */
export async function makeLargeSqlite(
  path: string,
  megabytes = wholeMB,
): Promise<{ bytes: number; rows: Readonly<Record<string, number>> }> {
  const count = (table: string): number =>
    Math.max(1, Math.round((plans.find(({ name }) => name === table)!.rows * megabytes) / wholeMB))
  const { default: Database } = await import('libsql')
  const draft = `${path}.${process.pid}.tmp`
  mkdirSync(dirname(resolve(path)), { recursive: true })
  rmSync(draft, { force: true })
  const db = new Database(draft)
  try {
    // nobody reads the draft: a crash only leaves something to delete
    db.exec('PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536')
    for (const [place, { name, ddl, row }] of plans.entries()) {
      const random = toRandom(seed + place)
      db.exec(`CREATE TABLE ${name} (${ddl}); BEGIN`)
      const insert = db.prepare(
        `INSERT INTO ${name} VALUES (${ddl
          .split(', ')
          .map(() => '?')
          .join(', ')})`,
      )
      for (let id = 1; id <= count(name); id++) insert.run(row(id, random, count))
      db.exec('COMMIT')
    }
  } finally {
    db.close()
  }
  renameSync(draft, path)
  return { bytes: statSync(path).size, rows: Object.fromEntries(plans.map(({ name }) => [name, count(name)])) }
}

const entry = process.argv[1]
if (entry !== undefined && import.meta.url === pathToFileURL(resolve(entry)).href) {
  const [path, megabytes] = process.argv.slice(2)
  if (path === undefined) throw new Error('which file? npx tsx scripts/make-large-sqlite.ts FILE [MEGABYTES]')
  const { bytes, rows } = await makeLargeSqlite(path, megabytes === undefined ? wholeMB : Number(megabytes))
  console.log(`${path}: ${(bytes / 2 ** 20).toFixed(1)} MB, ${JSON.stringify(rows)}`)
}
