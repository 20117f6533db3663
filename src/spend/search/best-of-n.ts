import type { Lease } from '../../core/budget.ts'
import type { Candidate } from '../../core/candidate.ts'
import type { Context } from '../../core/context.ts'
import type { Event } from '../../core/event.ts'
import type { Json } from '../../core/json.ts'
import type { Parts, Proposal, Proposer, Search } from '../../core/parts.ts'
import { leaseOf } from '../../core/resume.ts'
import type { Task } from '../../core/task.ts'
import type { Verdict } from '../../core/verdict.ts'
import { lease, settle, work } from './lease.ts'
import { firstUnrefuted, secondLook } from './second-look.ts'
import { type Ending, watchStops } from './stops.ts'

/** A proposer with its proposals so far. */
type Source<I extends Json, O extends Json> = {
  readonly proposer: Proposer<I, O>
  readonly proposals: AsyncIterator<Proposal<O>>
  number: number
}

type Judging<O extends Json> = { readonly candidate: Candidate<O>; readonly lease: Lease }

/**
 * Takes up to `n` proposals, from the first proposer until it has no more, then from the next, and checks each.
 * `parallel` checks run at a time; the next round begins when all have ended and their verdicts are told in the order
 * of the proposals, so that runs of one seed tell the same (search-select A4). A verdict `error` is tried once more.
 * At the end the likeliest candidate gets a second look, where the parts have a patient oracle. Ends `by` 'n',
 * 'exhausted', 'budget' or the name of a stop.
 */
export const search = ({ n, parallel }: { readonly n: number; readonly parallel: number }): Search => ({
  name: 'best-of-n',
  params: { n, parallel },
  run: async function* <I extends Json, O extends Json>(
    task: Task<I>,
    parts: Parts<I, O>,
    ctx: Context,
  ): AsyncGenerator<Event<O>> {
    const stops = watchStops(task, parts.stops)
    const candidates: Candidate<O>[] = []
    const verdicts = new Map<string, Verdict[]>()
    for await (const event of rounds(task, parts, ctx, {
      n,
      parallel,
      ending: () => stops.ending(ctx.budget.left()),
    })) {
      stops.observe(event)
      if (event.type === 'proposed') candidates.push(event.candidate)
      if (event.type === 'checked') verdicts.set(event.candidate, [event.verdict])
      if (event.type !== 'stopped') yield event
      else if (yield* secondLook(task, parts, ctx, firstUnrefuted(candidates, verdicts))) yield event
      else yield { type: 'stopped', ...refused }
    }
  },
})

async function* rounds<I extends Json, O extends Json>(
  task: Task<I>,
  parts: Parts<I, O>,
  ctx: Context,
  options: { readonly n: number; readonly parallel: number; readonly ending: () => Ending | undefined },
): AsyncGenerator<Event<O>> {
  const sources = parts.proposers.values()
  const nextSource = (): Source<I, O> | undefined => {
    const proposer = sources.next().value
    return proposer && { proposer, number: 0, proposals: proposer.propose(task, ctx, 0)[Symbol.asyncIterator]() }
  }
  let source = nextSource()
  let taken = 0
  let round: Judging<O>[] = []
  try {
    for (let ending: Ending | undefined; ; round = []) {
      while (round.length < options.parallel && ending === undefined) {
        ctx.signal.throwIfAborted()
        if (taken === options.n) ending = { by: 'n', why: `${taken} proposals` }
        else if (source === undefined) ending = { by: 'exhausted', why: `only ${taken} proposals` }
        else ending = options.ending()
        if (ending !== undefined || source === undefined) break

        const candidate = yield* take(task, source, ctx)
        if (candidate === 'refused') ending = refused
        else if (candidate === 'exhausted') source = nextSource()
        else {
          taken++
          const held = yield* lease(ctx, leaseOf.checks(candidate.id)[0], parts.oracle.estimate)
          if (held === undefined) ending = refused
          else round.push({ candidate, lease: held })
        }
      }
      ending = (yield* judge(task, parts, ctx, round)) ?? ending
      if (ending !== undefined) return yield { type: 'stopped', ...ending }
    }
  } finally {
    for (const { lease: held } of round) held.cancel()
    await source?.proposals.return?.()
  }
}

const refused: Ending = { by: 'budget', why: 'the next step does not fit what is left' }

/** The next proposal as a candidate, under a lease. */
async function* take<I extends Json, O extends Json>(
  task: Task<I>,
  source: Source<I, O>,
  ctx: Context,
): AsyncGenerator<Event<O>, Candidate<O> | 'exhausted' | 'refused'> {
  const { name, params, estimate } = source.proposer
  const id = `${task.id}/${name}/${source.number}`
  const step = leaseOf.proposal(id)
  const held = yield* lease(ctx, step, estimate)
  if (held === undefined) return 'refused'
  const next = await work(ctx, held, () => source.proposals.next())
  if (next.done === true) {
    yield settle(held, step, {})
    return 'exhausted'
  }
  source.number++
  const candidate: Candidate<O> = { id, task: task.id, proposer: { name, params }, ...next.value }
  const settled = settle(held, step, candidate.cost)
  yield { type: 'proposed', candidate }
  yield settled
  return candidate
}

/** Checks the candidates of a round at the same time, those with an error once more. Why to end, if that is refused. */
async function* judge<I extends Json, O extends Json>(
  task: Task<I>,
  { oracle }: Parts<I, O>,
  ctx: Context,
  round: readonly Judging<O>[],
): AsyncGenerator<Event<O>, Ending | undefined> {
  const check = ({ candidate, lease: held }: Judging<O>): Promise<Verdict> =>
    work(ctx, held, () => oracle.check(task, candidate, ctx))
  const checks = await Promise.allSettled(round.map(check))
  const again: Candidate<O>[] = []
  for (const [i, { candidate, lease: held }] of round.entries()) {
    const result = checks[i]!
    if (result.status === 'rejected') continue
    yield* tell(candidate, leaseOf.checks(candidate.id)[0], held, result.value)
    if (result.value.outcome === 'error') again.push(candidate)
  }
  for (const result of checks) if (result.status === 'rejected') throw result.reason
  for (const candidate of again) {
    ctx.signal.throwIfAborted()
    const step = leaseOf.checks(candidate.id)[1]
    const held = yield* lease(ctx, step, oracle.estimate)
    if (held === undefined) return refused
    yield* tell(candidate, step, held, await check({ candidate, lease: held }))
  }
  return undefined
}

function* tell<O extends Json>(
  candidate: Candidate<O>,
  step: string,
  held: Lease,
  verdict: Verdict,
): Generator<Event<O>> {
  const settled = settle(held, step, verdict.cost)
  yield { type: 'checked', candidate: candidate.id, verdict }
  yield settled
}
