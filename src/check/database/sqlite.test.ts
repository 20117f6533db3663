import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { databaseSuite, type EngineCase } from './database.suite.ts'
import { openSqlite } from './open-sqlite.ts'
import { suiteStatements } from './tables.suite.ts'

/** Ends the child processes of this one that host an engine. */
export function killChildren(): Promise<void> {
  const list = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  for (const line of list.split('\n'))
    if (line.includes('host-entry')) process.kill(Number.parseInt(line, 10), 'SIGKILL')
  return new Promise(resolve => setTimeout(resolve, 50))
}

const common: Omit<EngineCase, 'name' | 'create' | 'skips'> = {
  dialect: 'sqlite',
  cell: (type, value) => (type === 'boolean' ? Number(value) : type === 'decimal' ? Number(value) : value),
  type: type => (type === 'bigint' ? 'integer' : type),
  reopenMs: 2000,
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
  crash: killChildren,
  skips: { comments: 'SQLite has none', 'plan-rows': 'SQLite does not tell its estimate' },
})
