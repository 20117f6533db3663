import { type ComparisonOperator, type Condition, compare, literal } from '../../../lang/sql/ast.ts'
import { spanOf } from './duration-measures.ts'
import { DurationWords, takes, type Unit } from './duration-words.ts'
import {
  type DatePair,
  dateOf,
  doneOf,
  dueOf,
  type EventDate,
  endFor,
  namedTables,
  pairsOf,
  type SaidDate,
  startFor,
} from './events.ts'
import { type Bound, beginsClause, boundAt, positions, textOf } from './quantities.ts'
import type { Span } from './question.ts'
import type { SaidCondition } from './said.ts'

const denial = /^(not|never|t)$/
const opposite = { '=': '<>', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const
const auxiliary = /^(that|which|who|were|was|are|is|have|has|had|been|got|get)$/

/** Conditions on durations: "paid more than 30 days after they were issued", "delivered late". */
export class DurationConditions extends DurationWords {
  private readonly conditions: SaidCondition[] = []

  read(): readonly SaidCondition[] {
    const { tokens } = this.linked
    for (let i = 0; i < tokens.length; i++) this.quantity(i)
    for (let i = 0; i < tokens.length; i++) this.late(i)
    return this.conditions
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
    const isSame = word === 'same' && this.word(at + 1) === 'day'
    if (isSame || (word === 'day' && /^on the$/.test(textOf(this.linked.tokens, at - 2, at)))) {
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
    const isSame = this.word(at) === 'same'
    const next = at + (isSame ? 2 : 1) + (this.word(at + (isSame ? 2 : 1)) === 'of' ? 1 : 0)
    const behind = this.said(next, this.end(next, 6))
    const other = behind.find(({ date }) => date !== verb.date && date.column.table === verb.date.column.table)
    if (other === undefined && !isSame) return
    const start = other?.date ?? startFor(this.index, verb.date)!
    const span = { from: Math.min(...verb.at), to: Math.max(isSame ? at + 1 : at, ...(other?.at ?? [])) + 1 }
    this.condition(span, { from: start, to: verb.date }, 'day', '=', 0)
  }

  private condition(span: Span, pair: DatePair, unit: Unit, op: ComparisonOperator, value: number): void {
    const bound = (by: ComparisonOperator): Condition => compare(spanOf(pair, unit), by, literal(value))
    const table = pair.from.column.table
    if (!denial.test(this.word(span.from - 1))) {
      this.state(span, table, bound(op))
      return
    }
    // "not shipped within 5 days": later, or not yet
    const never: Condition = { kind: 'null', arg: dateOf(pair.to).arg, not: false }
    const denied = bound(opposite[op])
    const from = span.from - 1
    this.state({ ...span, from }, table, /^[<=]/.test(op) ? { kind: 'or', parts: [denied, never] } : denied)
  }

  private state(span: Span, table: number, condition: Condition): void {
    let { from } = span
    while (from > 1 && auxiliary.test(this.word(from - 1)) && !this.taken.has(from - 1)) from--
    for (const at of positions({ from, to: span.to })) this.taken.add(at)
    this.conditions.push({ from, to: span.to, table, condition })
  }
}
