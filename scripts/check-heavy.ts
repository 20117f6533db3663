import { readLayers } from './layers.ts'
import { packageOf, readModules, resolveImport } from './module.ts'
import { isTest, runAsProgram } from './tree.ts'

/** Heavy packages, and the leaf files that adapt them, imported at the top of a file. */
export function checkHeavy(root: string): string[] {
  const { heavy, leaves } = readLayers(root)
  return readModules(root, { tests: false })
    .filter(module => !leaves.includes(module.path) && !isTest(module.path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ kind }) => kind === 'static')
        .filter(({ from }) => heavy.includes(packageOf(from)) || leaves.includes(resolveImport(path, from) ?? ''))
        .map(({ from, line }) => `${path}:${line}: loads ${from} at start; use await import()`),
    )
}

runAsProgram(import.meta.url, 'heavy imports', checkHeavy)
