/**
 * The compiled module `name` (relative, without extension) beside the module `base`, for workers and child
 * processes: Node 20 runs no TypeScript, so from sources this points into `dist/` (run `npm run build` first).
 */
export function workerUrl(name: string, base: string): URL {
  const compiled = base.endsWith('.ts') ? base.replace(/\/src\/(?!.*\/src\/)/, '/dist/src/') : base
  return new URL(`${name}.js`, compiled)
}
