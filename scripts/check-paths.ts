import { isTest, listFiles, readText, runAsProgram } from './tree.ts'

// Written in pieces, so that this file does not find itself.
const toPattern = (folders: readonly string[]): RegExp =>
  new RegExp(`(?<![\\w./~:-])(?:/(?:${folders.join('|')})/[\\w.-]+|[A-Z]:\\\\\\\\?Users\\b)`)
const homes = ['work', 'root', 'home', 'Users']
const machinePath = toPattern([...homes, 'tmp'])
/** Hostile statements in tests aim at a folder that every Unix has. */
const machinePathInTest = toPattern(homes)

const isText = (path: string): boolean =>
  /\.(ts|tsx|mjs|js|json|md|sh|yml|yaml|html|css|csv|sql|txt)$|^(trivet|NOTICE|\.ci\/run|\.gitignore|\.npmrc)$/.test(
    path,
  )

/** Paths of somebody's machine in any text file: they mean nothing, or the wrong thing, on another. */
export function checkPaths(root: string): string[] {
  return listFiles(root)
    .filter(path => isText(path) && path !== 'package-lock.json')
    .flatMap(path => {
      const pattern = isTest(path) ? machinePathInTest : machinePath
      return readText(root, path)
        .split('\n')
        .flatMap((line, index) => {
          const found = pattern.exec(line)?.[0]
          return found === undefined ? [] : [`${path}:${index + 1}: ${found}`]
        })
    })
}

runAsProgram(import.meta.url, 'machine paths', checkPaths)
