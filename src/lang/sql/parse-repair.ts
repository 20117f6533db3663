import { isEmpty, isObject, open, type Tree } from './parse-tree.ts'

type Mutable = Record<string, unknown>
const setOperations = new Set(['union', 'intersect', 'except'])

/**
 * Puts right, in place, one thing that the parser gets wrong: in `SELECT a FROM t WHERE b > (SELECT c FROM u) UNION
 * SELECT d FROM v` it takes `(SELECT c FROM u) UNION SELECT d FROM v` for the operand. The set operation moves above
 * the select whose last expression it is.
 */
export function repairSetOperations(tree: Tree): Tree {
  return repair_(tree) as Tree
}

function repair_(node: unknown): unknown {
  if (!isBranch(node)) return node
  if (Array.isArray(node)) {
    for (let i = 0; i < node.length; i++) node[i] = repair_(node[i])
    return node
  }
  const fields = node as Mutable
  for (const key of Object.keys(fields)) if (isBranch(fields[key]) && key !== 'span') fields[key] = repair_(fields[key])
  const inner = open(node)
  if (inner?.kind === 'select') return hoist_(node, inner.fields as Mutable)
  return inner !== undefined && setOperations.has(inner.kind) ? rotate_(node, inner.fields as Mutable) : node
}

const isBranch = (node: unknown): node is object => typeof node === 'object' && node !== null

/** The select, or the set operation that was hidden in its last expression with the select as its first member. */
function hoist_(node: object, select: Mutable): unknown {
  const slot = lastSlot(select)
  if (slot === undefined) return node
  const operation = slot.holder[slot.key]
  if (!isSetOperation(operation)) return node
  const first = firstMember(operation)
  if (open(first.left)?.kind !== 'subquery') return node
  slot.holder[slot.key] = first.left
  first.left = node
  return operation
}

/** `a UNION (b EXCEPT c)` without parentheses, which hoisting leaves, as `(a UNION b) EXCEPT c`: they bind from the left. */
function rotate_(node: object, fields: Mutable): unknown {
  const { right } = fields
  if (!isSetOperation(right)) return node
  const first = firstMember(right)
  fields.right = first.left
  first.left = node
  return right
}

const isSetOperation = (node: unknown): node is object => setOperations.has(open(node)?.kind ?? '')

/** The fields of the innermost operation on the left. */
function firstMember(operation: object): Mutable {
  const fields = open(operation)!.fields as Mutable
  return isSetOperation(fields.left) ? firstMember(fields.left) : fields
}

type Slot = { readonly holder: Mutable; readonly key: string | number }

/** Where the last expression of a select stands, seen from the end of its text. */
function lastSlot(select: Mutable): Slot | undefined {
  for (const clause of ['limit', 'offset', 'qualify', 'windows']) if (!isEmpty(select[clause])) return undefined
  const orders = isObject(select.order_by) ? select.order_by.expressions : undefined
  if (Array.isArray(orders)) {
    const order = orders.at(-1) as Mutable
    return order.desc === true || order.explicit_asc === true ? undefined : rightmost(order, 'this')
  }
  for (const clause of ['having', 'where_clause'] as const) {
    const body = select[clause]
    if (isObject(body)) return rightmost(body as Mutable, 'this')
    if (clause === 'having' && isObject(select.group_by)) return lastOf(select.group_by.expressions)
  }
  const join = Array.isArray(select.joins) ? (select.joins.at(-1) as Mutable | undefined) : undefined
  if (join !== undefined) return isEmpty(join.on) ? undefined : rightmost(join, 'on')
  return isEmpty(select.from) ? lastOf(select.expressions) : undefined
}

const lastOf = (nodes: unknown): Slot | undefined =>
  Array.isArray(nodes) && nodes.length > 0 ? rightmost(nodes as unknown as Mutable, nodes.length - 1) : undefined

function rightmost(holder: Mutable, key: string | number): Slot {
  const inner = open(holder[key])
  if (inner === undefined || setOperations.has(inner.kind)) return { holder, key }
  const fields = inner.fields as Mutable
  if (inner.kind === 'not' || inner.kind === 'neg') return rightmost(fields, 'this')
  if (inner.kind === 'between') return rightmost(fields, 'high')
  return 'right' in fields && 'left' in fields ? rightmost(fields, 'right') : { holder, key }
}
