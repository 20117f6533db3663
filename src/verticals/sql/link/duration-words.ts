import { type DatePair, isStay, namedTables, pairsOf, type SaidDate, saidDates } from './events.ts'
import type { LinkedQuestion } from './match.ts'
import { beginsClause, positions } from './quantities.ts'
import type { Span } from './question.ts'
import type { SchemaIndex } from './schema-index.ts'

export type Unit = 'day' | 'hour' | 'minute'

/** By the singular: the unit that is computed, and how many of it there are. */
const units: ReadonlyMap<string, readonly [Unit, number]> = new Map([
  ['day', ['day', 1]],
  ['week', ['day', 7]],
  ['hour', ['hour', 1]],
  ['hr', ['hour', 1]],
  ['minute', ['minute', 1]],
  ['min', ['minute', 1]],
])

/** Words that end what a date is the date of. */
const breaks =
  /^(by|per|for|each|every|in|where|only|with|whose|across|over|during|last|this|since|who|which|and|or|on|of)$/

/** Verbs of what lasts. */
export const takes = /^(takes?|took|taken|taking|needs?|needed|spent|wait|waited)$/

/** The words of a question that may say a duration, and the tables and dates that they speak of. */
export abstract class DurationWords {
  protected readonly linked: LinkedQuestion
  protected readonly index: SchemaIndex
  /** Tokens that a duration or a condition is made of. */
  protected readonly taken: Set<number>

  constructor(linked: LinkedQuestion, index: SchemaIndex, taken: Set<number>) {
    this.linked = linked
    this.index = index
    this.taken = taken
  }

  protected word(at: number): string {
    const token = this.linked.tokens[at]
    return token === undefined || token.quoted ? '' : token.lower
  }

  protected unit(at: number): readonly [Unit, number] | undefined {
    const token = this.linked.tokens[at]
    return token === undefined || token.quoted ? undefined : units.get(token.stem.replace(/s$/, ''))
  }

  protected free({ from, to }: Span): boolean {
    return positions({ from, to }).every(at => !this.taken.has(at))
  }

  /** Where a phrase ends that begins at `from`. */
  protected end(from: number, most: number): number {
    const last = Math.min(from + most, this.linked.tokens.length)
    let to = from
    while (to < last && (to === from || !(this.breaks(to) || beginsClause(this.linked, to)))) to++
    return to
  }

  private breaks(at: number): boolean {
    const word = this.word(at)
    return breaks.test(word) || (/^(sorted|ordered)$/.test(word) && this.word(at + 1) === 'by')
  }

  protected said(from: number, to: number): SaidDate[] {
    return saidDates(this.linked, this.index, from, to)
  }

  protected isNamed(table: number): boolean {
    return this.linked.tables[table]!.full
  }

  /** A stored column says these tokens: nothing is to be computed. */
  protected isStored(at: readonly number[]): boolean {
    return this.index.columns.some(({ id, expr, profile }) => {
      const match = this.linked.columns[id]!
      return (
        expr === undefined && profile.storage === undefined && match.literal && at.some(one => match.at.includes(one))
      )
    })
  }

  protected namesTable(at: readonly number[]): boolean {
    return this.linked.tables.some(match => match.literal && at.every(one => match.at.includes(one)))
  }

  protected tableAt(at: number): number | undefined {
    const id = this.linked.tables.findIndex(match => match.literal && match.at.includes(at))
    return id < 0 || pairsOf(this.index, id).length === 0 ? undefined : id
  }

  /** A table of the question stores how long something is. */
  protected isLong(table?: number): boolean {
    const tables = table === undefined ? namedTables(this.linked) : [table]
    return this.index.columns.some(
      ({ table, words, profile, expr }) =>
        expr === undefined &&
        tables.includes(table) &&
        profile.numeric &&
        words.some(word =>
          /^(duration|length|minute|hour|day|mins?|hrs?|sec|second|night|year|month|age|dur)$/.test(word),
        ),
    )
  }

  /** The dates of a stay, where only one table has them, or one that is named. */
  protected stay(): DatePair | undefined {
    const tables = this.index.tables.filter(({ id }) => pairsOf(this.index, id).some(isStay))
    const chosen = tables.find(({ id }) => this.isNamed(id)) ?? (tables.length === 1 ? tables[0] : undefined)
    if (chosen !== undefined) return pairsOf(this.index, chosen.id).find(isStay)
    return this.ownPair()
  }

  /** The pair of a named table, or of the only table that has one. */
  protected ownPair(table?: number): DatePair | undefined {
    if (table !== undefined) return pairsOf(this.index, table)[0]
    const able = this.index.tables.map(({ id }) => id).filter(id => pairsOf(this.index, id).length > 0)
    const named = namedTables(this.linked).find(id => able.includes(id))
    if (named !== undefined) return pairsOf(this.index, named)[0]
    return able.length === 1 ? pairsOf(this.index, able[0]!)[0] : undefined
  }
}
