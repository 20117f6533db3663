import { spawnSync } from 'node:child_process'
import { checkAmbient } from './check-ambient.ts'
import { checkHeavy } from './check-heavy.ts'
import { checkLayers } from './check-layers.ts'
import { checkLength } from './check-length.ts'
import { checkLock } from './check-lock.ts'
import { checkPaths } from './check-paths.ts'
import { checkRegistries } from './gen-registry.ts'
import { type Check, report } from './tree.ts'

const checks: Readonly<Record<string, Check>> = {
  layers: checkLayers,
  'heavy imports': checkHeavy,
  'time and chance': checkAmbient,
  registries: checkRegistries,
  lock: checkLock,
  length: checkLength,
  'machine paths': checkPaths,
}

/** Runs a tool of the package, whose own report is printed when it finds something; true when it found nothing. */
function runTool(name: string, program: string, args: readonly string[]): boolean {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
  console.log(status === 0 ? `${name}: ok` : `${name}: wrong\n${stdout}${stderr}`.trimEnd())
  return status === 0
}

const results = [
  ...Object.entries(checks).map(([name, check]) => report(name, check('.'))),
  runTool('lint and format', 'node_modules/@biomejs/biome/bin/biome', ['ci', '--colors=off', '.']),
  runTool('types', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']),
]
if (results.includes(false)) process.exitCode = 1
