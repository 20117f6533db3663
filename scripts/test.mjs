// `npm test [-- files or vitest options]`: installs if needed, builds, runs the suite. `--slow` runs the long forms too.
import { spawnSync } from 'node:child_process'
import { build, install, nodeFault, root } from './setup.mjs'

const args = process.argv.slice(2)
const fault = nodeFault()
if (fault !== undefined) console.error(fault)
if (fault !== undefined || !install() || !build()) process.exit(1)

const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', ...args.filter(arg => arg !== '--slow')],
  { cwd: root, stdio: 'inherit', env: args.includes('--slow') ? { ...process.env, TRIVET_SLOW: '1' } : process.env },
)
process.exitCode = status ?? 1
