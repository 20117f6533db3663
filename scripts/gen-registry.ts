import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { registries } from './registries.ts'
import { isGenerated, isTest, readText, report } from './tree.ts'

type Registry = (typeof registries)[number]
type Listed = { readonly name: string; readonly summary: string }

/** What the registries below `root` should hold: path -> text. A folder that does not exist yet is left out. */
export function toRegistries(root: string, wanted: readonly Registry[] = registries): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { folder, entry } of wanted) {
    if (!existsSync(join(root, folder))) continue
    const files = readdirSync(join(root, folder)).filter(
      file => file.endsWith('.ts') && !isTest(file) && !isGenerated(file),
    )
    const listed = files.sort().flatMap(file => readEntry(root, `${folder}/${file}`, entry))
    texts.set(`${folder}/registry.gen.ts`, print(entry, listed))
  }
  return texts
}

/** Registries that are not what they should be. */
export function checkRegistries(root: string, wanted: readonly Registry[] = registries): string[] {
  return [...toRegistries(root, wanted)]
    .filter(([path, text]) => !existsSync(join(root, path)) || readText(root, path) !== text)
    .map(([path]) => `${path}: is not what its folder lists; run npm run generate`)
}

/** The file's entry with the first sentence of its docstring; none when the file (a shared helper) exports no entry. */
function readEntry(root: string, path: string, entry: string): Listed[] {
  const source = ts.createSourceFile(path, readText(root, path), ts.ScriptTarget.ES2023, true)
  for (const statement of source.statements) {
    const isExported = ts.canHaveModifiers(statement)
      ? ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      : false
    if (!isExported || !declares(statement, entry)) continue
    const docs = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc)
    const prose = ts.getTextOfJSDocComment(docs.at(-1)?.comment) ?? ''
    const summary = /^[\s\S]*?[.!?](?=\s|$)/.exec(prose)?.[0].replaceAll(/\s+/g, ' ') ?? ''
    if (summary === '') throw new Error(`${path}: ${entry} needs a docstring; its first sentence goes to the registry`)
    return [{ name: path.slice(path.lastIndexOf('/') + 1, -'.ts'.length), summary }]
  }
  return []
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isFunctionDeclaration(statement)) return statement.name?.text === name
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.some(declaration => declaration.name.getText() === name)
  return false
}

function print(entry: string, listed: readonly Listed[]): string {
  const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  return [
    '// Written by scripts/gen-registry.ts from the files of this folder: change those, then `npm run generate`.',
    '',
    `/** Each file of this folder that exports \`${entry}\`, under its name. */`,
    'export const registry = {',
    ...listed.map(
      ({ name, summary }) => `  ${text(name)}: { summary: ${text(summary)}, load: () => import('./${name}.ts') },`,
    ),
    '} as const',
    '',
  ].join('\n')
}

const program = process.argv[1]
if (program !== undefined && pathToFileURL(resolve(program)).href === import.meta.url) {
  if (process.argv.includes('--check')) {
    if (!report('registries', checkRegistries('.'))) process.exitCode = 1
  } else for (const [path, text] of toRegistries('.')) writeFileSync(path, text)
}
