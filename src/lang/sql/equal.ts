import type { Item } from './ast.ts'

/** A tree as text: equal trees give equal text, whole numbers of any size included. */
export const treeKey = (tree: unknown): string =>
  JSON.stringify(tree, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))

/** Both say the same, word by word. */
export const isSameExpr = (a: Item['expr'], b: Item['expr']): boolean => treeKey(a) === treeKey(b)

/** The expression is one of these. */
export const isAmong = (all: readonly Item['expr'][], one: Item['expr']): boolean =>
  all.some(other => isSameExpr(other, one))
