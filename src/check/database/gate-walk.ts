import { type Fields, isEmpty, isObject, list, nameOf, open, type Tree } from '../../lang/sql/parse-tree.ts'
import {
  type Env,
  fieldNames,
  forbidden,
  type Mutable,
  notParsed,
  notReadOnly,
  only,
  openColumns,
  spelled,
  type Walk,
} from './gate-common.ts'
import { walkWithin } from './gate-expression.ts'
import { walkJoins, walkSource } from './gate-from.ts'
import { writingKinds } from './gate-kinds.ts'
import { unknownTable } from './gate-names.ts'
import { type Columns, newScope, renamed, type Scope, type Source, sourceNamed, type View } from './gate-scope.ts'

/**
 * Walks the whole tree of one statement (sql-ask A2, points 1 to 4) and refuses whatever is not known to be harmless:
 * statements other than queries, constructs and fields that are not listed, functions that are not allowed, names that
 * are not visible. Names are written as the engine needs them, quoted texts that are no names become literals.
 * @returns the names with lists of columns, for the last look at the print
 * @throws TrivetError E_SQL_NOT_READ_ONLY, E_SQL_FORBIDDEN, E_SQL_UNKNOWN_NAME or E_SQL_PARSE
 */
export function walkStatement(tree: Tree, view: View): ReadonlySet<string> {
  const walk: Walk = { view, declared: new Set(), query: (node, env) => walkQuery(walk, node, env) }
  walk.query(tree, { ctes: new Map(), outer: undefined })
  return walk.declared
}

const setKinds = fieldNames('union intersect except')
const fieldsOf = {
  set: fieldNames('left right all distinct with order_by limit offset by_name'),
  subquery: fieldNames(
    'this alias column_aliases alias_explicit_as alias_keyword order_by limit offset lateral modifiers_inside with distinct',
  ),
  select: fieldNames(
    'expressions from joins where_clause group_by having qualify order_by limit offset fetch distinct distinct_on windows with sample',
  ),
  with: fieldNames('ctes recursive'),
  cte: fieldNames('alias this columns materialized alias_first'),
  star: fieldNames('table except'),
  alias: fieldNames('this alias column_aliases alias_explicit_as alias_keyword'),
}
/** A query at its place; gives the columns that it offers. */
function walkQuery(walk: Walk, node: unknown, env: Env): Columns {
  const { kind, fields } = open(node) ?? notParsed('A query is missing.')
  if (kind === 'select') return walkSelect(walk, fields as Mutable, env)
  if (setKinds.has(kind)) return walkSetOperation(walk, kind, fields, env)
  if (kind === 'values') {
    only(kind, fields, new Set(['expressions', 'alias', 'column_aliases']))
    walkWithin(walk, fields.expressions, newScope(env.outer), env)
    return openColumns
  }
  if (kind === 'paren') return walk.query(fields.this, env)
  if (kind === 'subquery') {
    only(kind, fields, fieldsOf.subquery)
    const inner = walkWith(walk, fields.with, env)
    const columns = walk.query(fields.this, inner)
    walkTail(walk, fields, columns, inner)
    return columns
  }
  return writingKinds.test(kind)
    ? notReadOnly(`Only queries are accepted; this holds ${spelled(kind).toUpperCase()}.`)
    : notReadOnly(`Only SELECT, VALUES and their combinations are accepted; this is of the kind ${spelled(kind)}.`)
}

function walkSetOperation(walk: Walk, kind: string, fields: Fields, env: Env): Columns {
  only(kind, fields, fieldsOf.set)
  const inner = walkWith(walk, fields.with, env)
  const columns = walk.query(fields.left, inner)
  walk.query(fields.right, inner)
  walkTail(walk, fields, columns, inner)
  return columns
}

/** ORDER BY and LIMIT of a whole query: they see its columns. */
function walkTail(walk: Walk, fields: Fields, columns: Columns, env: Env): void {
  const scope = newScope(env.outer)
  scope.sources.push({ name: '', columns: { ...columns, open: true } })
  for (const key of ['order_by', 'limit', 'offset']) walkWithin(walk, fields[key], scope, env)
}

function walkWith(walk: Walk, node: unknown, env: Env): Env {
  if (!isObject(node)) return env
  only('with', node, fieldsOf.with)
  const ctes = new Map(env.ctes)
  const inner = { ...env, ctes }
  for (const cte of list(node.ctes)) {
    if (!isObject(cte)) return notParsed('A WITH is not understood.')
    only('with', cte, fieldsOf.cte)
    const name = nameOf(cte.alias)?.name.toLowerCase() ?? notParsed('A WITH has no name.')
    const aliases = list(cte.columns)
    if (aliases.length > 0) walk.declared.add(name)
    const body = open(cte.this)
    if ((node.recursive === true || walk.view.dialect === 'sqlite') && body !== undefined && setKinds.has(body.kind)) {
      // The first member gives the columns; only then may the others name the whole.
      const first = renamed(walk.query(body.fields.left, inner), aliases)
      ctes.set(name, first)
    }
    ctes.set(name, renamed(walk.query(cte.this, inner), aliases))
  }
  return inner
}

function walkSelect(walk: Walk, fields: Mutable, outerEnv: Env): Columns {
  if (!isEmpty(fields.into)) notReadOnly('SELECT ... INTO writes.')
  if (!isEmpty(fields.locks)) notReadOnly('SELECT ... FOR UPDATE and its like lock rows.')
  only('select', fields, fieldsOf.select)
  const env = walkWith(walk, fields.with, outerEnv)
  const scope = newScope(env.outer)
  const from = isObject(fields.from) ? (fields.from as Mutable) : {}
  const joins = list(fields.joins)
  for (const node of list(from.expressions)) walkSource(walk, node, scope, env)
  walkJoins(walk, joins, scope, env)
  joinCommas(walk, from, fields)
  const hides = scope.sources.some(({ table }) => table?.partial === true)
  if (hides) writeStarsOut(walk, fields, scope)
  const early = walk.view.dialect !== 'sqlite'
  const aliases = list(fields.expressions).flatMap(node => {
    const inner = open(node)
    return inner?.kind === 'alias' ? [nameOf(inner.fields.alias)?.name.toLowerCase() ?? ''] : []
  })
  if (early) for (const alias of aliases) scope.aliases.add(alias)
  const columns = walkOutput(walk, list(fields.expressions), scope, env)
  for (const alias of aliases) scope.aliases.add(alias)
  for (const key of [
    'where_clause',
    'group_by',
    'having',
    'qualify',
    'order_by',
    'limit',
    'offset',
    'fetch',
    'distinct_on',
    'windows',
    'sample',
  ])
    walkWithin(walk, fields[key], scope, env)
  return columns
}

/** `a, b` is printed as a CROSS JOIN, by which SQLite loses its freedom of order: as joins without ON it keeps it. */
function joinCommas(walk: Walk, from: Mutable, fields: Mutable): void {
  const [first, ...others] = list(from.expressions)
  if (walk.view.dialect !== 'sqlite' || others.length === 0) return
  from.expressions = [first]
  const joins = others.map(node => ({ this: node, on: null, using: [], kind: 'Inner', nesting_group: 0 }))
  fields.joins = [...joins.map(join => ({ ...emptyJoin, ...join })), ...list(fields.joins)]
}

/** The select list; gives the columns that it makes. */
function walkOutput(walk: Walk, items: readonly unknown[], scope: Scope, env: Env): Columns {
  const names = new Map<string, string>()
  let isOpen = false
  const add = (name: string): void => void names.set(name.toLowerCase(), name)
  for (const item of items) {
    const { kind, fields } = open(item) ?? notParsed('A column of the result is not understood.')
    if (kind === 'star') {
      const sources = starredSources(walk, fields, scope)
      for (const { columns } of sources) {
        for (const name of columns.names.values()) add(name)
        isOpen ||= columns.open
      }
      continue
    }
    walkWithin(walk, item, scope, env)
    const inner = open(item)
    if (kind === 'alias') {
      only(kind, fields, fieldsOf.alias)
      add(outputName(nameOf(fields.alias), walk.view))
    } else if (inner?.kind === 'column') add(outputName(nameOf(inner.fields.name), walk.view))
    else isOpen = true
  }
  return { names, open: isOpen }
}

function starredSources(walk: Walk, fields: Fields, scope: Scope): readonly Source[] {
  only('star', fields, fieldsOf.star)
  const of = nameOf(fields.table)
  if (of === undefined || walk.view.names === 'unchecked') return scope.sources
  return [sourceNamed(of.name, scope) ?? unknownTable(of.name, walk.view.schema)]
}

function writeStarsOut(walk: Walk, fields: Mutable, scope: Scope): void {
  fields.expressions = list(fields.expressions).flatMap(item => {
    const inner = open(item)
    if (inner?.kind !== 'star') return [item]
    if (!isEmpty(inner.fields.except)) return forbidden('* EXCLUDE on a table with hidden columns is not allowed.')
    return starredSources(walk, inner.fields, scope).flatMap(({ name, columns, table }): Mutable[] => {
      if (columns.open) return [{ star: { ...inner.fields, table: identifier(name) } }]
      const names = [...columns.names.values()]
      return names.map(column => ({
        column: {
          name: identifier(column),
          table: identifier(table?.name.toLowerCase() === name ? table.name : name),
          join_mark: false,
          trailing_comments: [],
        },
      }))
    })
  })
}
const emptyJoin = {
  use_inner_keyword: false,
  use_outer_keyword: false,
  use_cross_keyword: false,
  deferred_condition: false,
  join_hint: null,
  match_condition: null,
  pivots: [],
  comments: [],
  directed: false,
}

const identifier = (name: string): Mutable => ({ name, quoted: true, trailing_comments: [] })

/** How the engine calls a column of a result: PostgreSQL folds what is not quoted. */
const outputName = (name: { name: string; quoted: boolean } | undefined, view: View): string =>
  name === undefined ? '' : view.dialect === 'postgres' && !name.quoted ? name.name.toLowerCase() : name.name
