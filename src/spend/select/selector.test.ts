import { describe, expect, it } from 'vitest'
import type { Json } from '../../core/json.ts'
import type { Selector } from '../../core/parts.ts'
import { selector as executionGuided } from './execution-guided.ts'
import { selector as firstPass } from './first-pass.ts'
import { selector as majority } from './majority.ts'
import type { registry } from './registry.gen.ts'
import { type Case, describeSelector, select, type Voter } from './selector.suite.ts'

const byOrder = 'it goes by the order of proposals'
const byOrderSkips = { 'prefers the consensus': byOrder, 'breaks ties by cost': byOrder }
type Tried = { readonly selector: Selector<Json>; readonly skips?: Partial<Record<Case, string>> }

/** Each selector of the folder. */
const tried: Record<keyof typeof registry, Tried> = {
  'execution-guided': { selector: executionGuided(), skips: byOrderSkips },
  'first-pass': {
    selector: firstPass(),
    skips: { ...byOrderSkips, 'prefers something to nothing': 'what passed need not give anything' },
  },
  majority: { selector: majority() },
}

for (const [name, { selector, skips }] of Object.entries(tried)) {
  it(`${name} is called like its file`, () => expect(selector.name).toBe(name))
  describeSelector(name, selector, skips)
}

const voter = (number: number, behavior: string, rest: Partial<Voter> = {}): Voter => ({
  id: `t/p/${number}`,
  behavior,
  ...rest,
})

describe('majority', () => {
  it('counts votes and margin', () => {
    const list = ['a', 'b', 'a', 'c', 'a', 'b'].map((behavior, number) => voter(number, behavior))
    expect(select(majority(), list)).toEqual({
      kind: 'chosen',
      candidate: 't/p/0',
      score: 3,
      margin: 1,
      ranking: [
        { candidate: 't/p/0', score: 3 },
        { candidate: 't/p/1', score: 2 },
        { candidate: 't/p/3', score: 1 },
      ],
    })
  })

  it('gives a deterministic proposer one vote a behavior', () => {
    const greedy = { proposer: 'greedy', params: { temperature: 0 } }
    const list = [voter(0, 'a', greedy), voter(1, 'a', greedy), voter(2, 'b'), voter(3, 'b')]
    expect(select(majority(), list)).toMatchObject({ candidate: 't/p/2', score: 2, margin: 1 })
    expect(select(majority(), [voter(0, 'a', { params: { temperature: 1 } }), ...list])).toMatchObject({ margin: 0 })
  })

  it('returns the cheapest member, then the most probable', () => {
    const cost = { tokensOut: 1 }
    const list = [
      voter(0, 'a', { cost: { tokensOut: 2 }, logprob: 0 }),
      voter(1, 'a', { cost, logprob: -3 }),
      voter(2, 'a', { cost, logprob: -1 }),
    ]
    expect(select(majority(), list)).toMatchObject({ candidate: 't/p/2' })
  })

  it('breaks ties by the summed log-probability before the cost, where all have one', () => {
    const list = [
      voter(0, 'a', { cost: { tokensOut: 1 }, logprob: -2 }),
      voter(1, 'b', { cost: { tokensOut: 5 }, logprob: -1 }),
    ]
    expect(select(majority(), list)).toMatchObject({ candidate: 't/p/1', margin: 0 })
    expect(select(majority(), [...list, voter(2, 'c', { cost: { tokensOut: 9 } })])).toMatchObject({
      candidate: 't/p/0',
    })
  })

  it('shows with a negative margin that an empty behavior had more votes', () => {
    const list = ['empty', 'empty', 'a'].map((behavior, number) => voter(number, behavior))
    expect(select(majority(), list)).toMatchObject({ candidate: 't/p/2', score: 1, margin: -1 })
  })
})

describe('first-pass and execution-guided', () => {
  it('go by the rank of the proposers, then by number', () => {
    const list = [voter(0, 'a', { proposer: 'weak' }), voter(11, 'b', { proposer: 'strong' }), voter(2, 'c')]
    for (const made of [firstPass, executionGuided]) {
      expect(select(made({ proposers: ['strong', 'weak'] }), list)).toMatchObject({ candidate: 't/p/11' })
      expect(select(made(), list)).toMatchObject({ candidate: 't/p/0' })
    }
  })
})
