import { type ComparisonOperator, type Condition, compare, type Expr, literal } from '../../../lang/sql/ast.ts'
import {
  type DatePair,
  dateOf,
  doneOf,
  dueOf,
  type EventDate,
  endFor,
  inOrder,
  isStay,
  namedTables,
  pairsOf,
  type SaidDate,
  saidDates,
  startFor,
  usualUnit,
} from './events.ts'
import type { LinkedQuestion } from './match.ts'
import { type Bound, beginsClause, boundAt, positions, textOf } from './quantities.ts'
import type { Span } from './question.ts'
import type { Said, SaidColumn, SaidCondition } from './said.ts'
import type { SchemaIndex } from './schema-index.ts'

type Unit = 'day' | 'hour' | 'minute'

/** The time from one date of a row to another. */
export function spanOf({ from, to }: DatePair, unit: Unit): Expr {
  const ends = { from: dateOf(from), to: dateOf(to) }
  return unit === 'day' ? { kind: 'days-between', ...ends } : { kind: 'time-between', unit, ...ends }
}

/**
 * Durations that the question speaks of: as something to compute ("avg hours to close a ticket", "length of stay") and
 * as conditions on rows ("paid more than 30 days after they were issued", "delivered late").
 */
export function findDurations(linked: LinkedQuestion, index: SchemaIndex): Said {
  const reader = new DurationReader(linked, index)
  return reader.read()
}

const units: Readonly<Record<string, readonly [Unit, number]>> = {
  day: ['day', 1],
  week: ['day', 7],
  hour: ['hour', 1],
  hr: ['hour', 1],
  minute: ['minute', 1],
  min: ['minute', 1],
}
const heads = /^(long|time|times|duration|delay|lag|gap|interval|wait|difference|turnaround)$/
/** Words that end what a date is the date of. */
const breaks =
  /^(by|per|for|each|every|in|where|only|with|whose|across|over|during|sorted|ordered|last|this|since|who|which|and|or|on|of)$/
const takes = /^(takes?|took|taken|taking|needs?|needed|spent|wait|waited)$/
const auxiliary = /^(that|which|who|were|was|are|is|have|has|had|been|got|get)$/

class DurationReader {
  private readonly linked: LinkedQuestion
  private readonly index: SchemaIndex
  private readonly columns: SaidColumn[] = []
  private readonly conditions: SaidCondition[] = []
  private readonly taken = new Set<number>()

  constructor(linked: LinkedQuestion, index: SchemaIndex) {
    this.linked = linked
    this.index = index
  }

  read(): Said {
    const { tokens } = this.linked
    for (let i = 0; i < tokens.length; i++) this.quantity(i)
    for (let i = 0; i < tokens.length; i++) this.late(i)
    for (let i = 0; i < tokens.length; i++) this.fromTo(i)
    for (let i = 0; i < tokens.length; i++) this.toVerb(i)
    for (let i = 0; i < tokens.length; i++) this.noun(i)
    for (const pair of this.pairs) this.known(pair)
    return { columns: this.columns, conditions: this.conditions }
  }

  private readonly pairs: DatePair[] = []

  private word(at: number): string {
    const token = this.linked.tokens[at]
    return token === undefined || token.quoted ? '' : token.lower
  }

  private unit(at: number): readonly [Unit, number] | undefined {
    const token = this.linked.tokens[at]
    return token === undefined || token.quoted ? undefined : units[token.stem.replace(/s$/, '')]
  }

  private free({ from, to }: Span): boolean {
    return positions({ from, to }).every(at => !this.taken.has(at))
  }

  /** Where a phrase ends that begins at `from`. */
  private end(from: number, most: number): number {
    const last = Math.min(from + most, this.linked.tokens.length)
    let to = from
    while (to < last && (to === from || !(breaks.test(this.word(to)) || beginsClause(this.linked, to)))) to++
    return to
  }

  private said(from: number, to: number): SaidDate[] {
    return saidDates(this.linked, this.index, from, to)
  }

  private isNamed(table: number): boolean {
    return this.linked.tables[table]!.full
  }

  /** A stored column says these tokens: nothing is to be computed. */
  private isStored(at: readonly number[]): boolean {
    return this.index.columns.some(({ id, expr, profile }) => {
      const match = this.linked.columns[id]!
      return (
        expr === undefined && profile.storage === undefined && match.literal && at.some(one => match.at.includes(one))
      )
    })
  }

  private measure(pair: DatePair, at: readonly number[], said?: Unit): void {
    const sorted = [...new Set(at)].filter(one => !this.taken.has(one)).sort((x, y) => x - y)
    if (sorted.length === 0) return
    const expr = spanOf(pair, said ?? this.unitSaid() ?? usualUnit(pair))
    for (const one of sorted) this.taken.add(one)
    const text = JSON.stringify(expr)
    const known = this.columns.findIndex(column => JSON.stringify(column.expr) === text)
    if (known >= 0) return
    const name = sorted.map(one => this.word(one)).join(' ')
    this.columns.push({ name, expr, of: pair.from.column, at: sorted })
    this.pairs.push(pair)
  }

  /** "in hours", "number of days": a unit that no number stands before. */
  private unitSaid(): Unit | undefined {
    const { tokens } = this.linked
    const at = tokens.findIndex(
      (token, i) =>
        this.unit(i)?.[1] === 1 &&
        token.lower !== 'min' &&
        tokens[i - 1]?.number === undefined &&
        !/^(each|per|every|this|last|a|an|by|the)$/.test(this.word(i - 1)),
    )
    return at < 0 ? undefined : this.unit(at)![0]
  }

  private condition(span: Span, pair: DatePair, unit: Unit, op: ComparisonOperator, value: number): void {
    const condition = compare(spanOf(pair, unit), op, literal(value))
    this.state(span, pair.from.column.table, condition)
  }

  private state(span: Span, table: number, condition: Condition): void {
    let { from } = span
    while (from > 1 && auxiliary.test(this.word(from - 1)) && !this.taken.has(from - 1)) from--
    for (const at of positions({ from, to: span.to })) this.taken.add(at)
    this.conditions.push({ from, to: span.to, table, condition })
  }

  /** "more than 30 days after they were issued", "within a week of the order", "5 days late", "stayed over 7 days". */
  private quantity(at: number): void {
    const unit = this.unit(at + 1)
    const bound = unit === undefined ? undefined : boundAt(this.linked, at, at + 2)
    if (bound === undefined || unit === undefined || !this.free(bound)) return
    if (bound.bare && this.linked.tokens[at]!.number === undefined) return
    const { from, to } = bound
    const lead = this.word(from - 1)
    if (/^(last|past|next|previous|coming|every|each|first)$/.test(lead) || /^(ago|old)$/.test(this.word(to))) return
    const found = this.pairOf(bound)
    if (found === undefined) return
    const { pair, span } = found
    this.condition(span, pair, unit[0], bound.op, bound.value * unit[1])
  }

  private pairOf(bound: Bound): { pair: DatePair; span: Span } | undefined {
    const { from, to } = bound
    const word = this.word(to)
    const verbs = this.said(this.lead(from), from)
    const first = (date: SaidDate): number => Math.min(...date.at)
    if (/^(late|overdue|behind|early)$/.test(word)) {
      const found = this.duePair(verbs)
      if (found === undefined) return undefined
      const { due, done } = found
      const start = verbs.find(({ date }) => date === done)
      const pair = word === 'early' ? { from: done, to: due } : { from: due, to: done }
      return { pair, span: { from: start === undefined ? from : first(start), to: to + 1 } }
    }
    if (/^(after|from|following|since|of|past|before|ahead|prior)$/.test(word)) {
      const start = this.word(to + 1) === 'of' || this.word(to + 1) === 'to' ? to + 2 : to + 1
      const ends = this.said(start, this.end(start, 7))
      const isBefore = /^(before|ahead|prior)$/.test(word)
      for (const anchor of ends) {
        const own = verbs.filter(({ date }) => date !== anchor.date && date.column.table === anchor.date.column.table)
        const near = own.sort((x, y) => Math.max(...y.at) - Math.max(...x.at) || y.score - x.score)[0]
        const event = near?.date ?? (isBefore ? startFor(this.index, anchor.date) : endFor(this.index, anchor.date))
        if (event === undefined) continue
        const pair = isBefore ? { from: event, to: anchor.date } : { from: anchor.date, to: event }
        const span = { from: near === undefined ? from : first(near), to: Math.max(...anchor.at) + 1 }
        return { pair, span }
      }
      if (word === 'of') return undefined
    }
    if (/^(to|until|till|before)$/.test(word)) {
      const [verb] = this.said(to + 1, this.end(to + 1, 6)).filter(
        ({ date }) => startFor(this.index, date) !== undefined,
      )
      if (verb !== undefined) {
        const start = takes.test(this.word(from - 1)) ? from - 1 : from
        return {
          pair: { from: startFor(this.index, verb.date)!, to: verb.date },
          span: { from: start, to: Math.max(...verb.at) + 1 },
        }
      }
    }
    const close = verbs.filter(({ at }) => Math.max(...at) >= from - 2 && !this.namesTable(at))
    for (const verb of close.sort((x, y) => this.rankOf(y) - this.rankOf(x))) {
      const start = startFor(this.index, verb.date)
      if (verb.date.rank !== undefined && verb.date.rank >= 2 && start !== undefined)
        return { pair: { from: start, to: verb.date }, span: { from: first(verb), to } }
    }
    return this.spanAlone(bound)
  }

  /** "stayed more than 7 days", "took longer than 3 days", "loans of more than 30 days". */
  private spanAlone({ from, to }: Bound): { pair: DatePair; span: Span } | undefined {
    const at = /^(for|of|that|with|lasting)$/.test(this.word(from - 1)) ? from - 2 : from - 1
    const word = this.word(at)
    const span = { from: at, to }
    if (/^(stay(s|ed|ing)?|remained)$/.test(word)) return this.with(this.stay(), span)
    if (takes.test(word) || /^(last(s|ed|ing)?|run|ran|went)$/.test(word)) return this.with(this.ownPair(), span)
    if (this.word(from) === 'longer' && !this.isLong()) {
      const table = this.tableAt(from - 1)
      const pair = table === undefined ? this.ownPair() : pairsOf(this.index, table)[0]
      return this.with(pair, { from, to })
    }
    const table = this.word(at + 1) === 'of' ? this.tableAt(at) : undefined
    return table === undefined || this.isLong(table)
      ? undefined
      : this.with(pairsOf(this.index, table)[0], { from: at + 1, to })
  }

  private with(pair: DatePair | undefined, span: Span): { pair: DatePair; span: Span } | undefined {
    return pair === undefined ? undefined : { pair, span }
  }

  private rankOf({ at, date }: SaidDate): number {
    return Number(this.isNamed(date.column.table)) * 10 + Math.max(...at)
  }

  /** Where the words before a quantity begin that may say what happened. */
  private lead(from: number): number {
    let at = from
    const isInside = (one: number): boolean =>
      one > 0 &&
      from - one < 5 &&
      !beginsClause(this.linked, one) &&
      !/^(and|or|by|per)$/.test(this.word(one - 1)) &&
      !this.taken.has(one - 1)
    while (isInside(at)) at--
    return at
  }

  private namesTable(at: readonly number[]): boolean {
    return this.linked.tables.some(match => match.literal && at.every(one => match.at.includes(one)))
  }

  private tableAt(at: number): number | undefined {
    const id = this.linked.tables.findIndex(match => match.literal && match.at.includes(at))
    return id < 0 || pairsOf(this.index, id).length === 0 ? undefined : id
  }

  /** A table of the question stores how long something is. */
  private isLong(table?: number): boolean {
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

  /** Due and done of a table: of the one that the verb speaks of, or of the one that is named. */
  private duePair(verbs: readonly SaidDate[]): { due: EventDate; done: EventDate } | undefined {
    for (const { date } of verbs) {
      const due = date.events.includes('due') ? undefined : dueOf(this.index, date.column.table)
      if (due !== undefined && date.rank !== undefined && date.rank >= 2) return { due, done: date }
    }
    for (const table of namedTables(this.linked)) {
      const [due, done] = [dueOf(this.index, table), doneOf(this.index, table)]
      if (due !== undefined && done !== undefined) return { due, done }
    }
    return undefined
  }

  /** "paid late", "late payments", "delivered on time", "shipped after the due date", "paid before they were due". */
  private late(at: number): void {
    const word = this.word(at)
    const onTime = word === 'on' && this.word(at + 1) === 'time'
    if (this.taken.has(at)) return
    if (word === 'late' || onTime) {
      const to = onTime ? at + 2 : at + 1
      const denied = /^(not|never|t)$/.test(this.word(at - 1)) ? 1 : /^(not|never|t)$/.test(this.word(at - 2)) ? 2 : 0
      const verbs = [...this.said(at - 2, at), ...this.said(to, to + 1)].filter(({ at }) => !this.namesTable(at))
      const found = this.duePair(verbs)
      if (found === undefined) return
      const verb = verbs.find(({ date }) => date === found.done)
      const from = Math.min(at - denied, ...(verb?.at ?? []))
      const span = { from, to: Math.max(to, ...(verb?.at ?? []).map(one => one + 1)) }
      const isLate = onTime === denied > 0
      this.condition(span, { from: found.due, to: found.done }, 'day', isLate ? '>' : '<=', 0)
      return
    }
    if (word === 'same' && this.word(at + 1) === 'day') {
      this.sameDay(at)
      return
    }
    if (!/^(after|before)$/.test(word)) return
    const anchors = this.said(at + 1, this.end(at + 1, 5))
    const verbs = this.said(at - 2, at).filter(({ at }) => !this.namesTable(at))
    for (const anchor of anchors) {
      const verb = verbs.find(({ date }) => date !== anchor.date && date.column.table === anchor.date.column.table)
      if (verb === undefined) continue
      const span = { from: Math.min(...verb.at), to: Math.max(...anchor.at) + 1 }
      this.condition(span, { from: anchor.date, to: verb.date }, 'day', word === 'after' ? '>' : '<', 0)
      return
    }
  }

  /** "shipped on the same day", "shipped the same day they were ordered". */
  private sameDay(at: number): void {
    const verb = this.said(at - 4, at).find(
      ({ at: own, date }) => !this.namesTable(own) && startFor(this.index, date) !== undefined,
    )
    if (verb === undefined) return
    const behind = this.said(at + 2, this.end(at + 2, 6))
    const other = behind.find(({ date }) => date !== verb.date && date.column.table === verb.date.column.table)
    const start = other?.date ?? startFor(this.index, verb.date)!
    const span = { from: Math.min(...verb.at), to: Math.max(at + 1, ...(other?.at ?? [])) + 1 }
    this.condition(span, { from: start, to: verb.date }, 'day', '=', 0)
  }

  /** "days from order to shipping", "time between opening and closing in minutes". */
  private fromTo(at: number): void {
    if (!/^(from|between)$/.test(this.word(at))) return
    const { tokens } = this.linked
    const isHead = (i: number): boolean => this.isHead(i)
    if (!tokens.some((_, i) => isHead(i))) return
    for (let mid = at + 2; mid <= at + 6 && mid < tokens.length - 1; mid++) {
      if (!/^(to|and|until|till)$/.test(this.word(mid))) continue
      const [firsts, seconds] = [this.said(at + 1, mid), this.said(mid + 1, this.end(mid + 1, 5))]
      const pairs = firsts.flatMap(a =>
        seconds
          .filter(b => b.date !== a.date && b.date.column.table === a.date.column.table)
          .map(b => ({ a, b, score: a.score + b.score + Number(this.isNamed(a.date.column.table)) })),
      )
      const [best] = pairs.sort((x, y) => y.score - x.score)
      if (best === undefined) continue
      const head = [1, 2, 3, 4, 5, 6, 7, 8].map(back => at - back).find(isHead)
      const to = Math.max(...best.b.at) + 1
      const inUnit = this.word(to) === 'in' ? this.unit(to + 1) : undefined
      const behind = inUnit === undefined ? [] : [to, to + 1]
      const pair =
        this.word(at) === 'between' ? inOrder(best.a.date, best.b.date) : { from: best.a.date, to: best.b.date }
      const unit = inUnit?.[0] ?? (head === undefined ? undefined : this.unit(head)?.[0])
      this.measure(
        pair,
        [...(head === undefined ? [] : this.headAt(head)), ...positions({ from: at, to }), ...behind],
        unit,
      )
      return
    }
  }

  private isHead(at: number): boolean {
    if (this.taken.has(at) || this.linked.tokens[at - 1]?.number !== undefined) return false
    const unit = this.unit(at)
    return (unit !== undefined && unit[1] === 1) || heads.test(this.word(at))
  }

  /** "number of days", "how long": the head with its words. */
  private headAt(head: number): number[] {
    const lead = textOf(this.linked.tokens, head - 2, head)
    return lead === 'number of' ? [head - 2, head - 1, head] : [head]
  }

  /** "hours to close a ticket", "days until paid", "how long does it take to ship an order". */
  private toVerb(at: number): void {
    if (!/^(to|until|till|before)$/.test(this.word(at)) || this.taken.has(at)) return
    const back = [1, 2, 3, 4, 5, 6].map(back => at - back).filter(one => one >= 0)
    const take = back.find(one => takes.test(this.word(one)))
    const near = this.isHead(at - 1) ? at - 1 : undefined
    const far = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(back => at - back).find(one => one >= 0 && this.isHead(one))
    const head = near ?? (take === undefined ? undefined : far)
    if (
      head === undefined &&
      (take === undefined || !/\b(longest|shortest|slowest|fastest|quickest)\b/.test(textOf(this.linked.tokens, 0, at)))
    )
      return
    const verbs = this.said(at + 1, this.end(at + 1, 6)).filter(({ date }) => startFor(this.index, date) !== undefined)
    const score = ({ date, score }: SaidDate): number =>
      score + 2 * Number(this.isNamed(date.column.table)) + Number(date.rank !== undefined && date.rank >= 2)
    const [verb] = verbs.sort((x, y) => score(y) - score(x))
    if (verb === undefined || verb.date.rank === 0) return
    const unit = head === undefined ? undefined : this.unit(head)?.[0]
    this.measure(
      { from: startFor(this.index, verb.date)!, to: verb.date },
      [...(head === undefined ? [] : this.headAt(head)), ...(take === undefined ? [] : [take]), at, ...verb.at],
      unit,
    )
  }

  /** "length of stay", "stayed the longest", "shipping time", "loan duration", "turnaround", "the longest rental". */
  private noun(at: number): void {
    if (this.taken.has(at)) return
    const word = this.word(at)
    const lead = textOf(this.linked.tokens, at - 2, at)
    const howLong = /\bhow (long|many (days|hours|minutes))\b/.exec(textOf(this.linked.tokens, 0, at))
    if (/^stay(s|ed|ing)?$/.test(word)) {
      const ahead = /^(length|duration|days|hours) of$/.test(lead)
        ? [at - 2, at - 1]
        : this.unit(at - 1) === undefined
          ? []
          : [at - 1]
      const behind = /^(length|duration|time)s?$/.test(this.word(at + 1)) ? [at + 1] : []
      const measures =
        ahead.length + behind.length > 0 ||
        howLong !== null ||
        /\b(longest|shortest|average|avg|mean|long|longer|shorter|number of days|how many days|total|duration|in days)\b/.test(
          textOf(this.linked.tokens, 0, 99),
        )
      const pair = this.stay()
      if (measures && pair !== undefined && !this.isStored([...ahead, ...behind]))
        this.measure(pair, [...ahead, at, ...behind, ...this.daysSaid()])
      return
    }
    const next = this.word(at + 1)
    if (
      /^(times?|delays?)$/.test(next) &&
      /^(ship(ping|ment)?|delivery|resolution|payment|closing|dispatch|return|completion|discharge)$/.test(word)
    ) {
      if (this.isStored([at, at + 1])) return
      const verbs = this.said(at, at + 1).filter(
        ({ date }) => date.rank !== undefined && date.rank >= 2 && startFor(this.index, date) !== undefined,
      )
      const [verb] = verbs.sort(
        (x, y) => Number(this.isNamed(y.date.column.table)) - Number(this.isNamed(x.date.column.table)),
      )
      if (verb !== undefined)
        this.measure({ from: startFor(this.index, verb.date)!, to: verb.date }, [at, at + 1, ...this.daysSaid()])
      return
    }
    const general =
      /^(durations?|turnaround)$/.test(word) ||
      (/^(processing|turnaround|lead|cycle|handling|fulfil\w*|throughput)$/.test(word) && /^times?$/.test(next)) ||
      /^lasted$/.test(word) ||
      (/^last$/.test(word) && /^(do|does|did)$/.test(this.word(at - 2)) && howLong !== null) ||
      (takes.test(word) &&
        (howLong !== null ||
          /^(longest|shortest)$/.test(this.word(at + 1)) ||
          /^the (longest|shortest)$/.test(textOf(this.linked.tokens, at + 1, at + 3))))
    if (general) {
      const own = [at, ...(/^times?$/.test(next) ? [at + 1] : [])]
      const table = this.tableAt(at - 1)
      const pair = this.ownPair(table)
      if (pair !== undefined && !this.isLong(pair.from.column.table) && !this.isStored(own))
        this.measure(pair, [...own, ...this.daysSaid()])
      return
    }
    if (/^(longest|shortest)$/.test(word)) {
      const table =
        this.tableAt(at + 1) ??
        (/^the$/.test(this.word(at - 1)) && /^(was|is|were|are)$/.test(this.word(at - 2))
          ? this.tableAt(at - 3)
          : undefined)
      const pair = table === undefined || this.isLong(table) ? undefined : pairsOf(this.index, table)[0]
      if (pair !== undefined && !this.isStored([at])) this.measure(pair, [at, ...this.daysSaid()])
    }
  }

  /** "and the number of days" beside another word for the same. */
  private daysSaid(): number[] {
    const { tokens } = this.linked
    const at = tokens.findIndex(
      (_, i) => this.unit(i)?.[1] === 1 && textOf(tokens, i - 2, i) === 'number of' && !this.taken.has(i),
    )
    if (at >= 0) return [at - 2, at - 1, at]
    const inUnit = tokens.findIndex(
      (_, i) => this.unit(i)?.[1] === 1 && this.word(i - 1) === 'in' && !this.taken.has(i),
    )
    return inUnit < 0 ? [] : [inUnit - 1, inUnit]
  }

  /** The dates of a stay, where only one table has them, or one that is named. */
  private stay(): DatePair | undefined {
    const tables = this.index.tables.filter(({ id }) => pairsOf(this.index, id).some(isStay))
    const chosen = tables.find(({ id }) => this.isNamed(id)) ?? (tables.length === 1 ? tables[0] : undefined)
    if (chosen !== undefined) return pairsOf(this.index, chosen.id).find(isStay)
    return this.ownPair()
  }

  /** The pair of a named table, or of the only table that has one. */
  private ownPair(table?: number): DatePair | undefined {
    if (table !== undefined) return pairsOf(this.index, table)[0]
    const able = this.index.tables.map(({ id }) => id).filter(id => pairsOf(this.index, id).length > 0)
    const named = namedTables(this.linked).find(id => able.includes(id))
    if (named !== undefined) return pairsOf(this.index, named)[0]
    return able.length === 1 ? pairsOf(this.index, able[0]!)[0] : undefined
  }

  /** "only orders that were shipped", "for closed tickets", beside a duration to that date. */
  private known({ to }: DatePair): void {
    if (to.column.profile.nulls === 0) return
    const { tokens } = this.linked
    for (let i = 0; i < tokens.length; i++) {
      const { lower } = tokens[i]!
      if (
        this.taken.has(i) ||
        !/ed$|^(paid|sent|left)$/.test(lower) ||
        !this.said(i, i + 1).some(({ date }) => date === to)
      )
        continue
      let from = i
      while (
        from > 0 &&
        /^(that|which|who|were|was|are|have|has|been|had|already|only|just)$/.test(this.word(from - 1))
      )
        from--
      const isClause = from < i
      const only = [1, 2, 3].map(back => from - back).find(at => at >= 0 && /^(only|just)$/.test(this.word(at)))
      const isBefore = this.linked.tables.some(match => match.literal && match.at.includes(i + 1))
      if (/^(not|never|t)$/.test(this.word(from - 1)) || (!isClause && !isBefore && only === undefined)) continue
      const span = { from: only ?? from, to: i + 1 }
      if (!this.free(span)) continue
      const condition: Condition = { kind: 'null', arg: dateOf(to).arg, not: true }
      for (const at of positions(span)) this.taken.add(at)
      this.conditions.push({ ...span, table: to.column.table, condition })
      return
    }
  }
}
