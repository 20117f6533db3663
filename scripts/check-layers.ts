import { readLayers, roomOf } from './layers.ts'
import { readModules, resolveImport } from './module.ts'
import { isTest, runAsProgram } from './tree.ts'

/** Imports that go up or across in `layers.json`, of types too; rooms that it does not name. */
export function checkLayers(root: string): string[] {
  const layers = readLayers(root)
  const rowOf = (room: string): number => layers.rooms.findIndex(row => row.includes(room))
  const problems = new Set<string>()
  for (const { path, imports } of readModules(root, { tests: true })) {
    const room = roomOf(path)!
    if (rowOf(room) === -1) problems.add(`src/${room}: layers.json does not name this room`)
    for (const { from, line } of imports) {
      const target = resolveImport(path, from)
      if (target === undefined) continue
      const other = roomOf(target)
      if (other === undefined) {
        if (!isTest(path) && target !== 'package.json')
          problems.add(`${path}:${line}: imports ${target}, which is not part of the product`)
        continue
      }
      const allowed =
        other === room ||
        rowOf(other) < rowOf(room) ||
        (layers.exceptions[room] ?? []).some(folder => target.startsWith(`${folder}/`))
      if (!allowed) problems.add(`${path}:${line}: ${room} may not import ${other} (${target})`)
    }
  }
  return [...problems]
}

runAsProgram(import.meta.url, 'layers', checkLayers)
