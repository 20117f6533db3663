import ts from 'typescript'
import { roomOf } from './layers.ts'
import { lineOf, readModules, visitNodes } from './module.ts'
import { runAsProgram } from './tree.ts'

const ambient = new Set(['Math.random', 'Date.now', 'performance.now', 'process.hrtime', 'crypto.randomUUID'])

/** Time and chance that are not injected: everything outside `core` takes them from `ctx` or `core/clock.ts`, `core/rng.ts`. */
export function checkAmbient(root: string): string[] {
  return readModules(root, { tests: false })
    .filter(({ path }) => roomOf(path) !== 'core')
    .flatMap(({ path, source }) => {
      const problems: string[] = []
      visitNodes(source, node => {
        const name = nameOf(node)
        if (name !== undefined) problems.push(`${path}:${lineOf(source, node)}: ${name}; take it from ctx or core`)
      })
      return problems
    })
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const name = node.getText().replaceAll(/^globalThis\.|\s/g, '')
    return ambient.has(name) ? name : undefined
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0)
    return 'new Date()'
  return undefined
}

runAsProgram(import.meta.url, 'time and chance', checkAmbient)
