/** Letters that NFKD does not take apart, as people without them on the keyboard write them. */
const letters: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ß: 'ss',
    ł: 'l',
    ø: 'o',
    æ: 'ae',
    œ: 'oe',
    ı: 'i',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    ħ: 'h',
    ŧ: 't',
    ŋ: 'n',
    ĸ: 'k',
    ə: 'e',
  }),
)

/**
 * Text without what people vary: compatibility forms, case, accents, blanks and punctuation (sql-ask A4). Letters and
 * digits of any script stay; everything else becomes one blank.
 */
export function normalize(text: string): string {
  return isAscii(text)
    ? text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, ' ')
        .trim()
    : text
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase()
        .replace(/[ßłøæœıđðþħŧŋĸə]/g, letter => letters.get(letter)!)
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim()
}

const spelledOut: ReadonlyMap<string, string> = new Map(Object.entries({ ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' }))

/**
 * The text as it is typed where umlauts are written out ("Köln" as "koeln", "Ålesund" as "aalesund"), normalized;
 * undefined when it has no such letter.
 */
export function writtenOut(text: string): string | undefined {
  if (isAscii(text)) return undefined
  const lower = text.normalize('NFC').toLowerCase()
  const long = lower.replace(/[äöüåø]/g, letter => spelledOut.get(letter)!)
  return long === lower ? undefined : normalize(long)
}

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
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
    .replace(/\be mail\b/g, 'email')
    .split(' ')
    .filter(word => word !== '')
}
