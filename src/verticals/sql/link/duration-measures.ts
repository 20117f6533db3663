import type { Condition, Expr } from '../../../lang/sql/ast.ts'
import { DurationWords, takes, type Unit } from './duration-words.ts'
import { type DatePair, dateOf, inOrder, pairsOf, type SaidDate, startFor, usualUnit } from './events.ts'
import { positions, textOf } from './quantities.ts'
import type { Said, SaidColumn, SaidCondition } from './said.ts'

/** The time from one date of a row to another. */
export function spanOf({ from, to }: DatePair, unit: Unit): Expr {
  const ends = { from: dateOf(from), to: dateOf(to) }
  return unit === 'day' ? { kind: 'days-between', ...ends } : { kind: 'time-between', unit, ...ends }
}

const heads = /^(long|time|times|duration|delay|lag|gap|interval|wait|difference|turnaround)$/

/** Durations that are to be computed: "avg hours to close a ticket", "length of stay". */
export class DurationMeasures extends DurationWords {
  private readonly columns: SaidColumn[] = []
  private readonly conditions: SaidCondition[] = []
  private readonly pairs: DatePair[] = []

  read(): Said {
    const { tokens } = this.linked
    for (let i = 0; i < tokens.length; i++) this.fromTo(i)
    for (let i = 0; i < tokens.length; i++) this.toVerb(i)
    for (let i = 0; i < tokens.length; i++) this.howFast(i)
    for (let i = 0; i < tokens.length; i++) this.noun(i)
    for (const pair of this.pairs) this.known(pair)
    return { columns: this.columns, conditions: this.conditions }
  }

  private measure(pair: DatePair, at: readonly number[], said?: Unit): void {
    const sorted = [...new Set([...at, ...this.daysSaid()])].filter(one => !this.taken.has(one)).sort((x, y) => x - y)
    if (sorted.length === 0) return
    const expr = spanOf(pair, said ?? this.unitSaid() ?? usualUnit(pair))
    for (const one of sorted) this.taken.add(one)
    const text = JSON.stringify(expr)
    const known = this.columns.findIndex(column => JSON.stringify(column.expr) === text)
    if (known >= 0) {
      const before = this.columns[known]!
      this.columns[known] = { ...before, at: [...before.at, ...sorted].sort((x, y) => x - y) }
      return
    }
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

  /** "how quickly do we close tickets". */
  private howFast(at: number): void {
    if (!/^(quickly|fast)$/.test(this.word(at)) || this.word(at - 1) !== 'how') return
    const verbs = this.said(at + 1, this.end(at + 1, 7)).filter(
      ({ date }) => date.rank !== undefined && date.rank >= 2 && startFor(this.index, date) !== undefined,
    )
    const named = verbs.find(({ date }) => this.isNamed(date.column.table)) ?? verbs[0]
    if (named !== undefined)
      this.measure({ from: startFor(this.index, named.date)!, to: named.date }, [at, ...named.at])
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
        this.measure(pair, [...ahead, at, ...behind])
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
      if (verb !== undefined) this.measure({ from: startFor(this.index, verb.date)!, to: verb.date }, [at, at + 1])
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
        this.measure(pair, [...own])
      return
    }
    if (/^(longest|shortest)$/.test(word)) {
      const table =
        this.tableAt(at + 1) ??
        (/^the$/.test(this.word(at - 1)) && /^(was|is|were|are)$/.test(this.word(at - 2))
          ? this.tableAt(at - 3)
          : undefined)
      const pair = table === undefined || this.isLong(table) ? undefined : pairsOf(this.index, table)[0]
      if (pair !== undefined && !this.isStored([at])) this.measure(pair, [at])
    }
  }

  /** "and the number of days" beside another word for the same. */
  private daysSaid(): number[] {
    const { tokens } = this.linked
    const at = tokens.findIndex(
      (_, i) => this.unit(i)?.[1] === 1 && textOf(tokens, i - 2, i) === 'number of' && !this.taken.has(i),
    )
    if (at >= 0) return [at - 2, at - 1, at]
    const many = tokens.findIndex((_, i) => this.unit(i)?.[1] === 1 && textOf(tokens, i - 3, i) === 'and how many')
    if (many >= 0) return [many - 2, many - 1, many].filter(one => !this.taken.has(one))
    const inUnit = tokens.findIndex(
      (_, i) => this.unit(i)?.[1] === 1 && this.word(i - 1) === 'in' && !this.taken.has(i),
    )
    return inUnit < 0 ? [] : [inUnit - 1, inUnit]
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
