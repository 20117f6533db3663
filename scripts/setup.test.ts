import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packageFolder } from '../src/core/paths.ts'

// A clone in small: the real launcher, with a compiler and a maker of samples that only count.
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'trivet-clone-'))
  for (const path of ['trivet', 'scripts/launch.mjs', 'scripts/setup.mjs']) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    copyFileSync(join(packageFolder(), path), join(root, path))
  }
  give({
    'package.json': '{ "type": "module", "engines": { "node": ">=20.19" } }',
    'tsconfig.build.json': '{}',
    'src/apps/cli/main.ts': '',
    'src/words.json': '["a"]',
    'scripts/make-samples.ts': '',
  })
})
afterEach(() => rmSync(root, { recursive: true }))

function give(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

const main = 'console.log(JSON.stringify(process.argv.slice(2)))'
const count = (name: string): string => `require('node:fs').appendFileSync('${name}', '.')`

function giveTools(): void {
  give({
    'node_modules/package.json': '{ "type": "commonjs" }',
    'node_modules/typescript/bin/tsc': `${count('compiled')}
      const fs = require('node:fs')
      fs.mkdirSync('dist/src/apps/cli', { recursive: true })
      fs.writeFileSync('dist/src/apps/cli/main.js', ${JSON.stringify(main)})
      console.log('from the compiler')`,
    'node_modules/tsx/dist/cli.mjs': `import { appendFileSync, mkdirSync } from 'node:fs'
      appendFileSync('sampled', '.')
      mkdirSync('dist/samples', { recursive: true })`,
  })
}

const launch = (...args: string[]) => spawnSync(join(root, 'trivet'), args, { cwd: tmpdir(), encoding: 'utf8' })
const times = (name: string): number => readFileSync(join(root, name), 'utf8').length
const touch = (path: string): void => {
  const soon = new Date(Date.now() + 2000)
  utimesSync(join(root, path), soon, soon)
}

test('without packages it says what to do', () => {
  expect(launch('ask')).toMatchObject({
    status: 3,
    stdout: '',
    stderr: expect.stringContaining('Run `npm start` first'),
  })
})

test('builds once, then only what changed; only the program writes to stdout', () => {
  giveTools()
  const first = launch('ask', 'a b', '--json')
  expect(first).toMatchObject({ status: 0, stdout: '["ask","a b","--json"]\n' })
  expect(first.stderr).toContain('from the compiler')
  expect(launch()).toMatchObject({ status: 0, stdout: '[]\n', stderr: '' })
  expect([times('compiled'), times('sampled')]).toEqual([1, 1])

  touch('src/words.json')
  launch()
  expect([times('compiled'), times('sampled')]).toEqual([2, 1])
  touch('scripts/make-samples.ts')
  launch()
  expect(times('sampled')).toBe(2)
})

test('what is not TypeScript is copied, what has no source any more is removed', () => {
  giveTools()
  give({ 'dist/src/old.js': '', 'dist/src/old.d.ts': '', 'dist/src/kept/a.js': '', 'src/kept/a.ts': '' })
  launch()
  expect(readFileSync(join(root, 'dist/src/words.json'), 'utf8')).toBe('["a"]')
  expect(['old.js', 'old.d.ts', 'kept/a.js'].map(path => existsSync(join(root, 'dist/src', path)))).toEqual([
    false,
    false,
    true,
  ])
})

test('a build that fails is said, and tried again', () => {
  giveTools()
  give({ 'node_modules/typescript/bin/tsc': `${count('compiled')}; process.exit(2)` })
  for (const tries of [1, 2]) {
    expect(launch()).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('could not be built') })
    expect(times('compiled')).toBe(tries)
  }
})

test('installed is what the lock says', () => {
  const isInstalled = (): string =>
    spawnSync(
      process.execPath,
      ['-e', "import('./scripts/setup.mjs').then(setup => console.log(setup.isInstalled()))"],
      { cwd: root, encoding: 'utf8' },
    ).stdout.trim()
  const lock = (packages: object): string => JSON.stringify({ packages })
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/a-mac': { version: '1.0.0', optional: true },
  }
  give({ 'package-lock.json': lock(wanted) })
  expect(isInstalled()).toBe('false')
  give({ 'node_modules/.package-lock.json': lock({ 'node_modules/a': { version: '1.0.0' } }) })
  expect(isInstalled()).toBe('true')
  give({ 'node_modules/.package-lock.json': lock({ 'node_modules/a': { version: '0.9.0' } }) })
  expect(isInstalled()).toBe('false')
  give({ 'node_modules/.package-lock.json': lock({}) })
  expect(isInstalled()).toBe('false')
})
