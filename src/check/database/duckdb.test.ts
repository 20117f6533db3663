import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databaseSuite } from './database.suite.ts'
import { connectDuckdb } from './duckdb.ts'
import { dataFilesOf, openFiles } from './files.ts'
import { openDuckdbFile } from './open-duckdb.ts'
import { killEngines } from './processes.suite.ts'
import { commentStatements, suiteCsv, suiteStatements } from './tables.suite.ts'

databaseSuite({
  name: 'DuckDB file',
  dialect: 'duckdb',
  create: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trivet-duckdb-'))
    const path = join(folder, "it's a #1? ü%20 shop.db")
    const connection = await connectDuckdb(path, 'READ_WRITE')
    for (const sql of [...suiteStatements('duckdb'), ...commentStatements]) await connection.run(sql)
    connection.closeSync()
    return {
      folder,
      open: async () => openDuckdbFile(path, 'shop'),
      destroy: async () => rmSync(folder, { recursive: true }),
    }
  },
  cell: (_, value) => value,
  type: type => (type === 'bigint' ? 'integer' : type),
  crash: killEngines,
  skips: {},
})

databaseSuite({
  name: 'CSV folder',
  dialect: 'duckdb',
  create: async () => {
    const root = mkdtempSync(join(tmpdir(), 'trivet-files-'))
    const folder = mkdtempSync(join(root, "it's [a] #1? ü%20 "))
    for (const [name, text] of Object.entries(suiteCsv())) writeFileSync(join(folder, name), text)
    return {
      folder,
      open: async () => openFiles(dataFilesOf(folder), 'shop', { env: { TRIVET_HOME: join(root, 'home') } }),
      destroy: async () => rmSync(root, { recursive: true }),
    }
  },
  // An empty field is missing, quoted or not.
  cell: (type, value) => (value === '' ? null : type === 'decimal' ? Number(value) : value),
  type: type => (type === 'bigint' ? 'integer' : type === 'decimal' ? 'real' : type),
  crash: killEngines,
  skips: {
    keys: 'CSV files declare none',
    views: 'a folder has none',
    comments: 'CSV files have none',
    blobs: 'CSV files have none',
  },
})
