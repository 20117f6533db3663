import { type Fields, isEmpty, isObject, list, nameOf, open } from '../../lang/sql/parse-tree.ts'
import { allowedFunctions } from './functions.ts'
import {
  type Env,
  fieldNames,
  forbidden,
  type Mutable,
  noise,
  notParsed,
  only,
  refuseKind,
  type Walk,
} from './gate-common.ts'
import { assertLiteral, assertType, expressionKinds, precedenceKinds, structFields } from './gate-kinds.ts'
import { shown } from './gate-names.ts'
import { type MutableName, resolveColumn, type Scope, seesPartial, sourceNamed } from './gate-scope.ts'
import { shield } from './gate-source.ts'

const columnFields = fieldNames('name table')
/** What the parser calls functions and the engines do not. */
const callWords: ReadonlySet<string> = new Set(['array', 'rollup', 'cube', 'grouping sets'])

const inFields = fieldNames('this expressions query not')

/** Everything below a node that is not a query of its own. */
export function walkWithin(walk: Walk, node: unknown, scope: Scope, env: Env): void {
  if (Array.isArray(node)) for (const item of node) walkWithin(walk, item, scope, env)
  else if (isObject(node)) {
    const inner = open(node)
    if (inner === undefined || structFields.has(inner.kind) || /^[A-Z]/.test(inner.kind))
      walkEach(walk, node, scope, env)
    else walkExpression(walk, node as Mutable, inner.kind, inner.fields as Mutable, scope, env)
  }
}

export function walkEach(walk: Walk, fields: Fields, scope: Scope, env: Env): void {
  for (const [key, value] of Object.entries(fields)) if (!noise.has(key)) walkWithin(walk, value, scope, env)
}

function walkExpression(walk: Walk, node: Mutable, kind: string, fields: Mutable, scope: Scope, env: Env): void {
  switch (kind) {
    case 'column':
      walkColumn(walk, node, fields, scope)
      break
    case 'select':
    case 'subquery':
      walk.query(node, { ...env, outer: scope })
      break
    case 'union':
    case 'intersect':
    case 'except':
      notParsed('A combined query inside an expression needs parentheses.')
      break
    case 'function':
    case 'aggregate_function':
      walkCall(walk, fields, scope, env, false)
      break
    case 'literal':
      assertLiteral(fields)
      break
    case 'cast':
    case 'try_cast':
      assertType(fields, walk.view.dialect)
      walkWithin(walk, fields.this, scope, env)
      break
    case 'dot':
      walkDot(walk, fields, scope, env)
      break
    case 'raw':
      notParsed(`${shown(String(fields.sql))} is not understood; try parentheses.`)
      break
    case 'in':
      only(kind, fields, inFields)
      walkWithin(walk, fields.this, scope, env)
      walkWithin(walk, fields.expressions, scope, env)
      if (!isEmpty(fields.query)) walk.query(fields.query, { ...env, outer: scope })
      break
    case 'star':
      if (seesPartial(scope)) forbidden('* inside an expression is not allowed on a table with hidden columns.')
      break
    case 'exists':
      walk.query(fields.this, { ...env, outer: scope })
      break
    default:
      if (!expressionKinds.has(kind)) refuseKind(kind)
      if (precedenceKinds.has(kind)) protectNots(fields)
      walkEach(walk, fields, scope, env)
  }
}

function walkColumn({ view }: Walk, node: Mutable, fields: Mutable, scope: Scope): void {
  only('column', fields, columnFields)
  const name = fields.name as MutableName
  if (/^(true|false)$/i.test(name.name) && !name.quoted && fields.table === null) return
  const table = isObject(fields.table) ? (fields.table as unknown as MutableName) : undefined
  if (resolveColumn(name, table, nameOf(name)?.start ?? -1, scope, view) === 'column') return
  delete node.column
  node.literal = { literal_type: 'string', value: name.name }
}

/** The name that is called, without our mark and without what the parser appends to it. */
export function functionName(fields: Fields): string {
  const name = String(fields.name).toLowerCase()
  return name.startsWith(shield) ? name.slice(shield.length).replace(/ with ordinality$/, '') : name
}

/** A call, in an expression or as a source of FROM. */
export function walkCall(walk: Walk, fields: Fields, scope: Scope, env: Env, inFrom: boolean): void {
  const name = functionName(fields)
  const { expressions, tables } = allowedFunctions(walk.view.dialect)
  const known = inFrom ? tables.has(name) : expressions.has(name) || callWords.has(name)
  if (!known || fields.quoted === true)
    forbidden(`The function ${shown(name)} is not allowed${inFrom ? ' in FROM' : ''}.`)
  const args = list(fields.args)
  const only = args.length === 1 ? open(args[0]) : undefined
  const countsRows = name === 'count' && only?.kind === 'star' && isEmpty(only.fields.table)
  const units = walk.view.dialect === 'mysql' && /^timestamp(add|diff)$/.test(name)
  if (!countsRows) walkWithin(walk, units ? args.slice(1) : args, scope, env)
  const { args: _, name: __, ...rest } = fields
  walkEach(walk, rest, scope, env)
}

/** `schema.table.column`, and in DuckDB a field of a struct. */
function walkDot(walk: Walk, fields: Mutable, scope: Scope, env: Env): void {
  const inner = open(fields.this)
  const [table, column] = [nameOf(inner?.fields.name), nameOf(fields.field)]
  if (
    inner?.kind === 'column' &&
    table !== undefined &&
    column !== undefined &&
    nameOf(inner.fields.table) !== undefined
  ) {
    const source = sourceNamed(table.name, scope)
    if (source !== undefined || walk.view.names === 'unchecked') {
      resolveColumn(fields.field as MutableName, inner.fields.name as MutableName, column.start, scope, walk.view)
      return
    }
  }
  if (walk.view.dialect !== 'duckdb') forbidden('Fields of values are not allowed.')
  walkWithin(walk, fields.this, scope, env)
}

/** `a NOT IN (b)` is printed as `NOT a IN (b)`, which binds less tightly: as an operand it needs parentheses. */
function protectNots(fields: Mutable): void {
  for (const [key, value] of Object.entries(fields)) {
    const kind = open(value)?.kind
    if (kind === 'not' || kind === 'in' || kind === 'between')
      fields[key] = { paren: { this: value, trailing_comments: [] } }
  }
}
