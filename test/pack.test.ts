import { spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageFolder } from '../src/core/paths.ts'

const megabyte = 1 << 20

/** Bytes of all files below a folder. */
const sizeOf = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name)
    return sum + (entry.isDirectory() ? sizeOf(path) : lstatSync(path).size)
  }, 0)

test('the package, installed into an empty folder, answers a question and stays below 200 MB', context => {
  const isAsked = process.env.CI !== undefined || process.env.TRIVET_SLOW === '1'
  context.skip(!isAsked, 'packs and installs: in CI and in npm run test:slow')
  const folder = mkdtempSync(join(tmpdir(), 'trivet-pack-'))
  const run = (cwd: string, program: string, ...args: string[]): string => {
    const env = { ...process.env, TRIVET_HOME: join(folder, 'home'), npm_config_loglevel: 'error' }
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env, timeout: 240_000 })
    expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' })
    return stdout
  }
  try {
    const packed = JSON.parse(
      run(packageFolder(), 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
    )
    const files: string[] = packed[0].files.map((file: { path: string }) => file.path)
    expect(files).toContain('dist/samples/shop.sqlite')
    expect(files.filter(path => /\.(test|suite)\.|\.tsbuildinfo|(^|\/)\./.test(path))).toEqual([])

    const empty = join(folder, 'empty')
    mkdirSync(empty)
    const tarball = join(folder, packed[0].filename)
    run(empty, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--omit=dev', tarball)
    expect(sizeOf(join(empty, 'node_modules')) / megabyte).toBeLessThan(200)
    const answer = JSON.parse(
      run(empty, 'npx', 'trivet', 'ask', 'How many orders are there?', '--db', 'sample:', '--json'),
    )
    expect(answer).toMatchObject({ v: 1, status: 'answered', rows: [[expect.any(Number)]] })
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 400_000)
