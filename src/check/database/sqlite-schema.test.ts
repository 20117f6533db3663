import initSqlJs from 'sql.js'
import { expect, test } from 'vitest'
import type { Cell } from './database.ts'
import { readSqliteSchema } from './sqlite-schema.ts'
import { toSqliteType } from './sqlite-types.ts'

const sql = await initSqlJs()
const read = (ddl: string) => {
  const db = new sql.Database()
  db.exec(ddl)
  return readSqliteSchema(text => (db.exec(text)[0]?.values ?? []) as Cell[][])
}

test.each([
  ['INTEGER', 'integer'],
  ['bigint unsigned', 'integer'],
  ['VARCHAR(20)', 'text'],
  ['datetime', 'timestamp'],
  ['TIMESTAMP WITH TIME ZONE', 'timestamp'],
  ['Date', 'date'],
  ['bool', 'boolean'],
  ['NUMERIC(10,2)', 'decimal'],
  ['DOUBLE PRECISION', 'real'],
  ['JSON', 'json'],
  ['year', 'integer'],
  ['time', 'time'],
  ['', 'other'],
  ['geometry', 'other'],
])('declared %j is %s', (declared, type) => expect(toSqliteType(declared)).toBe(type))

test('keys: implicit targets, other case, composite, missing targets left out', () => {
  const { foreignKeys, tables } = read(`
    CREATE TABLE Parent (b TEXT, a INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
    CREATE TABLE child (id INTEGER PRIMARY KEY, x INTEGER, y TEXT, gone INTEGER REFERENCES nowhere (id),
      self INTEGER REFERENCES CHILD, bad INTEGER REFERENCES child (missing), FOREIGN KEY (x, y) REFERENCES PARENT);`)
  expect(foreignKeys.map(({ columns, refTable, refColumns }) => [columns, refTable, refColumns])).toEqual([
    [['self'], 'child', ['id']],
    [['x', 'y'], 'Parent', ['a', 'b']],
  ])
  expect(tables[0]!.columns.map(({ nullable, primaryKey, unique }) => [nullable, primaryKey, unique])).toEqual([
    [false, true, false],
    [false, true, false],
  ])
})

test('uniqueness: single full indexes only', () => {
  const { tables } = read(`
    CREATE TABLE t (a TEXT UNIQUE, b TEXT, c TEXT, d TEXT, UNIQUE (b, c));
    CREATE UNIQUE INDEX part ON t (b) WHERE c = 'x'; CREATE UNIQUE INDEX expression ON t (lower(c)); CREATE UNIQUE INDEX whole ON t (d)`)
  expect(tables[0]!.columns.filter(({ unique }) => unique).map(({ name }) => name)).toEqual(['a', 'd'])
})

test('shows generated columns and full-text tables, hides what engines keep for themselves and broken views', () => {
  const { tables } = read(`
    CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x INTEGER, double_x INTEGER GENERATED ALWAYS AS (x * 2) VIRTUAL);
    CREATE TABLE gone (y INTEGER); CREATE VIEW broken AS SELECT y FROM gone; DROP TABLE gone;
    CREATE VIEW good AS SELECT x, x + 1 AS more FROM t; CREATE TABLE libsql_wasm_func_table (a);
    CREATE VIRTUAL TABLE notes USING fts3 (body)`)
  expect(tables.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['view good', 'table notes', 'table t'])
  expect(tables[2]!.columns.map(({ name }) => name)).toEqual(['id', 'x', 'double_x'])
  expect(tables[1]!.columns[0]!.name).toBe('body')
})
