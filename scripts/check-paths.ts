import { listFiles, readText, runAsProgram } from './tree.ts'

// Written in pieces, so that this file does not find itself.
const homes = ['work', 'root', 'tmp', 'home', 'Users'].join('|')
const machinePath = new RegExp(`(?<![\\w./~:-])(?:/(?:${homes})/[\\w.-]+|[A-Z]:\\\\\\\\?Users\\b)`)

const isText = (path: string): boolean =>
  /\.(ts|tsx|mjs|js|json|md|sh|yml|yaml|html|css|csv|sql|txt)$|^(trivet|NOTICE|\.ci\/run|\.gitignore|\.npmrc)$/.test(
    path,
  )

/** Paths of somebody's machine in any text file: they mean nothing, or the wrong thing, on another. */
export function checkPaths(root: string): string[] {
  return listFiles(root)
    .filter(path => isText(path) && path !== 'package-lock.json')
    .flatMap(path =>
      readText(root, path)
        .split('\n')
        .flatMap((line, index) => {
          const found = machinePath.exec(line)?.[0]
          return found === undefined ? [] : [`${path}:${index + 1}: ${found}`]
        }),
    )
}

runAsProgram(import.meta.url, 'machine paths', checkPaths)
