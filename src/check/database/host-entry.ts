/** The far side of host.ts: opens one driver and answers requests, in a worker thread or in a child process. */
import { parentPort, Worker } from 'node:worker_threads'
import { toTrivetError } from '../../core/errors.ts'
import { workerUrl } from '../../core/worker-url.ts'
import type { Driver } from './driver.ts'
import type { Engine, Request, Response } from './protocol.ts'

const port = parentPort
/** Bytes that the process may have resident; 0 while nothing runs. */
const limit = new Float64Array(new SharedArrayBuffer(8))
let driver: Driver | undefined

async function open(engine: Engine, memoryBytes: number): Promise<Driver> {
  switch (engine.kind) {
    case 'sqlite-memory':
      return (await import('./sqlite-memory.ts')).openSqliteMemory(engine, memoryBytes)
    case 'sqlite-file':
      return (await import('./sqlite-file.ts')).openSqliteFile(engine, memoryBytes)
    case 'duckdb':
      return (await import('./duckdb.ts')).openDuckdb(engine, memoryBytes)
    case 'files':
      return (await import('./files-cache.ts')).openFilesDriver(engine, memoryBytes)
    case 'pglite':
      return (await import('./pglite.ts')).openPgliteDriver(engine)
  }
}

async function answer(request: Request): Promise<unknown> {
  if (request.call === 'open') {
    driver?.close?.()
    driver = undefined
    driver = await open(request.engine, request.memoryBytes)
    return driver.dialect
  }
  if (driver === undefined) throw new Error('No engine is open.')
  if (request.call === 'schema') return driver.schema()
  if (request.call === 'plan') return driver.plan(request.sql)
  if (port === null) limit[0] = process.memoryUsage.rss() + request.limits.memoryBytes
  try {
    return await driver.query(request.sql, request.limits, request.careful)
  } finally {
    limit[0] = 0
  }
}

async function respond(request: Request): Promise<Response> {
  try {
    return { value: await answer(request) }
  } catch (thrown) {
    return toTrivetError(thrown).toJSON()
  }
}

if (port === null) {
  // Ctrl-C reaches the whole group; the parent decides what it means.
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit())
  process.on('message', async (request: Request) => void process.send!(await respond(request)))
  new Worker(workerUrl('./watchdog', import.meta.url), { workerData: { parent: process.ppid, limit } }).unref()
} else {
  port.on('message', async (request: Request) => port.postMessage(await respond(request)))
}
