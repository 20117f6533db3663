/**
 * Text without what people vary: compatibility forms, case, accents, blanks and punctuation (sql-ask A4). Letters and
 * digits of any script stay; everything else becomes one blank.
 */
export function normalize(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** The words of a database name: split at case changes, underscores, blanks and between letters and digits; lower case. */
export function nameWords(name: string): string[] {
  return normalize(
    name
      .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
      .replace(/(\p{L})(\p{N})/gu, '$1 $2')
      .replace(/(\p{N})(\p{L})/gu, '$1 $2'),
  )
    .split(' ')
    .filter(word => word !== '')
}
