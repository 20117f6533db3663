import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkQuery } from '../../../check/database/gate.ts'
import type { Candidate } from '../../../core/candidate.ts'
import type { Verdict } from '../../../core/verdict.ts'
import { smallShop } from '../link/small-index.suite.ts'
import type { SqlOutput } from '../task.ts'
import { type ReadingOptions, readingsOf } from './reading.ts'
import { openSession, proposalCount } from './session.ts'
import { loadWeights } from './weights.ts'

const index = smallShop()
const { models, id } = await loadWeights()
const options: ReadingOptions = { now: Date.parse('2024-07-01'), manner: 'ask' }
const sessionOf = (question: string) => openSession(readingsOf(question, index, options), models, id)
const candidatesOf = (question: string): Candidate<SqlOutput>[] =>
  sessionOf(question).proposals.map(({ sql }, i) => ({
    id: `task/grammar/${i}`,
    task: 'task',
    output: { sql, ordered: false },
    proposer: { name: 'grammar', params: {} },
    cost: {},
  }))
const passed = (signature: string, rows = 1): Verdict => ({
  outcome: 'pass',
  strength: 'heuristic',
  evidence: {
    signature,
    detail: { rows, columns: 1, truncated: false, allNull: false, allZero: false, repeated: false },
  },
  cost: {},
})

describe('the right query is among the proposals', () => {
  for (const [question, sql] of [
    ['How many customers are there?', 'SELECT count(*) FROM customer'],
    ['How many customers are from Germany?', "SELECT count(*) FROM customer WHERE country = 'Germany'"],
    ['email of acme', "SELECT email FROM customer WHERE name = 'Acme GmbH'"],
    [
      'Which customers never purchased anything?',
      'SELECT name FROM customer WHERE id NOT IN (SELECT customer_id FROM purchase WHERE customer_id IS NOT NULL)',
    ],
    ['What is the average list price of products?', 'SELECT avg(list_price) FROM product'],
    ['products without a color', 'SELECT name FROM product WHERE color IS NULL'],
  ] as const) {
    it(question, () => expect(sessionOf(question).proposals.map(proposal => proposal.sql)).toContain(sql))
  }
})

it('proposes queries that pass the gate, the same ones each time, each once, and never throws', () => {
  const words = fc.constantFrom(
    'how',
    'many',
    'customers',
    'products',
    'by',
    'month',
    'country',
    'most',
    'not',
    'average',
    'price',
    'Acme',
    '2023',
    '5',
    'top',
    'both',
    'and',
    'without',
    'percentage',
    'including',
    'none',
    'qty',
    'times',
    'unit',
    'minus',
    'or',
    'than',
  )
  const question = fc.oneof(
    fc.string({ minLength: 1, maxLength: 60 }),
    fc.array(words, { minLength: 1, maxLength: 12 }).map(list => list.join(' ')),
  )
  fc.assert(
    fc.property(question, text => {
      const { proposals } = sessionOf(text)
      expect(proposals.length).toBeLessThanOrEqual(proposalCount)
      expect(new Set(proposals.map(({ sql }) => sql)).size).toBe(proposals.length)
      for (const { built, sql, score } of proposals) {
        expect(checkQuery(built.query, index.schema).sql).toBe(sql)
        expect(Number.isFinite(score)).toBe(true)
      }
      expect(sessionOf(text).proposals.map(({ sql }) => sql)).toEqual(proposals.map(({ sql }) => sql))
    }),
    { seed: 5, numRuns: 30 },
  )
})

describe('the ranker', () => {
  const candidates = candidatesOf('How many customers are from Germany?')
  const { selector } = sessionOf('How many customers are from Germany?')

  it('abstains without evidence', () => {
    expect(selector.select(candidates, new Map())).toMatchObject({ kind: 'abstain', reason: 'no-evidence' })
    const errors = new Map(
      candidates.map(one => [one.id, [{ outcome: 'error', strength: 'heuristic', cost: {} } as const]]),
    )
    expect(selector.select(candidates, errors)).toMatchObject({ kind: 'abstain' })
  })

  it('does not depend on the order of candidates', () => {
    const verdicts = new Map(candidates.map((one, i) => [one.id, [passed(`result ${i % 5}`)]]))
    const straight = selector.select(candidates, verdicts)
    expect(selector.select([...candidates].reverse(), verdicts)).toEqual(straight)
  })

  it('never chooses a query that failed', () => {
    const verdicts = new Map<string, Verdict[]>(
      candidates.map(one => [one.id, [{ outcome: 'fail', strength: 'heuristic', reason: 'sql-runtime', cost: {} }]]),
    )
    const last = candidates.at(-1)!
    verdicts.set(last.id, [passed('only')])
    expect(selector.select(candidates, verdicts)).toMatchObject({ kind: 'chosen', candidate: last.id })
  })
})
