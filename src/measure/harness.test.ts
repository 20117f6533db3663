import { describe, expect, it } from 'vitest'
import type { Candidate } from '../core/candidate.ts'
import { TrivetError } from '../core/errors.ts'
import { plantedContext } from '../core/planted.suite.ts'
import type { Rng } from '../core/rng.ts'
import type { Verdict } from '../core/verdict.ts'
import { selector as majority } from '../spend/select/majority.ts'
import { describeEvidence } from './evidence.suite.ts'
import { defineEvidence, type EvidenceRow, type EvidenceSize, measureOf } from './evidence.ts'
import { runEvidence } from './harness.ts'
import { printEvidence, printNumber } from './table.ts'

/** Condorcet's claim over seeded voters: five that are right in 60 % of the tasks, and else spread over four wrong answers. */
const voters = 5
type Ballots = readonly (readonly number[])[]

const castBallots = (tasks: number, rng: Rng): Ballots =>
  Array.from({ length: tasks }, () =>
    Array.from({ length: voters }, () => (rng.uniform() < 0.6 ? 0 : 1 + rng.integer(4))),
  )

function accuracyOfVote(ballots: Ballots, signatureOf: (vote: number, voter: number) => string): number {
  const right = ballots.filter(votes => {
    const candidates = votes.map(
      (vote, voter): Candidate => ({
        id: `t/${voter}`,
        task: 't',
        output: vote,
        proposer: { name: `voter ${voter}`, params: {} },
        cost: {},
      }),
    )
    const verdicts = votes.map((vote, voter): [string, Verdict[]] => [
      `t/${voter}`,
      [{ outcome: 'unknown', strength: 'heuristic', evidence: { signature: signatureOf(vote, voter) }, cost: {} }],
    ])
    const selection = majority().select(candidates, new Map(verdicts))
    return selection.kind === 'chosen' && votes[Number(selection.candidate.slice(2))] === 0
  })
  return right.length / ballots.length
}

const baselinesOf = (ballots: Ballots): EvidenceRow[] =>
  Array.from({ length: voters }, (_, voter) => ({
    arm: `voter ${voter}`,
    role: 'baseline' as const,
    values: { accuracy: ballots.filter(votes => votes[voter] === 0).length / ballots.length },
  }))

const jury = defineEvidence<number>({
  slug: 'jury',
  paper: 'Condorcet, Essai sur l’application de l’analyse, 1785',
  claim: 'A majority of independent voters that are mostly right is right more often than each of them.',
  data: [],
  sizes: { smoke: 300, standard: 2000 },
  run: async (tasks, { rng }) => {
    const ballots = castBallots(tasks, rng)
    const accuracy = accuracyOfVote(ballots, vote => `${vote}`)
    return [{ arm: 'majority', role: 'method', values: { accuracy } }, ...baselinesOf(ballots)]
  },
  shape: {
    'majority beats the best single voter by 0.1': rows =>
      measureOf(rows, 'majority', 'accuracy') >=
      Math.max(...rows.filter(row => row.role === 'baseline').map(row => row.values.accuracy!)) + 0.1,
  },
  // Every voter is taken for another behavior: nothing is left to agree on.
  cripple: async (tasks, { rng }) => {
    const ballots = castBallots(tasks, rng)
    const accuracy = accuracyOfVote(ballots, (_, voter) => `${voter}`)
    return [{ arm: 'majority', role: 'method', values: { accuracy } }, ...baselinesOf(ballots)]
  },
})

describeEvidence(jury)

const at = (size: EvidenceSize = 'smoke', seed = 1) => ({ size, seed, ctx: plantedContext() })
const methodRow = (accuracy: number): EvidenceRow => ({ arm: 'majority', role: 'method', values: { accuracy } })
const baselineRow: EvidenceRow = { arm: 'voter', role: 'baseline', values: { accuracy: 0.5 } }
const tiny = (run: EvidenceRow[], cripple: EvidenceRow[]) =>
  runEvidence(
    {
      ...jury,
      run: async () => run,
      cripple: async () => cripple,
      shape: { better: rows => measureOf(rows, 'majority', 'accuracy') > measureOf(rows, 'voter', 'accuracy') },
    },
    at(),
  )

describe('runEvidence', () => {
  it('finds that a claim holds and that its crippled variant is rejected', async () => {
    for (const seed of [1, 2, 3]) {
      const result = await runEvidence(jury, at('smoke', seed))
      expect(result).toMatchObject({ slug: 'jury', size: 'smoke', seed, holds: true, cripple: { holds: false } })
      expect(result.rows).toHaveLength(6)
      expect(result.reason).toBeUndefined()
    }
  })

  it('repeats with its seed and differs with another', async () => {
    const first = await runEvidence(jury, at('standard', 5))
    expect(await runEvidence(jury, at('standard', 5))).toEqual(first)
    expect((await runEvidence(jury, at('standard', 6))).rows).not.toEqual(first.rows)
  })

  it('reports a claim that does not hold as such', async () => {
    const result = await tiny([methodRow(0.5), baselineRow], [methodRow(0.4), baselineRow])
    expect(result).toMatchObject({
      holds: false,
      checks: [{ name: 'better', holds: false }],
      cripple: { holds: false },
    })
  })

  it('reports absent data, by list or by loader, and never more', async () => {
    const nothing = { holds: null, rows: [], cripple: { holds: null } }
    const listed = await runEvidence({ ...jury, data: ['nowhere/nothing.json'] }, at())
    expect(listed).toMatchObject({ ...nothing, reason: 'data absent: nowhere/nothing.json' })
    const loading = await runEvidence(
      {
        ...jury,
        run: async () => {
          throw new TrivetError('E_DATA_ABSENT', 'It is missing.')
        },
      },
      at(),
    )
    expect(loading).toMatchObject({ ...nothing, reason: 'data absent: It is missing.' })
  })

  it('decides nothing when the crippled run passes, changes a baseline or loses a number', async () => {
    const fine = [methodRow(0.6), baselineRow]
    expect(await tiny(fine, fine)).toMatchObject({
      holds: null,
      cripple: { holds: true },
      reason: expect.stringContaining('passes'),
    })
    const moved = { ...baselineRow, values: { accuracy: 0.7 } }
    expect(await tiny(fine, [methodRow(0.4), moved])).toMatchObject({
      holds: null,
      reason: expect.stringContaining('changes the baseline voter'),
    })
    const another = { ...baselineRow, arm: 'other' }
    expect(await tiny(fine, [methodRow(0.4), baselineRow, another])).toMatchObject({ holds: null })
    expect(await tiny(fine, [methodRow(Number.NaN), baselineRow])).toMatchObject({
      holds: null,
      reason: expect.stringContaining('NaN'),
    })
  })

  it('refuses a run without finite rows, a method, a baseline, and unknown sizes', async () => {
    const broken = { code: 'E_INTERNAL' }
    await expect(tiny([methodRow(Number.POSITIVE_INFINITY), baselineRow], [])).rejects.toMatchObject(broken)
    await expect(tiny([baselineRow], [])).rejects.toMatchObject(broken)
    await expect(tiny([methodRow(1)], [])).rejects.toMatchObject(broken)
    await expect(tiny([methodRow(1), methodRow(1), baselineRow], [])).rejects.toMatchObject(broken)
    await expect(runEvidence(jury, at('full'))).rejects.toMatchObject({ code: 'E_USAGE' })
  })
})

it('defineEvidence refuses what checks nothing', () => {
  expect(() => defineEvidence({ ...jury, shape: {} })).toThrow('checks nothing')
  expect(() => defineEvidence({ ...jury, slug: 'Not Kebab' })).toThrow('kebab')
})

it('printEvidence shows rows, checks and verdict', async () => {
  const other: EvidenceRow = {
    arm: 'voter',
    role: 'baseline',
    values: { accuracy: 0.5, calls: 120 },
    exploratory: true,
  }
  const result = await tiny([methodRow(2 / 3), other], [methodRow(0.4), other])
  expect(printEvidence(result).split('\n')).toEqual([
    'jury (smoke, seed 1): holds',
    '',
    'arm                  role      accuracy  calls',
    'majority             method      0.6667      -',
    'voter (exploratory)  baseline       0.5    120',
    '',
    'yes  better',
    'crippled run: rejected',
  ])
  expect(printEvidence(await runEvidence({ ...jury, data: ['none'] }, at()))).toBe(
    'jury (smoke, seed 1): undecided (data absent: none)',
  )
  expect(printNumber(0.000012345)).toBe('0.00001234')
})
