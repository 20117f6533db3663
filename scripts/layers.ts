import { readText } from './tree.ts'

/** `layers.json`: who may import whom, and what is too heavy to load at start. */
export type Layers = {
  /** Lowest row first. A room imports itself and every room of the rows before its own. */
  readonly rooms: readonly (readonly string[])[]
  /** Folders that a room may import beside that. */
  readonly exceptions: Readonly<Record<string, readonly string[]>>
  /** Packages that are loaded by `await import()`, never at the top of a file. */
  readonly heavy: readonly string[]
  /** Files that load a heavy package at their top, and are themselves loaded only by `await import()`. */
  readonly leaves: readonly string[]
}

export const readLayers = (root: string): Layers => JSON.parse(readText(root, 'layers.json')) as Layers

/** The room of a file: its folder in `src/`, `entry` for the package's entry points, `evidence`; else undefined. */
export function roomOf(path: string): string | undefined {
  const [top, second, third] = path.split('/')
  if (top === 'evidence') return 'evidence'
  if (top !== 'src' || second === undefined) return undefined
  return third === undefined ? 'entry' : second
}
