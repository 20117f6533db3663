import type { Answer } from './answer.ts'
import type { Candidate } from './candidate.ts'
import type { Context } from './context.ts'
import { TrivetError } from './errors.ts'
import type { Event, Recorded } from './event.ts'
import { hashJson } from './hash.ts'
import type { Json } from './json.ts'
import type { Ledger } from './ledger.ts'
import type { Parts, Selection } from './parts.ts'
import { lostCost, recordedBefore, resumeParts } from './resume.ts'
import type { Task } from './task.ts'
import { strengths, type Verdict } from './verdict.ts'

/**
 * The one loop: task -> proposers -> candidate -> oracle -> verdict -> search (more? which?) -> selector -> answer.
 * Every event is in the ledger before it is yielded; the last one is the answer. A ledger that already holds this
 * run is resumed: what was proposed and judged is taken from it at its recorded cost, nothing is done twice, and what
 * an interruption may have lost is charged. A search that had stopped stays stopped.
 * @throws TrivetError E_LEDGER_MISMATCH when the ledger holds another task, other parts or another version
 */
export async function* run<I extends Json, O extends Json>(
  task: Task<I>,
  parts: Parts<I, O>,
  ctx: Context,
  options: { id: string; ledger: Ledger; version: string },
): AsyncGenerator<Recorded<O>> {
  const { ledger } = options
  const record = (event: Event<O>): Recorded<O> => ledger.append(event as Event) as Recorded<O>
  const before = [...ledger.events()] as readonly Recorded<O>[]
  const at = new Date(ctx.clock.now()).toISOString()

  if (before.length === 0) {
    yield record({ type: 'started', run: options.id, task, parts: describeParts(parts), version: options.version, at })
  } else {
    assertSameRun(before[0], task, describeParts(parts), options.version)
    const last = before.at(-1)!
    if (last.type === 'answer') return yield last
    for (const event of before) if (event.type === 'resumed') ctx.budget.charge(event.lost)
    const lost = lostCost(before)
    ctx.budget.charge(lost)
    yield record({ type: 'resumed', at, lost })
  }

  const candidates: Candidate<O>[] = []
  const verdicts = new Map<string, Verdict[]>()
  const isRecorded = recordedBefore(before)
  for await (const event of events(task, parts, ctx, before)) {
    if (event.type === 'proposed') candidates.push(event.candidate)
    if (event.type === 'checked')
      verdicts.set(event.candidate, [...(verdicts.get(event.candidate) ?? []), event.verdict])
    if (!isRecorded(event)) yield record(event)
  }

  const selection = parts.selector.select(candidates, verdicts)
  yield record({ type: 'answer', answer: conclude(task, parts, selection, candidates, verdicts, ctx, options.id) })
}

/** What the search tells; only what it told when it had stopped before the interruption. */
function events<I extends Json, O extends Json>(
  task: Task<I>,
  parts: Parts<I, O>,
  ctx: Context,
  before: readonly Recorded<O>[],
): AsyncIterable<Event<O>> | readonly Event<O>[] {
  if (!before.some(event => event.type === 'stopped')) return parts.search.run(task, resumeParts(parts, before), ctx)
  for (const event of before) if (event.type === 'settled') ctx.budget.charge(event.cost)
  return before
}

function conclude<I extends Json, O extends Json>(
  task: Task<I>,
  parts: Parts<I, O>,
  selection: Selection,
  candidates: readonly Candidate<O>[],
  verdicts: ReadonlyMap<string, readonly Verdict[]>,
  ctx: Context,
  id: string,
): Answer<O> {
  const { alternatives = [], ...conclusion } = parts.conclude(task, selection, candidates, verdicts)
  const find = (wanted: string): Candidate<O> | undefined => candidates.find(candidate => candidate.id === wanted)
  const chosen =
    selection.kind === 'chosen' && conclusion.status !== 'abstained' ? find(selection.candidate) : undefined
  const judged = chosen === undefined ? [] : (verdicts.get(chosen.id) ?? [])
  return {
    ...conclusion,
    assurance: assuranceOf(judged),
    ...(chosen === undefined ? {} : { candidate: chosen }),
    alternatives: alternatives.map(find).filter(candidate => candidate !== undefined),
    verdicts: judged,
    spent: ctx.budget.spent(),
    run: id,
  }
}

/** The strongest pass, unless something else failed. */
function assuranceOf(verdicts: readonly Verdict[]): Answer['assurance'] {
  if (verdicts.some(verdict => verdict.outcome === 'fail')) return 'none'
  const passed = verdicts.filter(verdict => verdict.outcome === 'pass').map(verdict => verdict.strength)
  return strengths.findLast(strength => passed.includes(strength)) ?? 'none'
}

/** What of the parts a ledger must agree on before it may be resumed. Proposers are told apart by their names. */
function describeParts<I extends Json, O extends Json>(parts: Parts<I, O>): Json {
  const names = parts.proposers.map(proposer => proposer.name)
  if (new Set(names).size < names.length) throw new RangeError(`Two proposers have one name: ${names.join(', ')}`)
  const named = ({ name, params }: { name: string; params: Json }): Json => ({ name, params })
  return {
    proposers: parts.proposers.map(named),
    oracle: parts.oracle.name,
    ...(parts.patient === undefined ? {} : { patient: parts.patient.oracle.name }),
    search: named(parts.search),
    selector: named(parts.selector),
    stops: parts.stops.map(named),
  }
}

function assertSameRun(first: Recorded | undefined, task: Task, parts: Json, version: string): void {
  if (first?.type !== 'started')
    throw new TrivetError('E_INPUT', 'The run file does not begin with the start of a run.')
  const recorded = { task: first.task.id, parts: hashJson(first.parts), version: first.version }
  const now = { task: task.id, parts: hashJson(parts), version }
  const differing = (['task', 'parts', 'version'] as const)
    .filter(key => recorded[key] !== now[key])
    .map(key => `${key} ${recorded[key]}, now ${now[key]}`)
  if (differing.length > 0)
    throw new TrivetError('E_LEDGER_MISMATCH', `The run was recorded with ${differing.join('; with ')}.`)
}
