import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cacheFolder, dataFolder, packageFolder, runsFolder } from './paths.ts'
import { workerUrl } from './worker-url.ts'

test('the package folder is the one with package.json, also for compiled code', async () => {
  expect(existsSync(join(packageFolder(), 'package.json'))).toBe(true)
  const compiled: typeof import('./paths.ts') = await import(workerUrl('./paths', import.meta.url).href)
  expect(compiled.packageFolder()).toBe(packageFolder())
})

test('folders follow the environment, and an empty variable is none', () => {
  expect(runsFolder({ TRIVET_HOME: 'h' })).toBe(join('h', 'runs'))
  expect(runsFolder({ XDG_STATE_HOME: 's' })).toBe(join('s', 'trivet', 'runs'))
  expect(runsFolder({ TRIVET_HOME: '' })).toBe(join(homedir(), '.local', 'state', 'trivet', 'runs'))
  expect(cacheFolder({ TRIVET_HOME: 'h' })).toBe(join('h', 'cache'))
  expect(cacheFolder({ XDG_CACHE_HOME: 'c' })).toBe(join('c', 'trivet'))
  expect(cacheFolder({})).toBe(join(homedir(), '.cache', 'trivet'))
  expect(dataFolder({ TRIVET_DATA: 'd' })).toBe('d')
  expect(dataFolder({})).toBe(join(packageFolder(), '..', 'shared', 'data'))
})

test('workers are compiled modules', () => {
  expect(workerUrl('./a', 'file:///x/src/trivet/src/core/b.ts').href).toBe('file:///x/src/trivet/dist/src/core/a.js')
  expect(workerUrl('./a', 'file:///x/dist/src/core/b.js').href).toBe('file:///x/dist/src/core/a.js')
})
