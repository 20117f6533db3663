import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { notBuilt } from '../src/core/built.suite.ts'
import { packageFolder } from '../src/core/paths.ts'

/** What each example prints. */
const printed: Readonly<Record<string, RegExp>> = {
  'ask.ts':
    /^answered \[\[13\]\] SELECT .*'Germany'.*\nseveral queries tried: \[\[40\]\] \(counts products\)\nnot calibrated\n$/,
}

const root = packageFolder()
const files = readdirSync(join(root, 'examples')).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))

test('every example says here what it prints', () => expect(Object.keys(printed).sort()).toEqual(files.sort()))

for (const file of files)
  test(`${file} runs as it stands`, { timeout: 60_000 }, context => {
    const missing = notBuilt()
    context.skip(missing !== undefined, missing)
    const args = ['node_modules/tsx/dist/cli.mjs', join('examples', file)]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      timeout: 50_000,
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(printed[file]!)
  })
