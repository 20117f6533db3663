import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import initSqlJs from 'sql.js'
import type { Database } from '../../check/database/database.ts'
import { dataFilesOf, openFiles } from '../../check/database/files.ts'
import { openDuckdbFile } from '../../check/database/open-duckdb.ts'
import { openPglite } from '../../check/database/open-pglite.ts'
import { openSqlite } from '../../check/database/open-sqlite.ts'
import { openPostgres } from '../../check/database/postgres.ts'
import { postgresMissing, startPostgresServer } from '../../check/database/postgres-server.ts'
import { packageFolder } from '../../core/paths.ts'

/** A copy of the sample shop in one engine, as its users would have it there. */
export type SetUp = {
  readonly name: string
  /** Why it cannot be made here. */
  readonly missing?: string
  make(): Promise<{ database: Database; remove(): Promise<void> }>
}

export const shopFile = join(packageFolder(), 'dist', 'samples', 'shop.sqlite')

type Cell = null | number | string
type ShopTable = { readonly name: string; readonly columns: readonly string[]; readonly rows: readonly Cell[][] }

/** Parents first, as keys demand. */
const tableNames = [
  'categories',
  'suppliers',
  'products',
  'product_suppliers',
  'customers',
  'orders',
  'order_lines',
  'returns',
  'product reviews',
] as const

async function readShop(): Promise<ShopTable[]> {
  const sql = await initSqlJs()
  const db = new sql.Database(readFileSync(shopFile))
  const tables = tableNames.map(name => {
    const [read] = db.exec(`SELECT * FROM "${name}"`)
    return { name, columns: read!.columns, rows: read!.values as Cell[][] }
  })
  db.close()
  return tables
}

const money = 'DECIMAL(10, 2)'
/** Columns that are no integer and no text outside SQLite. */
const types: Readonly<Record<string, string>> = {
  list_price: money,
  cost: money,
  purchase_price: money,
  freight: money,
  unit_price: money,
  refund: money,
  introduced_on: 'DATE',
  signupDt: 'DATE',
  order_date: 'DATE',
  shipDt: 'DATE',
  partner_since: 'DATE',
  returned_at: 'TIMESTAMP',
  created_at: 'TIMESTAMP',
  posted_at: 'TIMESTAMP',
  discontinued: 'BOOLEAN',
  preferred: 'BOOLEAN',
  newsletter: 'BOOLEAN',
}

/** Keys of each table; a first column is a key by itself where none are named. */
const keys: Readonly<Record<string, readonly string[]>> = {
  categories: ['FOREIGN KEY (parent_id) REFERENCES categories (category_id)'],
  products: ['UNIQUE (sku)', 'FOREIGN KEY (category_id) REFERENCES categories (category_id)'],
  product_suppliers: [
    'PRIMARY KEY (product_id, supplier_id)',
    'FOREIGN KEY (product_id) REFERENCES products (product_id)',
    'FOREIGN KEY (supplier_id) REFERENCES suppliers (supplier_id)',
  ],
  customers: ['FOREIGN KEY ("referredBy") REFERENCES customers ("custNo")'],
  orders: ['FOREIGN KEY (buyer) REFERENCES customers ("custNo")'],
  order_lines: [
    'PRIMARY KEY (order_id, line_no)',
    'FOREIGN KEY (order_id) REFERENCES orders (order_id)',
    'FOREIGN KEY (product_id) REFERENCES products (product_id)',
  ],
  returns: ['FOREIGN KEY (order_id, line_no) REFERENCES order_lines (order_id, line_no)'],
  'product reviews': [
    'FOREIGN KEY (product) REFERENCES products (product_id)',
    'FOREIGN KEY (author) REFERENCES customers ("custNo")',
  ],
}

const view = `CREATE VIEW order_totals AS
  SELECT o.order_id, o.buyer, o.order_date, o.status, COUNT(*) AS line_count, SUM(l.qty) AS units,
    ROUND(SUM(l.qty * l.unit_price), 2) AS gross,
    ROUND(SUM(l.qty * l.unit_price * (1 - l.discount_pct / 100.0)), 2) AS net, o.freight
  FROM orders o JOIN order_lines l ON l.order_id = o.order_id
  GROUP BY o.order_id, o.buyer, o.order_date, o.status, o.freight`

function typeOf({ columns, rows }: ShopTable, index: number): string {
  const known = types[columns[index]!]
  if (known !== undefined) return known
  return rows.some(row => typeof row[index] === 'string') ? 'TEXT' : 'INTEGER'
}

function toLiteral(cell: Cell, type: string): string {
  if (cell === null) return 'NULL'
  if (type === 'BOOLEAN') return cell === 1 ? 'TRUE' : 'FALSE'
  return typeof cell === 'number' ? String(cell) : `'${cell.replaceAll("'", "''")}'`
}

/** Standard SQL that DuckDB and PostgreSQL take alike. */
function toStatements(tables: readonly ShopTable[]): string[] {
  const made = tables.flatMap(table => {
    const { name, columns, rows } = table
    const kinds = columns.map((_, index) => typeOf(table, index))
    const own = keys[name] ?? []
    const primary = own.some(key => key.startsWith('PRIMARY')) ? [] : [`PRIMARY KEY ("${columns[0]}")`]
    const parts = [...columns.map((column, i) => `"${column}" ${kinds[i]}`), ...primary, ...own]
    const values = rows.map(row => `(${row.map((cell, i) => toLiteral(cell, kinds[i]!)).join(', ')})`)
    // DuckDB sees the rows of a statement only after it
    const inserted = own.some(key => key.includes(`REFERENCES ${name} `)) ? values : [values.join(', ')]
    return [
      `CREATE TABLE "${name}" (${parts.join(', ')})`,
      ...inserted.map(list => `INSERT INTO "${name}" VALUES ${list}`),
    ]
  })
  return [...made, view]
}

const toCsv = ({ columns, rows }: ShopTable): string => {
  const field = (cell: Cell): string => {
    const text = cell === null ? '' : String(cell)
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return [columns, ...rows].map(row => `${row.map(field).join(',')}\n`).join('')
}

const temporary = (): string => mkdtempSync(join(tmpdir(), 'trivet-shop-'))

/** Closes the database, then removes what it stood on. */
function made(database: Database, folder?: string, stop?: () => Promise<void>) {
  const remove = async (): Promise<void> => {
    await database.close()
    await stop?.()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
  return { database, remove }
}

const noServer = postgresMissing()

/** The shop as SQLite by both drivers, as DuckDB file, CSV files without keys, PGlite folder, and on a server. */
export const setUps: readonly SetUp[] = [
  { name: 'SQLite in memory', make: async () => made(openSqlite(shopFile, 'shop', { inPlace: false })) },
  { name: 'SQLite in place', make: async () => made(openSqlite(shopFile, 'shop', { inPlace: true })) },
  {
    name: 'DuckDB',
    make: async () => {
      const folder = temporary()
      const path = join(folder, 'shop.duckdb')
      const { DuckDBInstance } = await import('@duckdb/node-api')
      const instance = await DuckDBInstance.create(path)
      const connection = await instance.connect()
      for (const sql of toStatements(await readShop())) await connection.run(sql)
      connection.closeSync()
      // else the file stays locked until the instance is collected
      instance.closeSync()
      return made(openDuckdbFile(path, 'shop'), folder)
    },
  },
  {
    name: 'CSV folder',
    make: async () => {
      const folder = temporary()
      const data = join(folder, 'shop')
      mkdirSync(data)
      for (const table of await readShop()) writeFileSync(join(data, `${table.name}.csv`), toCsv(table))
      const env = { TRIVET_HOME: join(folder, 'home') }
      return made(openFiles(dataFilesOf(data), 'shop', { env }), folder)
    },
  },
  {
    name: 'PGlite',
    make: async () => {
      const folder = temporary()
      const { PGlite } = await import('@electric-sql/pglite')
      const db = await PGlite.create({ dataDir: folder })
      for (const sql of toStatements(await readShop())) await db.exec(sql)
      await db.close()
      return made(openPglite(folder, 'shop'), folder)
    },
  },
  {
    name: 'PostgreSQL',
    ...(noServer === undefined ? {} : { missing: noServer }),
    make: async () => {
      const server = await startPostgresServer()
      const client = new pg.Client({ connectionString: server.url })
      await client.connect()
      for (const sql of toStatements(await readShop())) await client.query(sql)
      await client.end()
      return made(openPostgres(server.url, { env: {}, id: 'shop' }), undefined, server.stop)
    },
  },
]
