import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const skipped = new Set(['node_modules', 'dist', '.git', '.trivet', 'coverage'])

/** Every file below `root` but installed, built and version-control ones: paths relative to `root`, `/` between, sorted. */
export function listFiles(root: string, below = ''): string[] {
  return readdirSync(join(root, below), { withFileTypes: true })
    .filter(entry => !skipped.has(entry.name))
    .flatMap(entry => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) return listFiles(root, path)
      return entry.isFile() ? [path] : []
    })
    .sort()
}

export const readText = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

/** Tests and conformance suites, which stay out of the build. */
export const isTest = (path: string): boolean => /\.(test|suite)\.ts$/.test(path)

export const isGenerated = (path: string): boolean => path.endsWith('.gen.ts')

/** A check: what is wrong below `root`, one line each, naming file and line; empty when all is well. */
export type Check = (root: string) => string[]

/** Prints `name: ok` or the problems. Returns whether all is well. */
export function report(name: string, problems: readonly string[]): boolean {
  if (problems.length === 0) console.log(`${name}: ok`)
  else console.log([`${name}: ${problems.length} wrong`, ...problems.map(problem => `  ${problem}`)].join('\n'))
  return problems.length === 0
}

/** Runs `check` on the working folder when the module at `url` is the program itself; exits 1 when something is wrong. */
export function runAsProgram(url: string, name: string, check: Check): void {
  const program = process.argv[1]
  if (program === undefined || pathToFileURL(resolve(program)).href !== url) return
  if (!report(name, check(process.argv[2] ?? '.'))) process.exitCode = 1
}
