import type { Column, ColumnType, Dialect, Schema } from '../../lang/sql/schema.ts'
import type { Cell } from './database.ts'

/** One sale of the small data set on which every node of the grammar is executed; moments in all forms of storage. */
export type Sale = {
  readonly id: number
  readonly shop: number | null
  readonly product: string
  readonly price: number | null
  readonly qty: number
  readonly paid: boolean | null
  /** 'YYYY-MM-DD HH:MM:SS', from which all other forms are made; null: missing in all of them. */
  readonly at: string | null
  readonly shipped: string | null
}

export const sales: readonly Sale[] = [
  {
    id: 1,
    shop: 1,
    product: 'lamp',
    price: 12.5,
    qty: 2,
    paid: true,
    at: '2023-12-31 23:59:59',
    shipped: '2024-01-02',
  },
  { id: 2, shop: 1, product: 'Lamp', price: 30, qty: 1, paid: false, at: '2024-01-01 00:00:00', shipped: null },
  { id: 3, shop: 2, product: 'rope', price: 30, qty: 4, paid: true, at: '2024-02-29 07:05:00', shipped: '2024-03-01' },
  {
    id: 4,
    shop: 2,
    product: 'tent',
    price: null,
    qty: 1,
    paid: true,
    at: '2024-03-03 12:30:00',
    shipped: '2024-03-03',
  },
  { id: 5, shop: 2, product: 'tent', price: 99, qty: 0, paid: null, at: '2024-03-04 08:00:00', shipped: '2024-03-30' },
  { id: 6, shop: null, product: 'stove', price: 7, qty: 3, paid: false, at: null, shipped: null },
  {
    id: 7,
    shop: 3,
    product: '50%_off\\',
    price: 7,
    qty: 3,
    paid: true,
    at: '2024-12-30 18:45:10',
    shipped: '2025-01-06',
  },
  {
    id: 8,
    shop: 3,
    product: "o'neil",
    price: null,
    qty: 2,
    paid: true,
    at: '2021-01-03 06:00:00',
    shipped: '2021-01-03',
  },
]

export const shops = [
  { id: 1, name: 'north' },
  { id: 2, name: 'south' },
  { id: 3, name: 'south' },
  { id: 4, name: 'closed' },
]

type Form = { readonly type: ColumnType; readonly declared: string; readonly of: (sale: Sale) => Cell }
const pieces = (at: string | null): string[] | undefined => at?.split(/\D/)
const seconds = (at: string | null): number | null =>
  at === null ? null : Date.parse(`${at.replace(' ', 'T')}Z`) / 1000
const part =
  (index: number) =>
  (sale: Sale): Cell =>
    sale.at === null ? null : Number(pieces(sale.at)![index])
const joined =
  (order: readonly number[], glue: string) =>
  (sale: Sale): Cell =>
    sale.at === null ? null : order.map(index => pieces(sale.at)![index]).join(glue)

const text = (of: Form['of']): Form => ({ type: 'text', declared: 'VARCHAR(40)', of })
const integer = (of: Form['of']): Form => ({ type: 'integer', declared: 'INTEGER', of })

export const saleColumns: Readonly<Record<string, Form>> = {
  id: integer(sale => sale.id),
  shop: integer(sale => sale.shop),
  product: text(sale => sale.product),
  price: { type: 'real', declared: 'DOUBLE PRECISION', of: sale => sale.price },
  qty: integer(sale => sale.qty),
  paid: { type: 'boolean', declared: 'BOOLEAN', of: sale => sale.paid },
  iso: text(sale => sale.at),
  iso_day: text(sale => sale.at?.slice(0, 10) ?? null),
  dmy: text(sale => (sale.at === null ? null : `${joined([2, 1, 0], '.')(sale)} ${sale.at.slice(11)}`)),
  mdy: text(joined([1, 2, 0], '/')),
  compact: integer(sale => (sale.at === null ? null : Number(joined([0, 1, 2], '')(sale)))),
  native: { type: 'date', declared: 'DATE', of: sale => sale.at?.slice(0, 10) ?? null },
  stamp: { type: 'timestamp', declared: 'TIMESTAMP', of: sale => sale.at },
  unix: integer(sale => seconds(sale.at)),
  millis: { type: 'integer', declared: 'BIGINT', of: sale => (sale.at === null ? null : seconds(sale.at)! * 1000) },
  y: integer(part(0)),
  m: integer(part(1)),
  d: integer(part(2)),
  y_text: text(sale => sale.at?.slice(0, 4) ?? null),
  shipped: { type: 'date', declared: 'DATE', of: sale => sale.shipped },
}

const toColumn = (name: string, { type, declared }: Form): Column => ({
  name,
  type,
  declared,
  nullable: !['id', 'qty', 'product'].includes(name),
  primaryKey: name === 'id',
  unique: name === 'id',
})

export const salesSchema = (dialect: Dialect): Schema => ({
  dialect,
  tables: [
    {
      key: 'sale',
      name: 'sale',
      kind: 'table',
      columns: Object.entries(saleColumns).map(([name, form]) => toColumn(name, form)),
    },
    {
      key: 'shop',
      name: 'shop',
      kind: 'table',
      columns: [
        toColumn(
          'id',
          integer(() => 0),
        ),
        toColumn(
          'name',
          text(() => ''),
        ),
      ],
    },
  ],
  foreignKeys: [],
})

const toLiteral = (cell: Cell): string =>
  cell === null ? 'NULL' : typeof cell === 'string' ? `'${cell.replaceAll("'", "''")}'` : String(cell)

/** CREATE TABLE and INSERT statements; they are the same in all dialects. */
export const salesStatements: readonly string[] = [
  `CREATE TABLE sale (${Object.entries(saleColumns)
    .map(([name, { declared }]) => `${name} ${declared}`)
    .join(', ')})`,
  `INSERT INTO sale VALUES ${sales
    .map(sale => `(${Object.values(saleColumns).map(({ of }) => toLiteral(of(sale)))})`)
    .join(', ')}`,
  'CREATE TABLE shop (id INTEGER, name VARCHAR(40))',
  `INSERT INTO shop VALUES ${shops.map(({ id, name }) => `(${id}, '${name}')`).join(', ')}`,
]
