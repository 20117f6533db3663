import type { ResultSummary } from '../../../check/database/sql-oracle.ts'
import type { Candidate } from '../../../core/candidate.ts'
import type { Proposer, Ranked, Selection, Selector } from '../../../core/parts.ts'
import type { Verdict } from '../../../core/verdict.ts'
import type { SqlOutput, SqlQuestion } from '../task.ts'
import { logSoftmax } from './linear.ts'
import { type Models, type Proposed, proposeQueries } from './propose.ts'
import { scoreRank } from './rank.ts'
import { resultFeatures } from './rank-features.ts'
import type { Reading } from './reading.ts'

/** Candidates that are executed at most. */
export const proposalCount = 60

/**
 * The symbolic proposer and the ranker that judges its candidates by their results: two parts of one strategy that
 * share what was read from the question.
 */
export type SymbolicSession = {
  /** The question read with its modifiers. */
  readonly reading: Reading
  /** All candidates, best first by static score; the same for the same question, index and models. */
  readonly proposals: readonly Proposed[]
  readonly proposer: Proposer<SqlQuestion, SqlOutput>
  readonly selector: Selector<SqlOutput>
  /** The candidate of that text. */
  find(sql: string): Proposed | undefined
  /** Candidates in groups of equal results, the likeliest group first, each with its share of the model's belief. */
  groups(candidates: readonly Candidate<SqlOutput>[], verdicts: ReadonlyMap<string, readonly Verdict[]>): ResultGroup[]
}

export type ResultGroup = { readonly share: number; readonly members: readonly Ranked[] }

export function openSession(readings: readonly Reading[], models: Models, weightsId: string): SymbolicSession {
  const proposals = proposeQueries(readings, models, proposalCount)
  const bySql = new Map(proposals.map(proposed => [proposed.sql, proposed]))
  const find = (sql: string): Proposed | undefined => bySql.get(sql)
  const score = (candidate: Candidate<SqlOutput>, verdict: Verdict): number => {
    const proposed = find(candidate.output.sql)
    if (proposed === undefined) return Number.NEGATIVE_INFINITY
    const summary = verdict.outcome === 'pass' ? (verdict.evidence?.detail as ResultSummary) : undefined
    return proposed.score + scoreRank(models.rank, resultFeatures(proposed.built, proposed.reading, summary))
  }

  const groups: SymbolicSession['groups'] = (candidates, verdicts) => {
    // sums of floating numbers depend on their order
    const inOrder = [...candidates].sort((x, y) => (x.id < y.id ? -1 : 1))
    const judged = inOrder.flatMap(candidate => {
      const verdict = verdicts.get(candidate.id)?.at(-1)
      if (verdict === undefined || verdict.outcome === 'error') return []
      return [
        {
          id: candidate.id,
          key: verdict.evidence?.signature ?? candidate.id,
          passed: verdict.outcome === 'pass',
          score: score(candidate, verdict),
        },
      ]
    })
    const shares = logSoftmax(judged.map(({ score }) => score)).map(Math.exp)
    const byKey = new Map<string, { share: number; members: Ranked[] }>()
    for (const [i, { id, key, passed, score }] of judged.entries()) {
      if (!passed) continue
      const group = byKey.get(key) ?? { share: 0, members: [] }
      group.share += shares[i]!
      group.members.push({ candidate: id, score })
      byKey.set(key, group)
    }
    const sorted = [...byKey.values()].map(group => ({
      ...group,
      members: group.members.sort((x, y) => y.score - x.score || (x.candidate < y.candidate ? -1 : 1)),
    }))
    return sorted.sort((x, y) => y.share - x.share || (x.members[0]!.candidate < y.members[0]!.candidate ? -1 : 1))
  }

  return {
    reading: readings[0]!,
    proposals,
    find,
    groups,
    proposer: {
      name: 'grammar',
      params: { weights: weightsId },
      estimate: {},
      propose: async function* (_task, _ctx, from) {
        for (const { sql, built, score } of proposals.slice(from)) {
          const ordered = built.query.kind === 'select' && built.query.orderBy.length > 0
          yield { output: { sql, ordered }, cost: {}, logprob: score }
        }
      },
    },
    selector: {
      name: 'learned-rank',
      params: { weights: weightsId },
      select: (candidates, verdicts): Selection => {
        const found = groups(candidates, verdicts)
        const ranking = found.flatMap(({ members }) => members)
        const [best, second] = found
        if (best === undefined) return { kind: 'abstain', reason: 'no-evidence', ranking }
        const chosen = best.members[0]!
        return {
          kind: 'chosen',
          candidate: chosen.candidate,
          score: chosen.score,
          margin: best.share - (second?.share ?? 0),
          ranking,
        }
      },
    },
  }
}
