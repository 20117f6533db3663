import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Candidate } from '../../core/candidate.ts'
import type { Cost } from '../../core/cost.ts'
import type { Json } from '../../core/json.ts'
import type { Selector } from '../../core/parts.ts'
import { nonEmptyCheck, type Verdict } from '../../core/verdict.ts'

export type Case =
  | 'prefers the consensus'
  | 'prefers something to nothing'
  | 'breaks ties by cost'
  | 'breaks ties by id'

/** A candidate as the tests write it: `fail` and `error` have no behavior. */
export type Voter = {
  id: string
  proposer?: string
  params?: Json
  behavior: string | 'fail' | 'error' | 'empty' | 'unjudged'
  cost?: Cost
  logprob?: number
}

export const passed = (signature: string, options: { empty?: boolean } = {}): Verdict => ({
  outcome: 'pass',
  strength: 'tested',
  evidence: { probes: 'database', signature, checks: [nonEmptyCheck], bits: options.empty === true ? '0' : '1' },
  cost: {},
})

const verdictsOn = (behavior: string): Verdict[] => {
  switch (behavior) {
    case 'unjudged':
      return []
    case 'fail':
      return [{ outcome: 'fail', strength: 'tested', reason: 'sql-runtime', cost: {} }]
    case 'error':
      // An engine that died may have told something before: it must not count.
      return [{ ...passed('of an error'), outcome: 'error', strength: 'heuristic' }]
    default:
      return [passed(behavior, { empty: behavior === 'empty' })]
  }
}

export const select = (selector: Selector<Json>, voters: readonly Voter[]) =>
  selector.select(
    voters.map(
      ({ id, proposer = 'p', params = {}, cost = {}, logprob }): Candidate => ({
        id,
        task: 't',
        output: null,
        proposer: { name: proposer, params },
        cost,
        ...(logprob === undefined ? {} : { logprob }),
      }),
    ),
    new Map(voters.map(({ id, behavior }) => [id, verdictsOn(behavior)])),
  )

const voters = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 0, max: 30 }).map(number => `t/p/${number}`),
    behavior: fc.constantFrom('a', 'b', 'c', 'empty', 'fail', 'error', 'unjudged'),
    cost: fc.record({ tokensOut: fc.integer({ min: 0, max: 2 }), wallMs: fc.integer({ min: 0, max: 99 }) }),
    logprob: fc.constantFrom(-1, -2),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
)

/** What every selector must do. A selector that rightly differs in a case names it in `skips` with the reason. */
export function describeSelector(
  label: string,
  selector: Selector<Json>,
  skips: Partial<Record<Case, string>> = {},
): void {
  const unlessSkipped = (name: Case, body: () => void): void => {
    const reason = skips[name]
    test(name, context => (reason === undefined ? body() : context.skip(reason)))
  }

  describe(label, () => {
    test('does not depend on the order of candidates', () => {
      fc.assert(
        fc.property(
          voters.chain(list => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
          ([list, shuffled]) => void expect(select(selector, shuffled)).toEqual(select(selector, list)),
        ),
        { numRuns: 300, seed: 1 },
      )
    })

    test('chooses the first of its ranking, with finite numbers, and only what was judged without failing', () => {
      fc.assert(
        fc.property(voters, list => {
          const selection = select(selector, list)
          const able = list.filter(({ behavior }) => !['fail', 'error', 'unjudged'].includes(behavior))
          expect(selection.kind).toBe(able.length === 0 ? 'abstain' : 'chosen')
          for (const { candidate, score } of selection.ranking) {
            expect(able.map(({ id }) => id)).toContain(candidate)
            expect(Number.isFinite(score)).toBe(true)
          }
          if (selection.kind !== 'chosen') return
          expect(selection.ranking[0]).toEqual({ candidate: selection.candidate, score: selection.score })
          expect(Number.isFinite(selection.margin)).toBe(true)
        }),
        { numRuns: 300, seed: 2 },
      )
    })

    test('abstains on no candidates, none judged, all failed, all errors', () => {
      const abstains = { kind: 'abstain', reason: 'no-evidence', ranking: [] }
      expect(select(selector, [])).toEqual(abstains)
      for (const behavior of ['unjudged', 'fail', 'error'])
        expect(
          select(
            selector,
            [0, 1, 2].map(number => ({ id: `t/p/${number}`, behavior })),
          ),
        ).toEqual(abstains)
    })

    test('never counts an error as a vote', () => {
      fc.assert(
        fc.property(voters, list => {
          const without = list.filter(({ behavior }) => behavior !== 'error')
          expect(select(selector, list)).toEqual(select(selector, without))
        }),
        { numRuns: 300, seed: 3 },
      )
    })

    unlessSkipped('prefers something to nothing', () => {
      const list = ['empty', 'empty', 'empty', 'a'].map((behavior, number) => ({ id: `t/p/${number}`, behavior }))
      expect(select(selector, list)).toMatchObject({ kind: 'chosen', candidate: 't/p/3' })
    })

    unlessSkipped('prefers the consensus', () => {
      const behaviors = ['b', 'a', 'fail', 'a', 'c', 'a', 'error', 'a', 'b', 'empty', 'empty']
      const list = behaviors.map((behavior, number) => ({ id: `t/p/${number}`, behavior }))
      expect(select(selector, list)).toMatchObject({ kind: 'chosen', candidate: 't/p/1' })
    })

    unlessSkipped('breaks ties by cost', () => {
      const list = [5, 3, 4].map((tokensOut, number) => ({
        id: `t/p/${number}`,
        behavior: `${number}`,
        cost: { tokensOut, wallMs: 9 - tokensOut },
      }))
      expect(select(selector, list)).toMatchObject({ kind: 'chosen', candidate: 't/p/1' })
    })

    unlessSkipped('breaks ties by id', () => {
      const list = [10, 9, 11].map(number => ({ id: `t/p/${number}`, behavior: `${number}` }))
      expect(select(selector, list)).toMatchObject({ kind: 'chosen', candidate: 't/p/9' })
    })
  })
}
