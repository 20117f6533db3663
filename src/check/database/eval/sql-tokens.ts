/** Quoted spans and comments, which are one token each; then words and numbers; then any single character. */
const tokens = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\][]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|[\p{L}\p{N}_$#]+|[\s\S]/gu

/** The tokens of a statement; joined they are the statement again. */
export const sqlTokens = (sql: string): string[] => sql.match(tokens) ?? []

export type Word = { readonly word: string; readonly depth: number; readonly start: number; readonly end: number }

/** Everything but blanks and comments, in lower case unless quoted, with its place and its depth in parentheses. */
export function sqlWords(sql: string): Word[] {
  const words: Word[] = []
  let start = 0
  let depth = 0
  for (const token of sqlTokens(sql)) {
    const end = start + token.length
    if (token === ')') depth--
    if (!/^(\s|--|\/\*)/.test(token)) {
      const word = /^["'`[]/.test(token) ? token : token.toLowerCase()
      words.push({ word, depth, start, end })
    }
    if (token === '(') depth++
    start = end
  }
  return words
}
