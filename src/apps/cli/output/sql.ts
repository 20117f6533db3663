import { displayWidth } from '../terminal.ts'

/** One word of a statement: what stands between blanks, blanks in quotes included. */
type Word = {
  readonly text: string
  /** How many long subqueries it stands in. */
  readonly level: number
  /** It stands in parentheses that are no long subquery: arguments, lists, windows, short subqueries. */
  readonly isInner: boolean
}

/** Characters up to which a subquery stays on one line. */
const shortQuery = 60
const clause = /^(FROM|WHERE|GROUP|HAVING|ORDER|LIMIT|FETCH|UNION|INTERSECT|EXCEPT|INNER|LEFT|RIGHT|FULL|CROSS|JOIN)$/i
const pieces = /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`[^`]*`?|\s+|[()]|[^\s'"`()]+/g

/**
 * A statement for people: on one line where it fits into `width` cells, else a line for each clause, join and condition,
 * subqueries further in. No line is broken inside quotes, so that what is copied means the same.
 */
export function layOutSql(sql: string, width: number): string[] {
  if (displayWidth(sql) <= width) return [sql]
  const lines: string[] = []
  let line = ''
  let indent = ''
  let before = ''
  let isBetween = false
  for (const { text, level, isInner } of toWords(sql)) {
    const isAnd = /^(AND|OR)$/i.test(text) && !(isBetween && /^AND$/i.test(text))
    if (/^BETWEEN$/i.test(text)) isBetween = true
    else if (/^AND$/i.test(text)) isBetween = false
    const isClause =
      clause.test(text) && !(/^JOIN$/i.test(text) && /^(INNER|OUTER|LEFT|RIGHT|FULL|CROSS)$/i.test(before))
    const isSecond = /^SELECT$/i.test(text) && /^(UNION|ALL|INTERSECT|EXCEPT)$/i.test(before)
    const isNew = !isInner && line !== '' && (isClause || isAnd || isSecond)
    if (isNew) {
      lines.push(line)
      indent = '  '.repeat(level + (isAnd ? 1 : 0))
      line = indent + text
    } else if (line.trim() !== '' && displayWidth(`${line} ${text}`) > width) {
      lines.push(line)
      line = `${indent}  ${text}`
    } else line = line === '' ? text : `${line} ${text}`
    before = text
  }
  return [...lines, line]
}

function toWords(sql: string): Word[] {
  const words: Word[] = []
  const open: boolean[] = []
  let text = ''
  let at = { level: 0, isInner: false }
  const place = () => ({ level: open.filter(Boolean).length, isInner: open.at(-1) === false })
  for (const { 0: piece, index } of sql.matchAll(pieces)) {
    if (/^\s/.test(piece)) {
      if (text !== '') words.push({ text, ...at })
      text = ''
      continue
    }
    if (text === '') at = place()
    text += piece
    if (piece === '(') open.push(isLongQuery(sql, index))
    if (piece === ')') open.pop()
  }
  return text === '' ? words : [...words, { text, ...at }]
}

/** Whether the parenthesis at `start` holds a subquery too long for one line. */
function isLongQuery(sql: string, start: number): boolean {
  if (!/^\(\s*(SELECT|WITH)\b/i.test(sql.slice(start, start + 20))) return false
  let depth = 0
  for (const { 0: piece, index } of sql.slice(start).matchAll(pieces)) {
    if (piece === '(') depth++
    if (piece === ')' && --depth === 0) return index > shortQuery
  }
  return true
}
