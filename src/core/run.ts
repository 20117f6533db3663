import type { Answer } from './answer.ts'
import type { Candidate } from './candidate.ts'
import type { Context } from './context.ts'
import { TrivetError } from './errors.ts'
import type { Event, Recorded } from './event.ts'
import { hashJson } from './hash.ts'
import type { Json } from './json.ts'
import type { Ledger } from './ledger.ts'
import type { Parts, Selection } from './parts.ts'
import { resumeParts } from './resume.ts'
import type { Task } from './task.ts'
import type { Verdict } from './verdict.ts'

/**
 * The one loop: task -> proposers -> candidate -> oracle -> verdict -> search (more? which?) -> selector -> answer.
 * Every event is in the ledger before it is yielded; the last one is the answer. A ledger that already holds this
 * run is resumed: what was proposed and judged is taken from it, nothing is done twice.
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
  const before = ledger.events() as readonly Recorded<O>[]
  const described = describeParts(parts)

  if (before.length === 0) {
    const at = new Date(ctx.clock.now()).toISOString()
    yield record({ type: 'started', run: options.id, task, parts: described, version: options.version, at })
  } else {
    assertSameRun(before[0], task, described, options.version)
    const last = before.at(-1)!
    if (last.type === 'answer') return yield last
    yield record({ type: 'resumed', at: new Date(ctx.clock.now()).toISOString() })
  }

  const candidates: Candidate<O>[] = []
  const verdicts = new Map<string, Verdict[]>()
  const known = new Set<string>()
  for (const event of before) known.add(eventKey(event))
  for await (const event of parts.search.run(task, resumeParts(parts, before), ctx)) {
    if (event.type === 'proposed') candidates.push(event.candidate)
    if (event.type === 'checked')
      verdicts.set(event.candidate, [...(verdicts.get(event.candidate) ?? []), event.verdict])
    if (!known.has(eventKey(event))) yield record(event)
  }

  const selection = parts.selector.select(candidates, verdicts)
  yield record({ type: 'answer', answer: conclude(task, parts, selection, candidates, verdicts, ctx, options.id) })
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
  const pass = judged.find(verdict => verdict.outcome === 'pass')
  return {
    ...conclusion,
    assurance: pass?.strength ?? 'none',
    ...(chosen === undefined ? {} : { candidate: chosen }),
    alternatives: alternatives.map(find).filter(candidate => candidate !== undefined),
    verdicts: judged,
    spent: ctx.budget.spent(),
    run: id,
  }
}

/** What of the parts a ledger must agree on before it may be resumed. */
function describeParts<I extends Json, O extends Json>(parts: Parts<I, O>): Json {
  const named = ({ name, params }: { name: string; params: Json }): Json => ({ name, params })
  return {
    proposers: parts.proposers.map(named),
    oracle: parts.oracle.name,
    search: named(parts.search),
    selector: named(parts.selector),
    stops: parts.stops.map(stop => stop.name),
  }
}

function assertSameRun(first: Recorded | undefined, task: Task, parts: Json, version: string): void {
  if (first?.type !== 'started')
    throw new TrivetError('E_INPUT', 'The run file does not begin with the start of a run.')
  const recorded = { task: first.task.id, parts: hashJson(first.parts), version: first.version }
  const now = { task: task.id, parts: hashJson(parts), version }
  for (const key of ['task', 'parts', 'version'] as const) {
    if (recorded[key] !== now[key])
      throw new TrivetError(
        'E_LEDGER_MISMATCH',
        `The run was recorded with ${key} ${recorded[key]}; this is ${key} ${now[key]}.`,
      )
  }
}

/** Equal for the same step of a run and its replay. */
function eventKey(event: Event): string {
  switch (event.type) {
    case 'proposed':
      return `proposed ${event.candidate.id}`
    case 'checked':
    case 'reused':
      return `${event.type} ${event.candidate}`
    case 'leased':
    case 'settled':
      return `${event.type} ${event.lease}`
    case 'note':
      return `note ${event.topic}`
    default:
      return event.type
  }
}
