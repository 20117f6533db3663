import { nameWords } from '../../../math/text/normalize.ts'
import { stem } from '../../../math/text/stem.ts'

/** Words that say "this identifies" and nothing of what. */
const generic: ReadonlySet<string> = new Set('id code key no num number uuid cd nr name'.split(' '))
/** Words of table names that say nothing of the rows. */
const technical: ReadonlySet<string> = new Set('ref tbl dim fact lookup master list data table code type'.split(' '))

/** The stems of a column's name without those that only say "id" or count ("club_id_2"); all of them may be gone. */
export const keyWords = (words: readonly string[]): readonly string[] =>
  words
    .filter(word => !generic.has(word) && !/^\d+$/.test(word))
    .map(word => (/^\p{L}{2,}id$/u.test(word) && word.length >= 5 ? word.slice(0, -2) : word))

/** The stems of a table's name, without technical ones where others are left. */
export function tableWords(name: string): readonly string[] {
  const words = nameWords(name).map(stem)
  const telling = words.filter(word => !technical.has(word))
  return telling.length > 0 ? telling : words
}

/** One word stands for the other: "cust" for customer, "person" for people. */
function isSame(word: string, other: string): boolean {
  if (word === other) return true
  const [short, long] = word.length < other.length ? [word, other] : [other, word]
  return (short.length >= 3 && long.startsWith(short)) || (word === 'person' && other === 'people')
}

const endsWith = (words: readonly string[], end: readonly string[]): boolean =>
  end.length > 0 &&
  end.length <= words.length &&
  end.every((word, i) => isSame(words[words.length - end.length + i]!, word))

/** The name of a unique column says that it is the key of its own table: `id`, or `order_id` in customer_orders. */
export const isIdentity = (said: readonly string[], owner: readonly string[]): boolean =>
  said.length === 0 || endsWith(owner, said)

/** Numbers that are no keys by their name: amounts, and plural nouns, which count. */
export function isMeasure(name: string): boolean {
  const words = nameWords(name)
  const last = words.at(-1) ?? ''
  if (words.some(word => generic.has(word) && word !== 'number' && word !== 'num' && word !== 'no')) return false
  if (words.some(word => /^(qty|quantity|price|cost|amount|total|sum|count|age|year|rate|score|points?)$/.test(word)))
    return true
  return last.length > 3 && last.endsWith('s') && !last.endsWith('ss') && !last.endsWith('us') && stem(last) !== last
}

type Named = {
  readonly words: readonly string[]
  readonly said: readonly string[]
  readonly owner: readonly string[]
  readonly isIdentity: boolean
}

/** How much the name of a column says that it points at another: 0, or .8 to .9. */
export function agreement(from: Named, to: Named): number {
  const isEqual = from.said.length > 0 && from.words.join(' ') === to.words.join(' ')
  if (isEqual && to.isIdentity) return 0.9
  const namesOwner = endsWith(from.said, to.owner)
  if (namesOwner && from.said.length === to.owner.length && to.isIdentity) return 0.9
  if (isEqual) return 0.82
  if (namesOwner || endsWith(from.said, to.owner.slice(-1))) return 0.85
  return to.isIdentity && endsWith(from.said, to.said) ? 0.85 : 0
}
