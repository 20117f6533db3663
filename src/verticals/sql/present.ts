import type { ResultSet } from '../../check/database/database.ts'
import { toWireRows } from '../../check/database/wire.ts'
import type { Answer, Confidence, Status } from '../../core/answer.ts'
import type { Candidate } from '../../core/candidate.ts'
import type { Cost } from '../../core/cost.ts'
import type { Recorded } from '../../core/event.ts'
import type { Json } from '../../core/json.ts'
import type { Verdict } from '../../core/verdict.ts'
import type { ColumnType } from '../../lang/sql/schema.ts'
import { differenceWords } from './difference.ts'
import { explain } from './explain.ts'
import type { Proposed } from './symbolic/propose.ts'
import type { SymbolicSession } from './symbolic/session.ts'
import type { SqlOutput } from './task.ts'
import { uncheckedOf } from './unchecked.ts'
import { contentWords, unmatchedWords } from './unmatched.ts'

/** What an answer says: the JSON contract of `trivet ask --json` and of the library. */
export type AskAnswer = {
  readonly v: 1
  readonly status: Status
  readonly assurance: Answer['assurance']
  /** For `clarify`: what to ask back. */
  readonly question?: string
  /** A person's approval; it never raises `assurance`. */
  readonly approval?: NonNullable<Answer['approval']>
  readonly reason?: string
  readonly sql?: string
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[]
  readonly rows: readonly (readonly Json[])[]
  readonly truncated: boolean
  /** Words of the question that the query does not account for; when abstained, that the likeliest one does not. */
  readonly unmatched: readonly string[]
  readonly confidence?: Confidence
  readonly alternatives: readonly Alternative[]
  /** SQL of readings that took too long or would read too much to be looked at; likelier ones first. */
  readonly unchecked: readonly string[]
  /** In words what the query does. */
  readonly why: readonly string[]
  readonly spent: Cost
  readonly run: string
}

/** Another reading of the question, with its result. */
export type Alternative = {
  readonly sql: string
  readonly why: readonly string[]
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[]
  /** The first rows. */
  readonly rows: readonly (readonly Json[])[]
  /** Share of belief, uncalibrated. */
  readonly share: number
}

const alternativeRows = 20

/** The answer of a run as people and programs get it. `resultOf` gives rows, which no record holds. */
export async function presentAnswer(
  answer: Answer<SqlOutput>,
  session: SymbolicSession,
  from: {
    readonly events: readonly Recorded<SqlOutput>[]
    readonly resultOf: (candidate: Candidate<SqlOutput>) => Promise<ResultSet>
  },
): Promise<AskAnswer> {
  const { candidate } = answer
  const believed = believedIn(session, from.events)
  const proposed = candidate === undefined ? undefined : session.find(candidate.output.sql)
  // what was declined as too slow or too large is the likeliest of those that were not run to their end
  const isCutOff = answer.reason === 'too-slow' || answer.reason === 'too-large'
  const cutOff = isCutOff ? session.find(believed.unchecked[0] ?? '') : undefined
  const likeliest = proposed ?? cutOff ?? believed.likeliest
  const result = candidate === undefined ? undefined : await from.resultOf(candidate)
  const others: { alternative: Alternative; result: ResultSet }[] = []
  for (const other of answer.alternatives) {
    const found = session.find(other.output.sql)
    if (found === undefined) continue
    const rows = await from.resultOf(other)
    const alternative: Alternative = {
      sql: found.sql,
      why: explainFound(found),
      columns: rows.columns,
      rows: toWireRows(rows.rows.slice(0, alternativeRows)),
      share: believed.shares.get(other.id) ?? 0,
    }
    others.push({ alternative, result: rows })
  }
  const second = others[0]?.result
  const question =
    answer.question !== undefined && result !== undefined && second !== undefined
      ? `${answer.question} ${differenceWords(result, second)}`
      : answer.question
  return {
    v: 1,
    status: answer.status,
    assurance: answer.assurance,
    ...(question === undefined ? {} : { question }),
    ...(answer.approval === undefined ? {} : { approval: answer.approval }),
    ...(answer.reason === undefined ? {} : { reason: answer.reason }),
    ...(candidate === undefined ? {} : { sql: candidate.output.sql }),
    columns: result?.columns ?? [],
    rows: toWireRows(result?.rows ?? []),
    truncated: result?.truncated ?? false,
    unmatched: likeliest === undefined ? contentWords(session.reading) : unmatchedWords(likeliest).words,
    ...(answer.confidence === undefined ? {} : { confidence: answer.confidence }),
    alternatives: others.map(({ alternative }) => alternative),
    unchecked: believed.unchecked,
    why: proposed === undefined ? [] : explainFound(proposed),
    spent: answer.spent,
    run: answer.run,
  }
}

/** The share of belief of each candidate's group, and the candidate that is believed most, from what is recorded. */
function believedIn(
  session: SymbolicSession,
  events: readonly Recorded<SqlOutput>[],
): {
  readonly shares: ReadonlyMap<string, number>
  readonly likeliest: Proposed | undefined
  readonly unchecked: readonly string[]
} {
  const candidates: Candidate<SqlOutput>[] = []
  const verdicts = new Map<string, readonly Verdict[]>()
  for (const event of events) {
    if (event.type === 'proposed') candidates.push(event.candidate)
    if (event.type === 'checked') verdicts.set(event.candidate, [event.verdict])
  }
  const groups = session.groups(candidates, verdicts)
  const shares = groups.flatMap(({ share, members }) =>
    members.map(({ candidate }) => [candidate, Math.round(share * 1000) / 1000] as const),
  )
  const first = candidates.find(({ id }) => id === groups[0]?.members[0]?.candidate)
  return {
    shares: new Map(shares),
    likeliest: first && session.find(first.output.sql),
    unchecked: uncheckedOf(candidates, verdicts).map(({ output }) => output.sql),
  }
}

const explainFound = (proposed: Proposed): string[] => explain(proposed, proposed.reading)

/** How tables come together is seldom what two readings differ in for the one who asks. */
const isJoin = (line: string): boolean => /^(joined with|from) /.test(line)

/** One question made of the two best readings: what only the one does, or only the other. */
export function clarifyingQuestion(proposed: readonly [Proposed, Proposed]): string {
  const [first, second] = proposed.map(explainFound) as [string[], string[]]
  const own = (mine: readonly string[], other: readonly string[]): string => {
    const differing = mine.filter(line => !other.includes(line))
    const telling = differing.filter(line => !isJoin(line))
    return [telling, differing, mine].find(lines => lines.length > 0)!.join(', ')
  }
  return `Do you mean (1) ${own(first, second)}; or (2) ${own(second, first)}?`
}
