import { type Fields, isObject, list, nameOf, open } from '../../lang/sql/parse-tree.ts'
import type { Table } from '../../lang/sql/schema.ts'
import { type Env, fieldNames, forbidden, notParsed, only, openColumns, refuseKind, type Walk } from './gate-common.ts'
import { functionName, walkCall, walkEach, walkWithin } from './gate-expression.ts'
import { shown, unknownColumn } from './gate-names.ts'
import {
  type Columns,
  columnsOf,
  type MutableName,
  renamed,
  resolveTable,
  type Scope,
  seesPartial,
} from './gate-scope.ts'

const tableFields = fieldNames('name schema alias alias_explicit_as column_aliases table_sample')
const aliasFields = fieldNames('this alias column_aliases alias_explicit_as alias_keyword')
const lateralFields = fieldNames('this alias column_aliases')
const joinFields = fieldNames('this on using kind use_inner_keyword use_outer_keyword nesting_group')
const joinedFields = fieldNames('left joins')

/** The joins of a FROM: all their sources, then what joins them. */
export function walkJoins(walk: Walk, joins: readonly unknown[], scope: Scope, env: Env): void {
  const known = joins.map(join => (isObject(join) ? join : notParsed('A join is not understood.')))
  for (const join of known) {
    only('join', join, joinFields)
    walkSource(walk, join.this, scope, env)
    if (/natural/i.test(String(join.kind)) && scope.sources.some(({ table }) => table?.partial === true))
      forbidden('NATURAL JOIN on a table with hidden columns is not allowed.')
  }
  for (const join of known) {
    walkWithin(walk, join.on, scope, env)
    for (const name of list(join.using)) checkUsing(walk, name, scope)
  }
}

function checkUsing(walk: Walk, node: unknown, scope: Scope): void {
  const { name } = nameOf(node) ?? notParsed('USING is not understood.')
  const key = name.toLowerCase()
  const known = scope.sources.some(({ columns }) => columns.names.has(key) || (columns.open && !seesPartial(scope)))
  if (walk.view.names !== 'unchecked' && !known) {
    const tables = scope.sources.flatMap(({ table }) => table ?? [])
    unknownColumn(name, tables, undefined)
  }
}

/** One source of FROM, which joins those of the scope. `alias` is the node around it that names it. */
export function walkSource(walk: Walk, node: unknown, scope: Scope, env: Env, alias?: Fields): void {
  const { kind, fields } = open(node) ?? notParsed('A part of FROM is not understood.')
  const inner = wrapped(kind, fields, alias)
  if (inner !== undefined) walkSource(walk, inner.node, scope, env, inner.alias)
  else if (kind === 'joined_table') {
    only(kind, fields, joinedFields)
    walkSource(walk, fields.left, scope, env)
    walkJoins(walk, list(fields.joins), scope, env)
  } else {
    const around = alias ?? fields
    const { columns, name, table } = sourceOf(walk, node, kind, fields, scope, env)
    const given = typeof around.alias === 'string' ? around.alias : nameOf(around.alias)?.name
    const aliases = list(around.column_aliases)
    if (aliases.length > 0 && given !== undefined) walk.declared.add(given.toLowerCase())
    if (aliases.length > 0 && table?.partial === true)
      forbidden('New names for the columns of a table with hidden columns are not allowed.')
    const source = { name: (given ?? name).toLowerCase(), columns: renamed(columns, aliases) }
    scope.sources.push(table === undefined ? source : { ...source, table })
  }
}

/** The node inside one that only names or brackets it. */
function wrapped(
  kind: string,
  fields: Fields,
  alias: Fields | undefined,
): { node: unknown; alias: Fields | undefined } | undefined {
  if (kind === 'alias') only(kind, fields, aliasFields)
  else if (kind === 'lateral') only(kind, fields, lateralFields)
  else return kind === 'paren' ? { node: fields.this, alias } : undefined
  return { node: fields.this, alias: alias ?? fields }
}

type Found = { readonly columns: Columns; readonly name: string; readonly table?: Table }

function sourceOf(walk: Walk, node: unknown, kind: string, fields: Fields, scope: Scope, env: Env): Found {
  switch (kind) {
    case 'table':
      only(kind, fields, tableFields)
      walkWithin(walk, fields.table_sample, scope, env)
      return tableOf(walk, fields, env)
    case 'subquery': {
      const sees = fields.lateral === true || walk.view.dialect === 'duckdb' ? scope : env.outer
      return { columns: walk.query(node, { ...env, outer: sees }), name: '' }
    }
    case 'select':
    case 'values':
    case 'union':
      return { columns: walk.query(node, env), name: '' }
    case 'function':
      walkCall(walk, fields, scope, env, true)
      return { columns: openColumns, name: functionName(fields) }
    case 'unnest':
      walkEach(walk, fields, scope, env)
      return { columns: openColumns, name: kind }
    default:
      return refuseKind(kind)
  }
}

function tableOf({ view }: Walk, fields: Fields, env: Env): Found {
  const name = fields.name as MutableName
  const qualifier = isObject(fields.schema) ? (fields.schema as unknown as MutableName) : undefined
  if (view.charAt(nameOf(name)?.start ?? -1) === "'")
    return forbidden(`A text in FROM, ${shown(name.name)}, is a file and no table.`)
  const cte = qualifier === undefined ? env.ctes.get(name.name.toLowerCase()) : undefined
  if (cte !== undefined) return { columns: cte, name: name.name }
  if (view.names === 'unchecked') return { columns: openColumns, name: name.name }
  const table = resolveTable(name, qualifier, view)
  return { columns: columnsOf(table), name: table.name, table }
}
