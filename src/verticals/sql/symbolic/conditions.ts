import { type Condition, column, compare, type Expr, literal, type Select } from '../../../lang/sql/ast.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import type { Operand } from './fill.ts'
import type { Reading } from './reading.ts'
import type { ConditionSketch } from './sketch.ts'

/** A column of the index in a query: itself, or how it is computed. */
export const ref = (col: IndexedColumn): Expr => col.expr ?? column(col.key, col.name)

/** A column to sort by: a date whose text does not sort as the calendar does is made a date. */
export function sortRef(col: IndexedColumn): Expr {
  const expr = ref(col)
  const { storage } = col.profile
  return (storage === 'dmy' || storage === 'mdy') && expr.kind === 'column'
    ? { kind: 'date', arg: expr, storage }
    : expr
}

/** Conditions as one, joined by OR when `any`; undefined for none. */
export function joinConditions(conditions: readonly Condition[], any: boolean): Condition | undefined {
  if (conditions.length <= 1) return conditions[0]
  return {
    kind: any ? 'or' : 'and',
    parts: conditions.flatMap(part => (!any && part.kind === 'and' ? part.parts : [part])),
  }
}

/** Several values for one column are alternatives, whatever joins them to the rest. */
export function toConditions(
  sketches: readonly ConditionSketch[],
  of: (hole: number) => IndexedColumn,
  operands: readonly Operand[],
): Condition[] {
  const made = new Map<string, { arg: Expr; values: (string | number)[]; alone: Condition }>()
  for (const [i, condition] of sketches.entries()) {
    const operand = operands[i]!
    const alone = toCondition(condition, of, operand)
    const listed = condition.op === 'eq' && operand.kind === 'value'
    const key = listed ? `eq ${condition.hole}` : `${i}`
    const before = made.get(key)
    if (before === undefined)
      made.set(key, { arg: ref(of(condition.hole)), values: listed ? [operand.value] : [], alone })
    else if (operand.kind === 'value') before.values.push(operand.value)
  }
  return [...made.values()].map(({ arg, values, alone }) =>
    values.length < 2 ? alone : { kind: 'in', arg, in: values.map(literal), not: false },
  )
}

function toCondition({ op, hole }: ConditionSketch, of: (hole: number) => IndexedColumn, operand: Operand): Condition {
  const arg = ref(of(hole))
  switch (operand.kind) {
    case 'none':
      return { kind: 'null', arg, not: op === 'not-null' }
    case 'pattern':
      return { kind: 'like', arg, pattern: operand.pattern, not: op === 'not-like' }
    case 'range':
      return { kind: 'between', arg, low: literal(operand.low), high: literal(operand.high), not: false }
    case 'value':
      return compare(arg, operand.op ?? (op === 'ne' ? '<>' : '='), literal(operand.value))
  }
}

/** A column by its id. */
export const refOf = (reading: Reading, id: number): Expr => {
  const { key, name } = reading.index.columns[id]!
  return column(key, name)
}

/** The select with one more condition. */
export function withCondition(select: Select, condition: Condition): Select {
  const before = select.where === undefined ? [] : select.where.kind === 'and' ? select.where.parts : [select.where]
  return { ...select, where: before.length === 0 ? condition : { kind: 'and', parts: [...before, condition] } }
}
