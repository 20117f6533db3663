import { TrivetError } from '../../core/errors.ts'
import type { Dialect } from '../../lang/sql/schema.ts'
import { allowedFunctions } from './functions.ts'

/** Words that a parenthesis may follow without a call. */
const keywords = new Set(
  (
    'in values exists as over filter and or not on using where select from join union all intersect except any some by when then else case between like ilike is distinct ' +
    'having limit offset group rollup cube sets recursive lateral materialized interval exclude glob regexp rlike escape to qualify cast try_cast extract trim position ' +
    'substring overlay row array overlaps xor collate sample system bernoulli reservoir ordinality grouping symmetric ' +
    'decimal numeric varchar char character text real float double int integer bigint smallint tinyint timestamp timestamptz time datetime bit binary varbinary struct map nchar nvarchar'
  ).split(' '),
)

const refuse = (what: string): never => {
  throw new TrivetError('E_SQL_FORBIDDEN', `The statement cannot be printed safely: ${what}.`)
}

/**
 * The last look, at the text that will be executed, by a reader of its own that knows nothing of the parser: no
 * comment, no second statement, no parameter, no unclosed quote, and before each parenthesis a keyword, an allowed
 * function or one of the `declared` names.
 * @throws TrivetError E_SQL_FORBIDDEN
 */
export function assertPrint(sql: string, dialect: Dialect, declared: ReadonlySet<string>): void {
  const { expressions } = allowedFunctions(dialect)
  let word = ''
  let at = 0
  while (at < sql.length) {
    const char = sql[at]!
    if (char === "'" || char === '"' || char === '`') {
      const escapes = char === "'" && (dialect === 'mysql' || (dialect !== 'sqlite' && word.toLowerCase() === 'e'))
      const end = closeQuote(sql, at, char, escapes)
      if (char === '`' && dialect !== 'mysql') refuse('a backtick')
      word = char === "'" ? '' : sql.slice(at + 1, end)
      at = end + 1
      continue
    }
    const rest = /^[\p{L}\p{N}_$]+/u.exec(sql.slice(at, at + 200))?.[0]
    if (rest !== undefined) {
      if (rest.includes('$')) refuse('a parameter')
      word = rest
      at += rest.length
      continue
    }
    const two = sql.slice(at, at + 2)
    if (two === '--' || two === '/*' || (char === '#' && dialect === 'mysql')) refuse('a comment')
    if (!/[ (),.*+\-/%<>=!|&^~@#?:[\]{}]/.test(char)) refuse(`the character ${JSON.stringify(char)}`)
    if ((char === '?' || char === ':' || char === '@') && dialect !== 'postgres' && dialect !== 'duckdb')
      refuse('a parameter')
    if (char === '(' && word !== '') {
      const name = word.toLowerCase()
      if (!keywords.has(name) && !expressions.has(name) && !declared.has(name)) refuse(`the function ${name}`)
    }
    if (char !== ' ') word = ''
    at += 1
  }
}

function closeQuote(sql: string, start: number, quote: string, escapes: boolean): number {
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] === '\\' && escapes) at++
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at
      at++
    }
  }
  return refuse('a quote that is not closed')
}
