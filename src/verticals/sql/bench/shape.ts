import { sqlWords } from '../../../check/database/eval/sql-tokens.ts'

export const shapes = ['1', '2', '3+', 'nested'] as const
/** How many tables a query without subqueries names, or `nested` for one with a subquery or set operation. */
export type Shape = (typeof shapes)[number]

/** The shape of a query by its text, in any dialect. */
export function shapeOf(sql: string): Shape {
  const words = sqlWords(sql)
  if (words.filter(({ word }) => word === 'select').length !== 1) return 'nested'
  const tables = new Set<string>()
  const from = words.findIndex(({ word }) => word === 'from')
  const end = words.findIndex(
    ({ word }, i) => i > from && ['where', 'group', 'having', 'order', 'limit'].includes(word),
  )
  words.slice(from, end < 0 ? undefined : end).forEach(({ word }, i, clause) => {
    if (word === 'from' || word === 'join' || word === ',') tables.add(nameAfter(clause, i))
  })
  return tables.size === 1 ? '1' : tables.size === 2 ? '2' : '3+'
}

/** The name of the table that follows, without quotes, with its schema. */
function nameAfter(clause: readonly { word: string }[], at: number): string {
  const bare = (word: string | undefined): string => (word ?? '').replace(/^["'`[]|["'`\]]$/g, '').toLowerCase()
  const name = bare(clause[at + 1]?.word)
  return clause[at + 2]?.word === '.' ? `${name}.${bare(clause[at + 3]?.word)}` : name
}
