import { TrivetError } from '../../core/errors.ts'
import type { Parser, Token } from '../../lang/sql/parser.ts'
import type { Dialect } from '../../lang/sql/schema.ts'
import { allowedFunctions } from './functions.ts'

/** Characters, and UTF-8 bytes within a small factor: what a person or a model writes is far below. */
const longest = 100_000
const deepest = 100
const mostTokens = 20_000

/** Marks the calls that the parser is to leave alone; printed text loses the mark again. */
export const shield = 'trv__'
const shields = new RegExp(shield, 'gi')
export const withoutShields = (sql: string): string => sql.replaceAll(shields, '')

const parseError = (what: string): TrivetError => new TrivetError('E_SQL_PARSE', what)

/** What no parser needs to see. @throws TrivetError E_SQL_PARSE */
export function assertReadable(sql: string): void {
  if (typeof sql !== 'string' || sql.trim() === '') throw parseError('The statement is empty.')
  if (sql.length > longest)
    throw parseError(`The statement has ${sql.length} characters; ${longest} are the most that is accepted.`)
  if (/\p{Surrogate}/u.test(sql)) throw parseError('The statement is not valid Unicode.')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(sql))
    throw parseError('The statement holds a control character.')
  if (sql.toLowerCase().includes(shield))
    throw parseError(`The statement holds ${shield}, which Trivet keeps for itself.`)
}

/**
 * The same statement as the parser understands it rightly: without comments, calls of plain functions marked so that
 * they come back as they are, and some spellings that it misreads replaced by equal ones.
 * @throws TrivetError E_SQL_PARSE; E_SQL_NOT_READ_ONLY for a statement that begins otherwise than a query;
 * E_SQL_FORBIDDEN for a comment that MySQL and MariaDB execute
 */
export function prepareSource(sql: string, dialect: Dialect, parser: Parser): string {
  const source = dialect === 'mysql' ? sql.replace(/\\([\s\S])/g, escapePair) : sql
  const tokens = parser.tokenize(source, dialect)
  const points = isAscii(source) ? undefined : [...source]
  const slice = (start: number, end: number): string => points?.slice(start, end).join('') ?? source.slice(start, end)
  if (tokens.length > mostTokens)
    throw parseError(`The statement has ${tokens.length} words and signs; ${mostTokens} are the most that is accepted.`)
  assertTokens(tokens, slice)
  assertVerb(tokens[0])
  const written = tokens.map(token => (token.type === 'HINT' ? ' ' : slice(token.start, token.end)))
  const pairs = closers(tokens)
  markCalls(tokens, pairs, written, dialect)
  moveNots(tokens, pairs, written)
  let text = ''
  let end = 0
  tokens.forEach((token, index) => {
    text += gap(slice(end, token.start), dialect) + (written[index] ?? '')
    end = token.end
  })
  gap(slice(end, points?.length ?? source.length), dialect)
  return text
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text)

/** The parser drops the backslash of `\%` and `\_`, which LIKE needs; `\\%` means the same and is kept. */
const escapePair = (pair: string, next: string): string => (next === '%' || next === '_' ? `\\\\${next}` : pair)

/** What stands between two tokens: blanks as they are, a comment as a blank. */
function gap(text: string, dialect: Dialect): string {
  if (text.trim() === '') return text
  if (/\/\*M?!/i.test(text))
    throw new TrivetError('E_SQL_FORBIDDEN', 'A comment that begins with /*! or /*M! is executed by MySQL and MariaDB.')
  if (dialect === 'mysql' && /--[^\s]/.test(text)) throw parseError('In MySQL a comment needs a blank after --.')
  if (!/^\s*(--|\/\*)/.test(text)) throw parseError(`What is ${JSON.stringify(text.trim().slice(0, 20))}?`)
  return ' '
}

const verbs = new Set(
  (
    'insert update delete merge replace create drop alter truncate copy attach detach pragma set reset use call do execute prepare deallocate grant revoke kill load ' +
    'install force export import begin start commit rollback savepoint release analyze vacuum reindex explain describe desc show summarize lock unlock listen notify ' +
    'comment refresh cluster checkpoint handler flush rename optimize shutdown purge declare fetch discard security xa'
  ).split(' '),
)

/** Says what is wrong with a statement that begins like another one, also where the parser would not know it. */
function assertVerb(first: Token | undefined): void {
  if (first !== undefined && verbs.has(first.text.toLowerCase()))
    throw new TrivetError(
      'E_SQL_NOT_READ_ONLY',
      `Only queries are accepted; this begins with ${first.text.toUpperCase()}.`,
    )
}

function assertTokens(tokens: readonly Token[], slice: (start: number, end: number) => string): void {
  tokens.forEach((token, index) => {
    const next = tokens[index + 1]
    const runsOn = token.type === 'NUMBER' && next?.type === 'VAR' && next.start === token.end
    if (runsOn || (token.type === 'HEX_STRING' && /^0x/i.test(slice(token.start, token.end))))
      throw parseError(`The number ${slice(token.start, next?.end ?? token.end).slice(0, 20)} is not understood.`)
  })
}

/** After these a word with a parenthesis is a name with its columns, not a call. */
const notBeforeCall = new Set([
  'R_PAREN',
  'R_BRACKET',
  'VAR',
  'QUOTED_IDENTIFIER',
  'STRING',
  'NUMBER',
  'ALIAS',
  'AS',
  'D_COLON',
  'DOT',
])
/** With one of these among its arguments a call has a syntax of its own, which the parser knows. */
const ownSyntax = new Set([
  'FROM',
  'IN',
  'USING',
  'PLACING',
  'SEPARATOR',
  'ORDER',
  'AS',
  'FOR',
  'BOTH',
  'LEADING',
  'TRAILING',
  'LIMIT',
  'IGNORE',
  'RESPECT',
  'COLUMNS',
])
const ownForm = new Set([
  'cast',
  'try_cast',
  'extract',
  'interval',
  'position',
  'row',
  'exists',
  'array',
  'trim',
  'unnest',
  'grouping',
])

function markCalls(
  tokens: readonly Token[],
  pairs: ReadonlyMap<number, number>,
  written: string[],
  dialect: Dialect,
): void {
  const { expressions } = allowedFunctions(dialect)
  tokens.forEach((token, index) => {
    if (tokens[index + 1]?.type !== 'L_PAREN' || token.type === 'QUOTED_IDENTIFIER' || token.type === 'STRING') return
    const name = token.text.toLowerCase()
    if (!expressions.has(name) || ownForm.has(name)) return
    const before = tokens[index - 1]
    if (before !== undefined && (notBeforeCall.has(before.type) || before.text.toUpperCase() === 'AS')) return
    const close = pairs.get(index + 1)
    if (close === undefined) return
    const isName = tokens[close + 1]?.text.toUpperCase() === 'AS' && tokens[close + 2]?.type === 'L_PAREN'
    if (isName) return
    const inner = argumentWords(tokens, index + 1, close)
    const order = inner.indexOf('ORDER')
    // The parser joins both arguments into one, unless the call has the other name of the same function.
    if (name === 'group_concat' && inner.slice(0, Math.max(order, 0)).includes(',') && dialect !== 'mysql')
      written[index] = 'string_agg'
    else if (!inner.some(word => ownSyntax.has(word))) written[index] = shield + written[index]
  })
}

/** For each opening parenthesis the index of its closing one. */
function closers(tokens: readonly Token[]): Map<number, number> {
  const pairs = new Map<number, number>()
  const opened: number[] = []
  tokens.forEach((token, index) => {
    if (token.type === 'L_PAREN') opened.push(index)
    if (opened.length > deepest) throw parseError('The statement is nested too deeply.')
    const open = token.type === 'R_PAREN' ? opened.pop() : undefined
    if (open !== undefined) pairs.set(open, index)
  })
  return pairs
}

/** The words between two parentheses, outside of inner ones, in upper case. */
function argumentWords(tokens: readonly Token[], open: number, close: number): string[] {
  const words: string[] = []
  let depth = 0
  for (let index = open + 1; index < close; index++) {
    const token = tokens[index]!
    if (token.type === 'L_PAREN') depth++
    else if (token.type === 'R_PAREN') depth--
    else if (depth === 0 && token.type !== 'STRING' && token.type !== 'QUOTED_IDENTIFIER')
      words.push(token.text.toUpperCase())
  }
  return words
}

/** `NOT a LIKE b`, which the parser gives back as raw text, becomes `a NOT LIKE b`. */
function moveNots(tokens: readonly Token[], pairs: ReadonlyMap<number, number>, written: string[]): void {
  tokens.forEach((token, index) => {
    if (token.text.toUpperCase() !== 'NOT' || tokens[index - 1]?.text.toUpperCase() === 'IS') return
    let at = index + 1
    if (!isName(tokens[at])) return
    while (tokens[at + 1]?.type === 'DOT' && isName(tokens[at + 2])) at += 2
    if (tokens[at + 1]?.type === 'L_PAREN') at = pairs.get(at + 1) ?? at
    const like = tokens[at + 1]
    if (like === undefined || !/^i?like$/i.test(like.text)) return
    written[index] = ''
    written[at + 1] = `NOT ${written[at + 1] ?? ''}`
  })
}

const isName = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.type === 'QUOTED_IDENTIFIER' || /^[a-z_]\w*$/i.test(token.text)) &&
  token.type !== 'STRING'
