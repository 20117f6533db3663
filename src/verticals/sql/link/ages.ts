import {
  type Age,
  type Condition,
  column,
  compare,
  type DateOf,
  type DateOfParts,
  literal,
} from '../../../lang/sql/ast.ts'
import { dateTargets } from './date-targets.ts'
import { namedTables } from './events.ts'
import type { LinkedQuestion } from './match.ts'
import { findPeriods } from './periods.ts'
import { isoText } from './periods-calendar.ts'
import { type Bound, boundAt, positions, textOf } from './quantities.ts'
import type { Said, SaidColumn, SaidCondition } from './said.ts'
import type { IndexedColumn, SchemaIndex } from './schema-index.ts'

/** The birth of the people, or animals, of a table. */
export type Birth = { readonly column: IndexedColumn; readonly expr: DateOf | DateOfParts }

const birthWords = /\b(birth|born|dob|birthday|birthdate|bday|birthyr|birthyear)\b/

/** The births of all tables that have them and store no age. */
export const birthsOf = (index: SchemaIndex): Birth[] =>
  allBirths(index).filter(({ column: { table } }) => !storesAge(index, table))

function allBirths(index: SchemaIndex): Birth[] {
  return index.tables.flatMap(({ columns }): Birth[] => {
    const own = columns.map(id => index.columns[id]!)
    const parts = dateTargets(index).find(
      ({ expr, columns: [first] }) =>
        expr.kind === 'date-of-parts' && birthWords.test(index.columns[first!]!.words.join(' ')),
    )
    if (parts !== undefined && columns.includes(parts.columns[0]!))
      return [{ column: index.columns[parts.columns[0]!]!, expr: parts.expr }]
    const dates = own.flatMap((col): Birth[] => {
      if (!birthWords.test(col.words.join(' ')) || col.expr !== undefined) return []
      const { min = 0, max = 0, numeric } = col.profile
      const storage = col.profile.storage ?? (numeric && min > 1000 && max < 2200 ? ('year' as const) : undefined)
      return storage === undefined
        ? []
        : [{ column: col, expr: { kind: 'date', arg: column(col.key, col.name), storage } }]
    })
    // a whole date says more than its year
    return dates.sort((x, y) => Number(isYear(x)) - Number(isYear(y))).slice(0, 1)
  })
}

const isYear = ({ expr }: Birth): boolean => expr.kind === 'date' && expr.storage === 'year'

/** Where ages are stored, they are not computed. */
const storesAge = (index: SchemaIndex, table: number): boolean =>
  index.columns.some(col => col.table === table && col.expr === undefined && col.words.includes('age'))

/**
 * Ages that the question speaks of, of tables that have a date of birth and no age: as something to compute ("average
 * age", "oldest patient") and as conditions ("75 or older on 1 July 2024", "over 65s"). Without a date the age is that
 * at `now`, milliseconds.
 */
export function findAges(linked: LinkedQuestion, index: SchemaIndex, now: number): Said {
  const births = birthsOf(index)
  const named = namedTables(linked)
  const [first] = births.filter(({ column: { table } }) => named.includes(table))
  const birth = first ?? births.find(({ column: { table } }) => linked.tables[table]!.share > 0) ?? births[0]
  if (birth === undefined || storesAge(index, birth.column.table)) return { columns: [], conditions: [] }
  if (first === undefined && named.some(table => storesAge(index, table))) return { columns: [], conditions: [] }
  return new AgeReader(linked, index, birth, now).read()
}

/** What may stand behind a number that is an age, beside the end of the question. */
const closers =
  /^(by|per|in|on|at|as|with|without|who|whom|that|which|from|and|or|are|were|is|do|does|did|have|has|had|live|living|there|per|for|each|grouped|sorted|since|registered|visited|to|of|please|now|today|currently|only|total)$/

class AgeReader {
  private readonly linked: LinkedQuestion
  private readonly birth: Birth
  private readonly table: number
  private readonly now: number
  private readonly columns: SaidColumn[] = []
  private readonly conditions: SaidCondition[] = []
  private readonly days: readonly { readonly from: number; readonly to: number; readonly day: string }[]
  private readonly index: SchemaIndex

  constructor(linked: LinkedQuestion, index: SchemaIndex, birth: Birth, now: number) {
    this.linked = linked
    this.index = index
    this.birth = birth
    this.table = birth.column.table
    this.now = now
    this.days = findPeriods(linked.tokens, now).flatMap(({ from, to, low, high }) => {
      const day = low ?? high
      const isDay = low !== undefined && high !== undefined && Date.parse(high) - Date.parse(low) === 86_400_000
      return isDay && day !== undefined ? [{ from, to, day: day.slice(0, 10) }] : []
    })
  }

  read(): Said {
    const { tokens } = this.linked
    for (let at = 0; at < tokens.length; at++) if (!tokens[at]!.quoted) this.condition(at)
    for (let at = 0; at < tokens.length; at++) if (!tokens[at]!.quoted) this.measure(at)
    return { columns: this.columns, conditions: this.conditions }
  }

  private word(at: number): string {
    return this.linked.tokens[at]?.lower ?? ''
  }

  private text(from: number, to: number): string {
    return textOf(this.linked.tokens, from, to)
  }

  private isFree(at: number): boolean {
    return (
      !this.conditions.some(({ from, to }) => at >= from && at < to) && !this.columns.some(one => one.at.includes(at))
    )
  }

  private age(at: string): Age {
    return { kind: 'age', birth: this.birth.expr, at }
  }

  private isNamed(at: number): boolean {
    const match = this.linked.tables[this.table]!
    if (match.at.includes(at)) return true
    return /^(people|persons?|everyone|everybody|anyone|those|one|ones|men|women|males?|females?|boys?|girls?|clients?|someone)$/.test(
      this.word(at),
    )
  }

  /**
   * The day of an age whose words end at `at`: what follows ("on 1 July 2024"), else a day that the question gives for
   * all of it ("as of 1 July 2024", at its beginning, behind the people), else the present one. Where it stands apart,
   * its words are taken.
   */
  private dayAt(at: number): { day: string; to: number } {
    const today = isoText(this.now, false)!
    let from = at
    while (from < at + 3 && /^(as|of|on|at|by)$/.test(this.word(from))) from++
    const next = this.days.find(one => one.from >= at && one.from <= from)
    if (next !== undefined) return { day: next.day, to: next.to }
    if (/^(today|now)$/.test(this.word(from))) return { day: today, to: from + 1 }
    for (const { from, to, day } of this.days) {
      const isOn = /^(on|at|as|of)$/.test(this.word(from))
      const start =
        this.text(from - 2, from) === 'as of' ? from - 2 : this.text(from - 1, from + 1) === 'as of' ? from - 1 : from
      const isFirst = start === 0
      const isBehind = isOn && (this.isNamed(from - 1) || /^(ages?|old|be)$/.test(this.word(from - 1)))
      if (start === from && !isFirst && !isBehind) continue
      if (!this.conditions.some(one => one.from === start)) this.conditions.push({ from: start, to, table: this.table })
      return { day, to: at }
    }
    return { day: today, to: at }
  }

  /** Another table's rows stand right before. */
  private isOfOthers(at: number): boolean {
    const { tables } = this.linked
    const others = tables.some((match, id) => id !== this.table && match.literal && match.at.includes(at - 1))
    return others && !tables[this.table]!.at.includes(at - 1)
  }

  private state(from: number, to: number, condition: (age: Age) => Condition): void {
    let start = from
    while (start > 1 && /^(who|that|which|are|were|is|was|aged|be)$/.test(this.word(start - 1))) start--
    if (!positions({ from: start, to }).every(at => this.isFree(at)) || this.isOfOthers(start)) return
    const { day, to: end } = this.dayAt(to)
    const stated = condition(this.age(day))
    const isDenied = /^(not|never|t)$/.test(this.word(start - 1))
    const denied = isDenied ? deny(stated) : stated
    this.conditions.push({ from: isDenied ? start - 1 : start, to: end, table: this.table, condition: denied })
  }

  private condition(at: number): void {
    const { tokens } = this.linked
    const token = tokens[at]!
    if (!this.isFree(at)) return
    const word = token.lower
    // "over 65s", "in their thirties"
    const lead = this.word(at - 1)
    const isGroup = /^s$/.test(this.word(at + 1)) && tokens[at + 1]!.start === token.end
    if (isGroup && token.number !== undefined && /^(over|under)$/.test(lead)) {
      const op = lead === 'over' ? '>' : '<'
      this.state(at - 1, at + 2, age => compare(age, op, literal(token.number!)))
      return
    }
    if (/^(their|his|her)$/.test(lead) && this.word(at - 2) === 'in') {
      const decade = /^\d0$/.test(word) && isGroup ? Number(word) : decades.indexOf(word) * 10
      const between = (age: Age): Condition => ({
        kind: 'between',
        arg: age,
        low: literal(decade),
        high: literal(decade + 9),
        not: false,
      })
      if (decade > 0) this.state(at - 2, isGroup ? at + 2 : at + 1, between)
      return
    }
    if (/^(minors?|underage)$/.test(word) && !this.isSaid(at))
      this.state(at, at + 1, age => compare(age, '<', literal(18)))
    const value = token.number
    if (value === undefined || !Number.isInteger(value) || value < 0 || value > 120 || /[.,%]/.test(token.text)) return
    this.between(at, value)
    if (this.isFree(at)) this.bounded(at)
  }

  private isSaid(at: number): boolean {
    return this.index.columns.some(
      ({ id }) => this.linked.columns[id]!.literal && this.linked.columns[id]!.at.includes(at),
    )
  }

  /** Where the unit of an age at `at` ends: "75 years old", "18 years of age"; `sure` when it says age. */
  private unitAt(at: number): { to: number; sure: boolean } {
    const match = /^(years? old|years? of age|year olds?|yrs old|y o|yo|old|years?|yrs)\b/.exec(this.text(at, at + 3))
    return match === null
      ? { to: at, sure: false }
      : { to: at + match[0].split(' ').length, sure: !/^(years?|yrs)$/.test(match[0]) }
  }

  /** "between 30 and 40 years old", "aged 18 to 25", "ages 18-25". */
  private between(at: number, low: number): void {
    const high = this.linked.tokens[at + 2]?.number
    const dashed = this.linked.tokens[at + 1]?.number
    const joined = /^(and|to|through)$/.test(this.word(at + 1)) && high !== undefined
    const top = joined ? high : dashed
    if (top === undefined || top <= low || top > 120) return
    const end = joined ? at + 3 : at + 2
    const { to, sure } = this.unitAt(end)
    let from = at
    if (/^(between|from)$/.test(this.word(from - 1))) from--
    const lead = this.word(from - 1)
    const aged =
      /^(aged?|ages)$/.test(lead) || (/^(aged?|ages)$/.test(this.word(from - 2)) && /^(is|are|of)$/.test(lead))
    if (!aged && !sure) return
    while (/^(aged?|ages|is|are|with|whose|of|an|in|the)$/.test(this.word(from - 1)) && from > 1) from--
    this.state(from, to, age => ({ kind: 'between', arg: age, low: literal(low), high: literal(top), not: false }))
  }

  private bounded(at: number): void {
    const { to: unit, sure } = this.unitAt(at + 1)
    const bound = boundAt(this.linked, at, unit)
    if (bound === undefined) return
    const { op, value } = bound
    let { from, to } = bound
    const comparison = `${this.text(from, at)} ${this.text(unit, to)}`
    const old = /\b(older|younger)\b/.test(comparison)
    if (
      /^(over|under|above|below|turned|reached|of)$/.test(this.word(from - 3)) &&
      /^the age of$/.test(this.text(from - 3, from))
    )
      from -= 3
    // "over the age of 60": the comparison stands before "the age of"
    const phrase = /\b(over|under|above|below|at least|at most|older than|younger than)( the)? age( of)?$/.exec(
      this.text(at - 6, at),
    )
    if (phrase !== null) {
      from = at - phrase[0].split(' ').length
      this.state(from, to, age => compare(age, operatorOf(phrase[1]!), literal(value)))
      return
    }
    const isAge =
      /^(age|aged|ages)$/.test(this.word(from - 1)) ||
      /^(age|ages) (is|was|are|of|over)$/.test(this.text(from - 2, from))
    if (!(sure || old || isAge || this.isBare(bound))) return
    if (old && op === '=') return
    if (bound.bare && !sure && !isAge) return
    if (isAge) {
      while (from > 1 && /^(age|aged|ages|is|was|are|of|with|an|whose|their|at|the)$/.test(this.word(from - 1))) from--
    }
    if (/^(olds?|old)$/.test(this.word(to))) to++
    this.state(from, to, age => compare(age, op, literal(value)))
  }

  /** "patients over 60": right behind those who have an age, and nothing that the number counts. */
  private isBare({ from, to, op, bare }: Bound): boolean {
    if (bare || (op !== '>' && op !== '<') || !/^(over|under|above|below)$/.test(this.word(from))) return false
    let at = from - 1
    while (/^(who|that|are|were|is|was|not|never)$/.test(this.word(at))) at--
    return (
      this.isNamed(at) &&
      (to >= this.linked.tokens.length ||
        closers.test(this.word(to)) ||
        /[?,.;)]/.test(this.linked.text[this.linked.tokens[to - 1]!.end] ?? ''))
    )
  }

  /** "average age of patients", "how old is Anna Berg", "the oldest patient". */
  private measure(at: number): void {
    if (!this.isFree(at) || this.isSaid(at)) return
    const word = this.word(at)
    const asksOld = word === 'old' && this.word(at - 1) === 'how'
    const asksAge = /^ages?$/.test(word) && !/^(group|groups|range|bracket|band|limit)$/.test(this.word(at + 1))
    if (asksAge && this.word(at + 1) === 'of' && [at + 3, at + 4].some(on => this.isOfOthers(on))) return
    if (!asksOld && !asksAge && !(/^(oldest|youngest)$/.test(word) && this.isOfPeople(at))) return
    const own = this.columns.find(one => one.name === 'age')
    if (own !== undefined) {
      this.columns.splice(this.columns.indexOf(own), 1, { ...own, at: [...own.at, at] })
      return
    }
    const stated = JSON.stringify(this.conditions.map(({ condition }) => condition ?? null))
    const known = /"kind":"age","birth":.*?"at":"([^"]+)"/.exec(stated)?.[1]
    const { day, to } = known === undefined ? this.dayAt(at + 1) : { day: known, to: at + 1 }
    if (to > at + 1) this.conditions.push({ from: at + 1, to, table: this.table })
    this.columns.push({ name: 'age', expr: this.age(day), of: this.birth.column, at: [at] })
  }

  /** "oldest" of the people with a birth, not of their orders. */
  private isOfPeople(at: number): boolean {
    for (let on = at + 1; on <= at + 4 && on < this.linked.tokens.length; on++) {
      const other = this.linked.tables.some((match, id) => id !== this.table && match.literal && match.at.includes(on))
      if (other) return false
      if (this.isNamed(on)) return true
    }
    const { at: table } = this.linked.tables[this.table]!
    return table.some(one => one < at && one >= at - 4) || (/^who\b/.test(this.text(0, at)) && table.length === 0)
  }
}

const decades = [
  '',
  'teens',
  'twenties',
  'thirties',
  'forties',
  'fifties',
  'sixties',
  'seventies',
  'eighties',
  'nineties',
]

const operatorOf = (words: string): '>' | '<' | '>=' | '<=' =>
  words === 'at least' ? '>=' : words === 'at most' ? '<=' : /^(over|above|older than)$/.test(words) ? '>' : '<'

/** The opposite, for those whose age is known. */
function deny(condition: Condition): Condition {
  if (condition.kind === 'between') return { ...condition, not: !condition.not }
  const opposite = { '=': '<>', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const
  return condition.kind === 'compare' ? { ...condition, op: opposite[condition.op] } : condition
}
