import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { databaseSuite, type EngineCase } from './database.suite.ts'
import { openSqlite } from './open-sqlite.ts'
import { killEngines } from './processes.suite.ts'
import { suiteStatements } from './tables.suite.ts'

const common: Omit<EngineCase, 'name' | 'create' | 'skips'> = {
  dialect: 'sqlite',
  cell: (type, value) => (type === 'boolean' ? Number(value) : type === 'decimal' ? Number(value) : value),
  type: type => (type === 'bigint' ? 'integer' : type),
}

const create = (inPlace: boolean) => async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-sqlite-'))
  const path = join(folder, "it's #1? ü%20 shop.db")
  const db = new Libsql(path)
  for (const sql of suiteStatements('sqlite')) db.exec(sql)
  db.close()
  return {
    folder,
    open: async () => openSqlite(path, 'shop', { inPlace }),
    destroy: async () => rmSync(folder, { recursive: true }),
  }
}

databaseSuite({
  ...common,
  name: 'SQLite in memory',
  create: create(false),
  skips: {
    comments: 'SQLite has none',
    'plan-rows': 'SQLite does not tell its estimate',
    crash: 'nothing outside can end a thread of this process',
  },
})
databaseSuite({
  ...common,
  name: 'SQLite in place',
  create: create(true),
  crash: killEngines,
  skips: { comments: 'SQLite has none', 'plan-rows': 'SQLite does not tell its estimate' },
})
