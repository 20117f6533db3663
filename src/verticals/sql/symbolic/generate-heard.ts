import type { Condition, Expr } from '../../../lang/sql/ast.ts'
import { withComputed } from '../link/formulas.ts'
import { linkQuestion } from '../link/match.ts'
import type { SchemaIndex } from '../link/schema-index.ts'

/** The day that generated questions are asked on: ages without a day of their own are those of this day. */
export const generatedDay = '2024-07-01'

/** True when the question is understood to compute, or to state, what it was made of. */
export function isHeard(question: string, schema: SchemaIndex, wanted: Expr | Condition): boolean {
  const options = { now: Date.parse(generatedDay), manner: 'ask' } as const
  const { linked, index } = withComputed(linkQuestion(question, schema), schema, options)
  const text = write(wanted)
  return (
    index.columns.some(({ id, expr }) => expr !== undefined && linked.columns[id]!.literal && write(expr) === text) ||
    linked.conditions.some(({ condition }) => condition !== undefined && write(condition) === text)
  )
}

const write = (tree: Expr | Condition): string =>
  JSON.stringify(tree, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
