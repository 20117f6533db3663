import { toAmerican } from '../../../math/text/american.ts'
import { normalize, writtenOut } from '../../../math/text/normalize.ts'
import { stem } from '../../../math/text/stem.ts'

/** A value of the database that a span of the question names. `column` is a column id of the schema index. */
export type ValueMatch = { readonly column: number; readonly value: string; readonly score: number }

/** Values of one normalized text that are kept per column. */
export const perColumn = 3
/** Words of the longest values that are found in a question. */
export const longestSpan = 8
const longestName = 5
const longestSquash = 40

/** The values by their texts and words, kept as flat lists: there may be hundreds of thousands. */
export class ValueStore {
  /** Normalized text to its id, from 0. */
  readonly byText = new Map<string, number>()
  /** Text in one form for plural, spelling and the like, where that is another text. */
  readonly byFold = new Map<string, number[]>()
  readonly bySquash = new Map<string, number[]>()
  /** All words of searchable values; with each, ids of the values of 2 to 5 words that contain it. */
  readonly words = new Map<string, number[]>()
  /** Columns in which a single word may stand for the whole value. */
  readonly nameColumns = new Set<number>()
  longest = 1
  private readonly texts: string[] = []
  /** By text: its newest entry. By entry: column, value, an older entry of the same text. */
  private readonly newest: number[] = []
  private readonly columns: number[] = []
  private readonly values: string[] = []
  private readonly older: number[] = []

  /** Takes a value in. What is not `searchable` is found as a whole only. */
  add(column: number, value: string, searchable: boolean): void {
    const text = normalize(value)
    if (text === '') return
    let id = this.byText.get(text)
    if (id === undefined) {
      id = this.texts.length
      this.byText.set(text, id)
      this.texts.push(text)
      this.newest.push(-1)
      const words = text.split(' ')
      if (words.length <= longestSpan) this.longest = Math.max(this.longest, words.length)
      this.addForms(id, value, text, words)
    }
    let kept = 0
    for (let entry = this.newest[id]!; entry >= 0; entry = this.older[entry]!)
      if (this.columns[entry] === column) kept++
    if (kept >= perColumn) return
    this.columns.push(column)
    this.values.push(value)
    this.older.push(this.newest[id]!)
    this.newest[id] = this.columns.length - 1
    if (searchable) this.addWords(id, value, text)
  }

  private addForms(id: number, value: string, text: string, words: readonly string[]): void {
    const forms = [fold(text)]
    if (text.startsWith('the ') && words.length > 1) forms.push(fold(text.slice(4)))
    if (/['’]s(?!\p{L})/iu.test(value)) forms.push(fold(normalize(value.replace(/['’]s(?!\p{L})/giu, ''))))
    const long = writtenOut(value)
    if (long !== undefined) forms.push(long)
    for (const form of new Set(forms)) if (form !== text && form !== '') push(this.byFold, form, id)
    if (words.length > 1 && text.length <= longestSquash) push(this.bySquash, words.join(''), id)
  }

  private addWords(id: number, value: string, text: string): void {
    if (/@|:\/\//.test(value)) return
    const words = text.split(' ')
    if (words.length > longestSpan) return
    const named = words.length > 1 && words.length <= longestName
    for (const word of words) {
      const known = this.words.get(word)
      if (named) {
        if (known === undefined || known === none) this.words.set(word, [id])
        else if (known.at(-1) !== id) known.push(id)
      } else if (known === undefined) this.words.set(word, none)
    }
  }

  /** The normalized text of an id. */
  text(id: number): string {
    return this.texts[id]!
  }

  /** Values equal to the text in one form for plural, spelling and the like. */
  folded(text: string): ValueMatch[] {
    const form = fold(text)
    const ids = [...(form === text ? [] : [this.byText.get(form)]), ...(this.byFold.get(form) ?? [])]
    return [...new Set(ids)].flatMap(id => this.matches(id, 0.98))
  }

  /** The values of a text, first come first. */
  matches(id: number | undefined, score: number): ValueMatch[] {
    if (id === undefined) return []
    const found: ValueMatch[] = []
    for (let entry = this.newest[id]!; entry >= 0; entry = this.older[entry]!) {
      found.push({ column: this.columns[entry]!, value: this.values[entry]!, score })
    }
    return found.reverse()
  }
}

/** Stands for "no names" without a list for each word. */
export const none: number[] = []

function push(map: Map<string, number[]>, key: string, id: number): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [id])
  else if (list.at(-1) !== id) list.push(id)
}

/** Singular, American, without an inner "and" (which values write as "&"). */
const fold = (text: string): string => {
  const words = text.split(' ')
  return words
    .filter((word, at) => word !== 'and' || at === 0 || at === words.length - 1)
    .map(word => toAmerican(stem(word)))
    .join(' ')
}
