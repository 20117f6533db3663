// Installing and building a clone. Plain JavaScript without packages, because it runs before any is there.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the clone. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const readJson = path => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** What this Node lacks, as a sentence; undefined when it is new enough. */
export function nodeFault() {
  const wanted = readJson('package.json').engines.node.match(/\d+/g).map(Number)
  const have = process.versions.node.split('.').map(Number)
  const isEnough = have[0] > wanted[0] || (have[0] === wanted[0] && have[1] >= wanted[1])
  return isEnough ? undefined : `Trivet needs Node ${wanted.join('.')} or later; this is ${process.version}.`
}

/** Whether node_modules holds what package-lock.json says. */
export function isInstalled() {
  const installedList = 'node_modules/.package-lock.json'
  if (!existsSync(join(root, installedList))) return false
  const installed = readJson(installedList).packages
  return Object.entries(readJson('package-lock.json').packages).every(
    ([path, { version, optional }]) =>
      path === '' || (path in installed ? installed[path].version === version : optional === true),
  )
}

/** Runs `npm ci` unless everything is there. Returns whether it is there now. */
export function install() {
  if (isInstalled()) return true
  console.error('Installing packages (once; needs the package registry) ...')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const [program, before] = npm === undefined ? ['npm', []] : [process.execPath, [npm]]
  const { status } = spawnSync(program, [...before, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) console.error('The packages could not be installed; what npm said is above.')
  return status === 0
}

function walk(folder, visit) {
  if (!existsSync(join(root, folder))) return
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) walk(path, visit)
    visit(path, entry)
  }
}

/** The latest change of any of the files and folders, in milliseconds since 1970; 0 when there are none. */
function newest(paths) {
  let latest = 0
  const look = path => {
    latest = Math.max(latest, statSync(join(root, path)).mtimeMs)
  }
  for (const path of paths.filter(path => existsSync(join(root, path)))) {
    look(path)
    if (statSync(join(root, path)).isDirectory()) walk(path, look)
  }
  return latest
}

/** Runs `make` unless the stamp is newer than every source. Stamped with the time before, so that edits meanwhile count. */
function unlessFresh(stamp, sources, make) {
  const at = join(root, stamp)
  if (existsSync(at) && statSync(at).mtimeMs >= newest(sources)) return true
  const started = new Date()
  if (!make()) return false
  writeFileSync(at, '')
  utimesSync(at, started, started)
  return true
}

/** Runs a JavaScript program of the package; all that it prints goes to stderr. */
function runNode(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] }).status === 0
}

const codeFolders = ['src', 'evidence']

/** Removes what was compiled from sources that are gone, and copies the files that the compiler does not know. */
function tidyOutput() {
  for (const folder of codeFolders) {
    walk(`dist/${folder}`, path => {
      const source = path.slice('dist/'.length).replace(/(\.d\.ts|\.js)$/, '.ts')
      if (/\.(d\.ts|js)$/.test(path) && !existsSync(join(root, source))) rmSync(join(root, path))
    })
    walk(folder, (path, entry) => {
      if (!entry.isFile() || path.endsWith('.ts')) return
      mkdirSync(dirname(join(root, 'dist', path)), { recursive: true })
      copyFileSync(join(root, path), join(root, 'dist', path))
    })
  }
}

/** Compiles the sources and makes the sample databases, as far as they changed. Returns whether all is there. */
export function build() {
  return (
    unlessFresh('dist/src/.compiled', [...codeFolders, 'package.json', 'tsconfig.json', 'tsconfig.build.json'], () => {
      console.error('Building ...')
      if (!runNode(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'])) return false
      tidyOutput()
      return true
    }) &&
    unlessFresh('dist/samples/.made', ['scripts/make-samples.ts', 'scripts/samples'], () => {
      console.error('Making the sample databases ...')
      return runNode(['node_modules/tsx/dist/cli.mjs', 'scripts/make-samples.ts', 'dist/samples'])
    })
  )
}
