import type { Dialect } from '../../lang/sql/schema.ts'
import type { Cell } from './database.ts'

/** The tables that the conformance suite makes on each engine. */
export const suiteTypes = [
  'integer',
  'bigint',
  'text',
  'date',
  'timestamp',
  'boolean',
  'decimal',
  'real',
  'blob',
] as const
export type SuiteType = (typeof suiteTypes)[number]

export type SuiteTable = {
  readonly name: string
  readonly columns: Readonly<Record<string, SuiteType>>
  readonly constraints: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

export const oddName = `odd "name', ü`

export const suiteTables: readonly SuiteTable[] = [
  {
    name: 'customers',
    columns: { id: 'integer', name: 'text', email: 'text', born: 'date', vip: 'boolean', big: 'bigint' },
    constraints: ['PRIMARY KEY (id)', 'UNIQUE (email)'],
    rows: [
      [1, 'Ünï Çödé 😀', 'a@example.org', '1990-02-28', true, 9007199254740993n],
      [2, `O'Brien, "Q"`, null, null, false, -9223372036854775807n],
      [3, 'line\nbreak', 'c@example.org', '2001-12-31', null, 3],
    ],
  },
  {
    name: 'orders',
    columns: { id: 'integer', customer_id: 'integer', placed: 'timestamp', total: 'decimal', rate: 'real' },
    constraints: ['PRIMARY KEY (id)', 'FOREIGN KEY (customer_id) REFERENCES customers (id)'],
    rows: [
      [10, 1, '2024-03-05 13:45:10', '12.50', 0.1],
      [11, 1, '2024-03-06 00:00:00', '7.25', 2.5],
      [12, 2, '2023-12-31 23:59:59', '1000.00', -1e-7],
    ],
  },
  {
    name: 'order_lines',
    columns: { order_id: 'integer', line_no: 'integer', product: 'text', qty: 'integer' },
    constraints: ['PRIMARY KEY (order_id, line_no)', 'FOREIGN KEY (order_id) REFERENCES orders (id)'],
    rows: [
      [10, 1, 'lamp', 2],
      [10, 2, 'rope', 1],
      [11, 1, 'lamp', null],
    ],
  },
  {
    name: oddName,
    columns: { 'a b': 'integer', sélect: 'text', select: 'text' },
    constraints: [],
    rows: [[1, 'x', '']],
  },
  {
    name: 'numbers',
    columns: { n: 'integer' },
    constraints: [],
    rows: Array.from({ length: 1000 }, (_, n) => [n]),
  },
]

export const blobTable: SuiteTable = {
  name: 'blobs',
  columns: { id: 'integer', data: 'blob' },
  constraints: ['PRIMARY KEY (id)'],
  rows: [
    [1, Uint8Array.of(0, 255, 65)],
    [2, null],
  ],
}

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

const typeName = (type: SuiteType, dialect: Dialect): string => {
  if (type === 'decimal') return 'DECIMAL(10, 2)'
  if (type === 'real') return 'DOUBLE PRECISION'
  if (type === 'blob' && dialect === 'postgres') return 'BYTEA'
  return type.toUpperCase()
}

function toLiteral(cell: Cell, dialect: Dialect): string {
  if (cell === null) return 'NULL'
  if (typeof cell === 'string') return `'${cell.replaceAll("'", "''")}'`
  if (!(cell instanceof Uint8Array)) return String(cell)
  const hex = Buffer.from(cell).toString('hex')
  if (dialect === 'sqlite') return `x'${hex}'`
  return dialect === 'postgres' ? `'\\x${hex}'` : `unhex('${hex}')`
}

/** CREATE TABLE, INSERT and CREATE VIEW statements, without comments on tables. */
export function suiteStatements(dialect: Dialect): string[] {
  const tables = [...suiteTables, blobTable].flatMap(({ name, columns, constraints, rows }) => [
    `CREATE TABLE ${quoteName(name)} (${[
      ...Object.entries(columns).map(([column, type]) => `${quoteName(column)} ${typeName(type, dialect)}`),
      ...constraints,
    ].join(', ')})`,
    `INSERT INTO ${quoteName(name)} VALUES ${rows
      .map(row => `(${row.map(cell => toLiteral(cell, dialect)).join(', ')})`)
      .join(', ')}`,
  ])
  return [...tables, 'CREATE VIEW big_orders AS SELECT id, placed, total FROM orders WHERE total > 10']
}

export const commentStatements: readonly string[] = [
  "COMMENT ON TABLE customers IS 'Who buys'",
  "COMMENT ON COLUMN customers.vip IS 'Gets a discount'",
]

/** The tables as CSV texts by file name. */
export function suiteCsv(): Record<string, string> {
  const field = (cell: Cell): string => {
    const text = cell === null ? '' : String(cell)
    return /[",\n]/.test(text) || (text === '' && cell !== null) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return Object.fromEntries(
    suiteTables.map(({ name, columns, rows }) => [
      `${name}.csv`,
      [Object.keys(columns), ...rows].map(row => `${row.map(field).join(',')}\n`).join(''),
    ]),
  )
}
