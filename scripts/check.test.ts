import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkAmbient } from './check-ambient.ts'
import { checkHeavy } from './check-heavy.ts'
import { checkLayers } from './check-layers.ts'
import { checkLength } from './check-length.ts'
import { checkLock } from './check-lock.ts'
import { checkPaths } from './check-paths.ts'
import { checkRegistries, toRegistries } from './gen-registry.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'trivet-check-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** Writes files below the fixture's root. */
function give(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

const layers = JSON.stringify({
  rooms: [['core'], ['engine', 'train'], ['apps', 'entry']],
  exceptions: { train: ['src/engine/gguf'] },
  heavy: ['pg', '@duckdb/node-api'],
  leaves: ['src/core/wire.ts'],
})

describe('layers', () => {
  test('downwards, inside a room and by an exception is allowed', () => {
    give({
      'layers.json': layers,
      'src/core/a.ts': "import './b.ts'",
      'src/core/b.ts': "import { c } from 'some-package'",
      'src/engine/gguf/read.ts': "export * from '../../core/a.ts'",
      'src/train/a.ts': "import '../engine/gguf/read.ts'\nimport '../core/a.ts'",
      'src/trivet.ts': "export { a } from './train/a.ts'",
    })
    expect(checkLayers(root)).toEqual([])
  })

  test('upwards, across, by a type and by a late import is not', () => {
    give({
      'layers.json': layers,
      'src/core/a.ts': "import type { B } from '../engine/b.ts'",
      'src/core/b.ts': "\ntype C = import('../apps/c.ts').C",
      'src/engine/b.ts': "export const late = () => import('../train/a.ts')",
      'src/train/a.ts': "export * from '../engine/b.ts'",
    })
    expect(checkLayers(root)).toEqual([
      'src/core/a.ts:1: core may not import engine (src/engine/b.ts)',
      'src/core/b.ts:2: core may not import apps (src/apps/c.ts)',
      'src/engine/b.ts:1: engine may not import train (src/train/a.ts)',
      'src/train/a.ts:1: train may not import engine (src/engine/b.ts)',
    ])
  })

  test('a room must be named, and the product imports nothing beside itself', () => {
    give({
      'layers.json': layers,
      'src/cellar/a.ts': "import '../../scripts/x.ts'",
      'src/cellar/a.test.ts': "import '../../scripts/x.ts'",
    })
    expect(checkLayers(root)).toEqual([
      'src/cellar: layers.json does not name this room',
      'src/cellar/a.ts:1: imports scripts/x.ts, which is not part of the product',
    ])
  })
})

test('heavy packages and their leaves are imported late, or as types', () => {
  give({
    'layers.json': layers,
    'src/core/fine.ts':
      "import type { Client } from 'pg'\nimport type { W } from './wire.ts'\nexport const load = () => import('pg')",
    'src/core/wire.ts': "import { Client } from 'pg'",
    'src/core/bad.ts': "import { Client } from 'pg'\nexport { x } from '@duckdb/node-api/lib'\nimport './wire.ts'",
    'src/core/bad.test.ts': "import { Client } from 'pg'",
  })
  expect(checkHeavy(root)).toEqual([
    'src/core/bad.ts:1: loads pg at start; use await import()',
    'src/core/bad.ts:2: loads @duckdb/node-api/lib at start; use await import()',
    'src/core/bad.ts:3: loads ./wire.ts at start; use await import()',
  ])
})

test('time and chance are read in core only', () => {
  const reads =
    '// Math.random() in a comment\nconst a = Math.random()\nconst b = globalThis.Date.now()\nconst c = new Date()'
  give({ 'src/core/clock.ts': reads, 'src/engine/a.ts': reads, 'src/engine/b.ts': "const d = new Date('2021-05-01')" })
  expect(checkAmbient(root)).toEqual([
    'src/engine/a.ts:2: Math.random; take it from ctx or core',
    'src/engine/a.ts:3: Date.now; take it from ctx or core',
    'src/engine/a.ts:4: new Date(); take it from ctx or core',
  ])
})

describe('lock', () => {
  const manifest = JSON.stringify({ dependencies: { a: '1.0.0' } })
  const lock = (packages: object): string => JSON.stringify({ packages })

  test('platform builds beside or below their package are found', () => {
    give({
      'package.json': manifest,
      'package-lock.json': lock({
        '': {},
        'node_modules/a': { version: '1.0.0', optionalDependencies: { 'a-linux': '1', 'a-mac': '1' } },
        'node_modules/a-linux': {},
        'node_modules/a/node_modules/a-mac': { optionalDependencies: { 'a-linux': '1' } },
      }),
    })
    expect(checkLock(root)).toEqual([])
  })

  test('a missing build, a range and another version are faults', () => {
    give({
      'package.json': JSON.stringify({ dependencies: { a: '1.0.0' }, devDependencies: { b: '^2.0.0' } }),
      'package-lock.json': lock({ 'node_modules/a': { version: '1.0.1', optionalDependencies: { 'a-linux': '1' } } }),
    })
    expect(checkLock(root)).toEqual([
      'package-lock.json: a is not locked at 1.0.0',
      'package.json: b ^2.0.0 is not exact',
      'package-lock.json: a-linux, needed by node_modules/a 1.0.1, is missing',
    ])
  })
})

test('files of more than 500 lines, generated code and tests apart', () => {
  const long = '\n'.repeat(500).concat('x\n')
  give({ 'src/a.ts': long, 'src/a.gen.ts': long, 'src/a.test.ts': long, 'src/b.ts': '\n'.repeat(499).concat('x\n') })
  expect(checkLength(root)).toEqual(['src/a.ts: 501 lines, 500 at most'])
})

test('paths of a machine', () => {
  const at = (...parts: string[]): string => `/${parts.join('/')}`
  give({
    'docs/a.md': `run it\nin ${at('home', 'ann', 'trivet')} please`,
    'src/a.ts': `const a = '${at('tmp', 'x')}'\nconst b = 'https://example.org${at('home', 'x')}'\nconst c = './tmp/x'`,
    'src/b.ts': `const d = 'C:\\\\Users\\\\ann'`,
    'src/a.test.ts': `'${at('tmp', 'x')}'\n'${at('root', 'x')}'`,
    'node_modules/x/index.js': at('root', 'x'),
  })
  expect(checkPaths(root)).toEqual([
    `docs/a.md:2: ${at('home', 'ann')}`,
    `src/a.test.ts:2: ${at('root', 'x')}`,
    `src/a.ts:1: ${at('tmp', 'x')}`,
    'src/b.ts:1: C:\\\\Users',
  ])
})

describe('registries', () => {
  const wanted = [{ folder: 'src/spend/stop', entry: 'stop' }]
  const file = 'src/spend/stop/votes.ts'

  test("lists a folder's files with the first sentence of their docstrings", () => {
    give({
      [file]: "/** Stops at a\n * majority's lead. Never earlier. */\nexport const stop = {}",
      'src/spend/stop/helper.ts': 'export const share = 1',
      'src/spend/stop/votes.test.ts': '',
    })
    const text = toRegistries(root, wanted).get('src/spend/stop/registry.gen.ts')!
    expect(text).toContain("'votes': { summary: 'Stops at a majority\\'s lead.', load: () => import('./votes.ts') },")
    expect(text).not.toContain('helper')
    expect(checkRegistries(root, wanted)).toEqual([
      'src/spend/stop/registry.gen.ts: is not what its folder lists; run npm run generate',
    ])
    give({ 'src/spend/stop/registry.gen.ts': text })
    expect(checkRegistries(root, wanted)).toEqual([])
    give({ 'src/spend/stop/new.ts': '/** Another. */\nexport function stop() {}' })
    expect(checkRegistries(root, wanted)).toHaveLength(1)
  })

  test('an entry without a docstring is a fault', () => {
    give({ [file]: 'export const stop = {}' })
    expect(() => toRegistries(root, wanted)).toThrow('needs a docstring')
  })
})
