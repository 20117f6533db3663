// Written by scripts/gen-registry.ts from the files of this folder: change those, then `npm run generate`.

/** Each file of this folder that exports `selector`, under its name. */
export const registry = {
  'execution-guided': { summary: 'Chooses the first candidate that ran and gave something; when all that ran gave nothing, the first of these.', load: () => import('./execution-guided.ts') },
  'first-pass': { summary: 'Chooses the first candidate that passed a tested, bounded or sound oracle (search-select A6), in the order of proposals: `proposers` names the proposers from the best-ranked on.', load: () => import('./first-pass.ts') },
  'majority': { summary: 'Chooses from the largest group of candidates that behave alike.', load: () => import('./majority.ts') },
} as const
