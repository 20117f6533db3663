import type { Dialect } from '../../lang/sql/schema.ts'

declare const checked: unique symbol

/** SQL that has passed the gate: a comment-free print of one read-only statement over visible names. */
export type CheckedSql = { readonly sql: string; readonly dialect: Dialect; readonly [checked]: true }
