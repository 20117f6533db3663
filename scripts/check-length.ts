import { isGenerated, isTest, listFiles, readText, runAsProgram } from './tree.ts'

const limit = 500

/** Source files of more than 500 lines; generated code and tests apart. */
export function checkLength(root: string): string[] {
  return listFiles(root)
    .filter(path => /\.(ts|tsx|mjs)$/.test(path) && !isGenerated(path) && !isTest(path))
    .map(path => ({ path, lines: readText(root, path).trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > limit)
    .map(({ path, lines }) => `${path}: ${lines} lines, ${limit} at most`)
}

runAsProgram(import.meta.url, 'length', checkLength)
