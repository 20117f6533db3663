// Written by scripts/gen-registry.ts from the files of this folder: change those, then `npm run generate`.

/** Each file of this folder that exports `stop`, under its name. */
export const registry = {
  'checking-time': { summary: 'Stops when the checks so far took `ms` milliseconds of wall time, added up.', load: () => import('./checking-time.ts') },
} as const
