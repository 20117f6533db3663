import { type Database, defaultLimits, type QueryLimits, type ResultSet } from '../../check/database/database.ts'
import { type CheckedSql, checkQuery } from '../../check/database/gate.ts'
import { sqlOracle } from '../../check/database/sql-oracle.ts'
import type { Answer, Confidence } from '../../core/answer.ts'
import type { Candidate } from '../../core/candidate.ts'
import type { Context } from '../../core/context.ts'
import { TrivetError } from '../../core/errors.ts'
import type { Recorded } from '../../core/event.ts'
import { type Ledger, memoryLedger } from '../../core/ledger.ts'
import type { Conclusion, Oracle, Parts, Selection } from '../../core/parts.ts'
import { run } from '../../core/run.ts'
import type { Verdict } from '../../core/verdict.ts'
import type { Query } from '../../lang/sql/ast.ts'
import { search } from '../../spend/search/best-of-n.ts'
import { firstUnrefuted } from '../../spend/search/second-look.ts'
import { stop } from '../../spend/stop/checking-time.ts'
import type { Prediction } from './bench/item.ts'
import { assertAffordable, defaultMaxScan, estimateRows } from './estimate.ts'
import { withLiveValues } from './link/live-values.ts'
import type { SchemaIndex } from './link/schema-index.ts'
import { type AskAnswer, clarifyingQuestion, presentAnswer } from './present.ts'
import type { Models, Proposed } from './symbolic/propose.ts'
import { type Manner, readingsOf } from './symbolic/reading.ts'
import { openSession, proposalCount, type ResultGroup, type SymbolicSession } from './symbolic/session.ts'
import { withoutDistinct } from './symbolic/without-distinct.ts'
import { type AskTask, askTask, type SqlOutput, type SqlQuestion, toQuestion } from './task.ts'
import { uncheckedOf, uncheckedShare } from './unchecked.ts'
import { unmatchedWords } from './unmatched.ts'

/** A database made ready for questions. */
export type AskSource = {
  readonly database: Database
  readonly index: SchemaIndex
  readonly models: Models
  readonly weightsId: string
}

/** Milliseconds for each candidate's query, and for all together (rulings: ranking by execution). */
const defaultChecking = { eachMs: 300, allMs: 700 }
const alternativesShown = 3

export type AskSettings = {
  /** Of one query; the likeliest one may take as long. */
  readonly limits?: Partial<QueryLimits>
  /** Milliseconds in which candidates are compared: each query, and all together. */
  readonly checking?: { readonly eachMs: number; readonly allMs: number }
  /** The day that relative dates count from, ISO; today when absent. */
  readonly asOf?: string
  readonly seed?: number
  /** Rows that a query may be expected to read; what would read more is not run. */
  readonly maxScan?: number
  /** Default: as people expect answers. */
  readonly manner?: Manner
}

/** A question made ready for the loop. */
type Prepared = {
  readonly task: AskTask
  readonly session: SymbolicSession
  readonly parts: Parts<SqlQuestion, SqlOutput>
  /** The result of a candidate, executed again where this process has not executed it. */
  readonly resultOf: (candidate: Candidate<SqlOutput>) => Promise<ResultSet>
}

async function prepare(question: string, source: AskSource, ctx: Context, settings: AskSettings): Promise<Prepared> {
  const text = toQuestion(question)
  const { database } = source
  const index = await withLiveValues(text, source.index, database, { signal: ctx.signal })
  const { limits = {}, checking = defaultChecking, maxScan = defaultMaxScan, seed } = settings
  const asOf = settings.asOf ?? new Date(ctx.clock.now()).toISOString().slice(0, 10)
  const task = askTask({ question: text, database: database.ref, dialect: database.dialect, asOf }, seed)
  const readings = readingsOf(text, index, { now: Date.parse(asOf), manner: settings.manner ?? 'ask' })
  const session = openSession(readings, source.models, source.weightsId)
  const results = new Map<string, ResultSet>()
  // joins follow keys, so what reads too much has a table that is too large; only then the planner is asked
  const isLarge = index.tables.some(({ rows }) => rows > maxScan)
  const gate = async ({ sql }: SqlOutput): Promise<CheckedSql> => {
    const checked = checkQuery(treeOf(session, sql), index.schema)
    const options = { tables: index.tables, signal: ctx.signal }
    if (isLarge) assertAffordable(await estimateRows(database, checked, options), maxScan)
    return checked
  }
  const keep = (id: string, result: ResultSet) => results.set(id, result)
  const wallMs = limits.wallMs ?? defaultLimits.wallMs
  const oracle = sqlOracle<SqlQuestion, SqlOutput>({
    database,
    gate,
    limits: { ...limits, wallMs: Math.min(checking.eachMs, wallMs) },
    keep,
  })
  const patient = sqlOracle<SqlQuestion, SqlOutput>({ database, gate, limits: { ...limits, wallMs }, keep })
  const parts: Parts<SqlQuestion, SqlOutput> = {
    proposers: [session.proposer],
    oracle,
    ...(wallMs > checking.eachMs ? { patient: { oracle: telling(patient), reason: 'sql-timeout' } } : {}),
    search: search({ n: proposalCount, parallel: 1 }),
    selector: session.selector,
    stops: [stop({ ms: checking.allMs })],
    conclude: (_task, selection, candidates, verdicts) => conclude(session, selection, candidates, verdicts),
  }
  const resultOf = async (candidate: Candidate<SqlOutput>): Promise<ResultSet> =>
    results.get(candidate.id) ?? database.query(await gate(candidate.output), { limits, signal: ctx.signal })
  return { task, session, parts, resultOf }
}

/** The same oracle, telling people what takes long. */
const telling = (oracle: Oracle<SqlQuestion, SqlOutput>): Oracle<SqlQuestion, SqlOutput> => ({
  ...oracle,
  check: (task, candidate, ctx) => {
    ctx.progress('running the likeliest query')
    return oracle.check(task, candidate, ctx)
  },
})

/**
 * Answers a question by the one loop: candidates of the symbolic proposer, each executed read-only, grouped by equal
 * results and ranked; the likeliest, if it was cut off, is run to its end. Yields the run's events and returns the answer.
 * @throws TrivetError E_QUESTION for an empty or overlong question; what the loop throws
 */
export async function* ask(
  question: string,
  source: AskSource,
  ctx: Context,
  options: AskSettings & { readonly id: string; readonly ledger: Ledger; readonly version: string },
): AsyncGenerator<Recorded<SqlOutput>, AskAnswer> {
  const { task, parts, session, resultOf } = await prepare(question, source, ctx, options)
  let answer: Answer<SqlOutput> | undefined
  for await (const event of run(task, parts, ctx, options)) {
    if (event.type === 'answer') answer = event.answer
    yield event
  }
  const events = options.ledger.events() as readonly Recorded<SqlOutput>[]
  return presentAnswer(answer!, session, { events, resultOf })
}

/** What evaluation needs of the same run, without a ledger on disk: all candidates ranked, and whether it would answer. */
export async function predict(
  question: string,
  source: AskSource,
  ctx: Context,
  settings: AskSettings = {},
): Promise<Prediction> {
  const { task, parts, session } = await prepare(question, source, ctx, settings)
  const candidates: Candidate<SqlOutput>[] = []
  const verdicts = new Map<string, readonly Verdict[]>()
  let answered = false
  let confidence = 0
  for await (const event of run(task, parts, ctx, { id: task.id, ledger: memoryLedger(), version: '' })) {
    if (event.type === 'proposed') candidates.push(event.candidate)
    if (event.type === 'checked') verdicts.set(event.candidate, [event.verdict])
    if (event.type === 'answer') {
      answered = event.answer.status === 'answered'
      confidence = event.answer.confidence?.value ?? 0
    }
  }
  const { ranking } = parts.selector.select(candidates, verdicts)
  const ranked = ranking.map(({ candidate }) => candidates.find(({ id }) => id === candidate)!.output.sql)
  const check = (sql: string, keepDistinct: boolean): CheckedSql => {
    const query = treeOf(session, sql)
    return checkQuery(keepDistinct ? query : withoutDistinct(query), source.index.schema)
  }
  return {
    candidates: ranked.map(sql => ({ sql, check: ({ keepDistinct }) => check(sql, keepDistinct) })),
    answered,
    confidence,
  }
}

const treeOf = (session: SymbolicSession, sql: string): Query => {
  const found = session.find(sql)
  if (found === undefined)
    throw new TrivetError(
      'E_LEDGER_MISMATCH',
      'The run was recorded over other data: a candidate of it is not proposed now.',
    )
  return found.built.query
}

/**
 * How much the best reading is believed: its share, half of which is lost where no word of the question is used. Chosen
 * on the development and practice questions of the samples: answers at or above it are right seven times in ten on each
 * of their sets.
 */
const answerBelief = 0.5
/** Below this nothing is worth asking about. */
const clarifyBelief = 0.15

function conclude(
  session: SymbolicSession,
  selection: Selection,
  candidates: readonly Candidate<SqlOutput>[],
  verdicts: ReadonlyMap<string, readonly Verdict[]>,
): Conclusion {
  if (candidates.length === 0) return { status: 'abstained', reason: 'no-fill' }
  const refused = refusalOf(candidates, verdicts)
  if (refused !== undefined) return { status: 'abstained', reason: refused }
  if (selection.kind === 'abstain') return { status: 'abstained', reason: 'no-group' }
  const groups = session.groups(candidates, verdicts)
  const [best, second] = groups
  const unchecked = uncheckedOf(candidates, verdicts)
  const share = best!.share * (1 - uncheckedShare(candidates, verdicts))
  const confidence: Confidence = {
    value: round(share),
    calibrated: false,
    basis: basisOf(groups.length, unchecked.length),
  }
  const alternatives = groups.slice(1, 1 + alternativesShown).map(({ members }) => members[0]!.candidate)
  const unmatched = unmatchedWords(session.find(candidates.find(({ id }) => id === selection.candidate)!.output.sql)!)
  if (unmatched.total > 0 && !unmatched.anchored) return { status: 'abstained', reason: 'not-in-schema', confidence }
  const belief = share * (1 - (0.5 * unmatched.words.length) / Math.max(1, unmatched.total))
  if (belief < clarifyBelief) return { status: 'abstained', reason: 'low-confidence', confidence, alternatives }
  const foundOf = ({ members }: ResultGroup): Proposed =>
    session.find(candidates.find(({ id }) => id === members[0]!.candidate)!.output.sql)!
  if (belief < answerBelief) {
    if (second === undefined) return { status: 'abstained', reason: 'low-confidence', confidence, alternatives }
    return {
      status: 'clarify',
      confidence,
      alternatives,
      question: clarifyingQuestion([foundOf(best!), foundOf(second)]),
    }
  }
  return { status: 'answered', confidence, alternatives }
}

/**
 * Why the likeliest query was not run to its end. Another reading must not answer in its place, though it be the only
 * one that ran; and there is advice on it.
 */
function refusalOf(
  candidates: readonly Candidate<SqlOutput>[],
  verdicts: ReadonlyMap<string, readonly Verdict[]>,
): 'too-large' | 'too-slow' | undefined {
  const reason = firstUnrefuted(candidates, verdicts)?.verdict.reason
  if (reason === 'sql-too-large') return 'too-large'
  return reason === 'sql-timeout' ? 'too-slow' : undefined
}

/** What a share of belief is a share of. */
function basisOf(results: number, unchecked: number): string {
  const among = results === 1 ? 'on the only result' : `among ${results} different results`
  const others = unchecked === 1 ? '1 reading' : `${unchecked} readings`
  return `share of belief ${among}${unchecked === 0 ? '' : `, ${others} unchecked`}`
}

const round = (share: number): number => Math.round(share * 1000) / 1000
