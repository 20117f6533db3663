import type { Cell } from '../../../check/database/database.ts'
import type { Column, ColumnType, Dialect, ForeignKey, Schema, Table } from '../../../lang/sql/schema.ts'
import { toProfile } from './profile.ts'
import { assembleIndex, type SchemaIndex } from './schema-index.ts'

/** A table for tests: columns with their values, row by row; `id` is the key, `<table>_id` points to that table. */
export type SmallTable = Readonly<Record<string, readonly Cell[]>>

const typeOf = (values: readonly Cell[]): ColumnType => {
  const known = values.filter(value => value !== null)
  if (known.every(value => typeof value === 'boolean')) return 'boolean'
  if (known.every(value => typeof value === 'number')) return known.every(Number.isInteger) ? 'integer' : 'real'
  return 'text'
}

/** An index over tables that exist only here. */
export function smallIndex(tables: Readonly<Record<string, SmallTable>>, dialect: Dialect = 'sqlite'): SchemaIndex {
  const made = Object.entries(tables).map(
    ([name, columns]): Table => ({
      key: name,
      name,
      kind: 'table',
      columns: Object.entries(columns).map(([column, values]): Column => {
        const type = typeOf(values)
        return {
          name: column,
          type,
          declared: type,
          nullable: column !== 'id',
          primaryKey: column === 'id',
          unique: false,
        }
      }),
    }),
  )
  const foreignKeys = made.flatMap(table =>
    table.columns.flatMap((column): ForeignKey[] => {
      const target = made.find(other => other !== table && column.name === `${other.name}_id`)
      return target === undefined
        ? []
        : [{ table: table.key, columns: [column.name], refTable: target.key, refColumns: ['id'], origin: 'declared' }]
    }),
  )
  const schema: Schema = { dialect, tables: made, foreignKeys }
  const profiles = new Map(
    made.map(table => [
      table.key,
      table.columns.map(column => {
        const cells = tables[table.key]![column.name]!
        const values = [...new Set(cells.filter(cell => cell !== null))]
        return toProfile(column, cells.length, cells.filter(cell => cell === null).length, values, true, dialect)
      }),
    ]),
  )
  return assembleIndex(schema, profiles)
}

/** A shop of four tables that most tests of the linker and the proposer share. */
export const smallShop = (): SchemaIndex =>
  smallIndex({
    customer: {
      id: [1, 2, 3, 4],
      name: ['Acme GmbH', 'Café Lumière', 'Kinga Wróblewicz', 'Bo Lind'],
      country: ['Germany', 'France', 'Poland', 'Sweden'],
      email: ['a@acme.example', null, 'kinga@x.example', null],
      newsletter: [1, 0, 1, 0],
    },
    product: {
      id: [1, 2, 3],
      name: ['Tent', 'Stove', 'Mug'],
      color: ['black', 'red', null],
      list_price: [289.5, 49, 12.5],
      cost: [170, 21, 4],
    },
    purchase: {
      id: [1, 2, 3, 4],
      customer_id: [1, 1, 2, 3],
      ordered_on: ['2023-01-15', '2023-06-02', '2023-06-20', '2024-02-11'],
      shipped_on: ['2023-01-17', '2023-06-05', null, '2024-02-20'],
    },
    line: {
      id: [1, 2, 3, 4, 5],
      purchase_id: [1, 1, 2, 3, 4],
      product_id: [1, 3, 2, 3, 1],
      qty: [1, 6, 2, 4, 1],
      unit_price: [289.5, 12.5, 49, 12.5, 280],
      discount_pct: [0, 10, 0, 0, 5],
    },
  })
