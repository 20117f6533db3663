import { expect, test } from 'vitest'
import type { Candidate } from '../../core/candidate.ts'
import type { Outcome, Verdict } from '../../core/verdict.ts'
import type { SqlOutput } from './task.ts'
import { uncheckedOf, uncheckedShare } from './unchecked.ts'

const judge = (...tried: readonly (readonly [number, ...Outcome[]])[]) => {
  const candidates = tried.map(
    ([share], number): Candidate<SqlOutput> => ({
      id: `${number}`,
      task: 't',
      output: { sql: `SELECT ${number}`, ordered: false },
      proposer: { name: 'p', params: {} },
      cost: {},
      logprob: Math.log(share),
    }),
  )
  const verdicts = new Map(
    tried.flatMap(([, ...outcomes], number): [string, Verdict[]][] =>
      outcomes.length === 0
        ? []
        : [[`${number}`, outcomes.map(outcome => ({ outcome, strength: 'heuristic', cost: {} }))]],
    ),
  )
  return [candidates, verdicts] as const
}

test('what was cut off and not run since is unchecked, with its part of the belief in what was tried', () => {
  const judged = judge([0.5, 'unknown', 'pass'], [0.25, 'unknown'], [0.125, 'fail'], [0.125, 'unknown'], [0.5])
  expect(uncheckedOf(...judged).map(({ id }) => id)).toEqual(['1', '3'])
  expect(uncheckedShare(...judged)).toBeCloseTo(0.375)
  expect(uncheckedShare(...judge([0.5, 'pass'], [0.5, 'error']))).toBe(0)
  expect(uncheckedShare(...judge([0.5]))).toBe(0)
})
