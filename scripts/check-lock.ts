import { readText, runAsProgram } from './tree.ts'

type Entry = {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/**
 * Dependencies that are not exact, not locked as package.json says, or whose optional platform builds the lock lacks
 * (an index that holds only some builds of a release gives a lock with which `npm ci` stops).
 */
export function checkLock(root: string): string[] {
  const manifest = JSON.parse(readText(root, 'package.json')) as Entry
  const { packages } = JSON.parse(readText(root, 'package-lock.json')) as { packages: Readonly<Record<string, Entry>> }
  const problems: string[] = []
  for (const field of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
    for (const [name, version] of Object.entries(manifest[field] ?? {})) {
      if (!/^\d+\.\d+\.\d+([-+][\w.-]+)?$/.test(version)) problems.push(`package.json: ${name} ${version} is not exact`)
      else if (packages[`node_modules/${name}`]?.version !== version)
        problems.push(`package-lock.json: ${name} is not locked at ${version}`)
    }
  }
  for (const [path, entry] of Object.entries(packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!placesFor(path, name).some(place => place in packages))
        problems.push(
          `package-lock.json: ${name}, needed by ${path || 'the package'} ${entry.version ?? ''}, is missing`,
        )
    }
  }
  return problems
}

/** Where a package required from `path` may stand: in it, then in each folder above. */
function placesFor(path: string, name: string): string[] {
  const above = path.split('/node_modules/').slice(0, -1)
  const folders = ['', ...above.map((_, i) => `${above.slice(0, i + 1).join('/node_modules/')}/`), path && `${path}/`]
  return folders.map(folder => `${folder}node_modules/${name}`)
}

runAsProgram(import.meta.url, 'lock', checkLock)
