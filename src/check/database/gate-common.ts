import { TrivetError } from '../../core/errors.ts'
import { extraFields, type Fields } from '../../lang/sql/parse-tree.ts'
import { writingKinds } from './gate-kinds.ts'
import type { Columns, Scope, View } from './gate-scope.ts'

/** One walk over one statement. */
export type Walk = {
  readonly view: View
  /** Lower-cased names that have a list of columns: before a parenthesis they are no calls. */
  readonly declared: Set<string>
  /** Walks a query at its place; gives the columns that it offers. */
  readonly query: (node: unknown, env: Env) => Columns
}

/** What a query sees from outside: the common table expressions in reach and the select around it. */
export type Env = { readonly ctes: ReadonlyMap<string, Columns>; readonly outer: Scope | undefined }

export type Mutable = Record<string, unknown>

export const openColumns: Columns = { names: new Map(), open: true }

export const forbidden = (what: string): never => {
  throw new TrivetError('E_SQL_FORBIDDEN', what)
}
export const notReadOnly = (what: string): never => {
  throw new TrivetError('E_SQL_NOT_READ_ONLY', what)
}
export const notParsed = (what: string): never => {
  throw new TrivetError('E_SQL_PARSE', what)
}

export const spelled = (kind: string): string => kind.replaceAll('_', ' ').toUpperCase()

/** Refuses a node that is not among the known ones; what writes is told apart. */
export const refuseKind = (kind: string): never =>
  writingKinds.test(kind)
    ? notReadOnly(`Only queries are accepted; this holds ${spelled(kind)}.`)
    : forbidden(`${spelled(kind)} is not allowed.`)

/** Comments, places and marks: nothing of them is printed. */
export const noise: ReadonlySet<string> = new Set(
  (
    'span leading_comments trailing_comments comments post_select_comments operator_comments left_comments ' +
    'pre_alias_comments post_as_comments join_mark inferred_type'
  ).split(' '),
)

/** Refuses fields beyond the known ones, whatever they would do. */
export function only(kind: string, fields: Fields, known: ReadonlySet<string>): void {
  const extra = extraFields(fields, known).find(key => !noise.has(key))
  if (extra !== undefined) forbidden(`${spelled(kind)} with ${spelled(extra)} is not allowed.`)
}

export const fieldNames = (text: string): ReadonlySet<string> => new Set(text.split(' '))
