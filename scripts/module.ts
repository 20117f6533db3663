import { posix } from 'node:path'
import ts from 'typescript'
import { isTest, listFiles, readText } from './tree.ts'

/** `static` is evaluated when the file is loaded, `dynamic` when it is reached, `type` never. */
export type Import = { readonly from: string; readonly kind: 'static' | 'dynamic' | 'type'; readonly line: number }

export type Module = { readonly path: string; readonly source: ts.SourceFile; readonly imports: readonly Import[] }

/** The modules of the product below `root`: `src/` and `evidence/`, with tests only when asked. */
export function readModules(root: string, options: { tests: boolean }): Module[] {
  return listFiles(root)
    .filter(path => /^(src|evidence)\/.*\.ts$/.test(path) && (options.tests || !isTest(path)))
    .map(path => {
      const source = ts.createSourceFile(path, readText(root, path), ts.ScriptTarget.ES2023, true)
      return { path, source, imports: importsOf(source) }
    })
}

/** The file that an import of a module means, relative to the root; undefined for a package. */
export const resolveImport = (path: string, from: string): string | undefined =>
  from.startsWith('.') ? posix.join(posix.dirname(path), from) : undefined

/** The package that a specifier means: `pg`, `@duckdb/node-api`. */
export const packageOf = (from: string): string => from.split('/', from.startsWith('@') ? 2 : 1).join('/')

export const lineOf = (source: ts.SourceFile, node: ts.Node): number =>
  source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1

/** Calls `visit` for each node of the file, parents first. */
export function visitNodes(source: ts.SourceFile, visit: (node: ts.Node) => void): void {
  const step = (node: ts.Node): void => {
    visit(node)
    ts.forEachChild(node, step)
  }
  step(source)
}

function importsOf(source: ts.SourceFile): Import[] {
  const imports: Import[] = []
  const add = (node: ts.Node, specifier: ts.Node | undefined, kind: Import['kind']): void => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier))
      imports.push({ from: specifier.text, kind, line: lineOf(source, node) })
  }
  visitNodes(source, node => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeImport(node) ? 'type' : 'static')
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static')
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, 'type')
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node, node.arguments[0], 'dynamic')
  })
  return imports
}

/** With `verbatimModuleSyntax` only a whole `import type` leaves nothing behind. */
const isTypeImport = (node: ts.ImportDeclaration): boolean =>
  node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
