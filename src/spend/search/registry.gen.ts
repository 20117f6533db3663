// Written by scripts/gen-registry.ts from the files of this folder: change those, then `npm run generate`.

/** Each file of this folder that exports `search`, under its name. */
export const registry = {
  'best-of-n': { summary: 'Takes up to `n` proposals, from the first proposer until it has no more, then from the next, and checks each.', load: () => import('./best-of-n.ts') },
} as const
