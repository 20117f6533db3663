import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkQuestion } from '../../link/match.ts'
import { smallShop } from '../../link/small-index.suite.ts'
import { findModifiers } from './find-modifiers.ts'
import { flagValues } from './flag.ts'

const index = smallShop()
const now = Date.parse('2024-07-01')
const found = (question: string): string[] =>
  findModifiers(linkQuestion(question, index), index, now, 'ask').map(modifier => {
    switch (modifier.kind) {
      case 'period':
        return `period ${modifier.period.low ?? ''}..${modifier.period.high ?? ''}`
      case 'date-group':
        return `date-group ${modifier.unit}`
      case 'missing':
      case 'flag':
        return `${modifier.kind} ${index.columns[modifier.column]!.name}${modifier.kind === 'flag' ? ` ${modifier.value}` : modifier.not ? ' not' : ''}`
      default:
        return modifier.kind
    }
  })

describe('recognizes what stands beside the sketch', () => {
  for (const [question, ...expected] of [
    ['how many purchases in 2023', 'period 2023-01-01..2024-01-01'],
    ['purchases last month', 'period 2024-06-01..2024-07-01'],
    ['purchases by month', 'date-group month'],
    ['revenue per month in 2023', 'date-group month', 'period 2023-01-01..2024-01-01'],
    ['customers without email', 'missing email'],
    ['Which customers have no e-mail?', 'missing email'],
    ['products with no color recorded', 'missing color'],
    ['unshipped purchases', 'missing shipped_on'],
    ['customers with the newsletter', 'flag newsletter true'],
    ['customers who do not get the newsletter', 'flag newsletter false'],
    ['percentage of customers from Germany', 'share'],
    ['purchases per customer, including customers with none', 'including-zero'],
    ['purchases per customer, 0 if none', 'including-zero'],
    ['also list the customers that have no purchases'],
    ['customers per country, please include the countries with none', 'including-zero'],
    ['products with a known color', 'missing color not'],
    ['colors, skip products without a color', 'missing color not'],
    ['customers: name, email', 'shown'],
    ['customer with the highest total - name and total', 'shown'],
    ['products, cheapest first', 'sorted'],
    ['most expensive product of each color', 'within'],
    ['the highest price per color'],
    ['customers not from Germany', 'not-value'],
    [
      'customers who ordered in 2022 but not in 2023',
      'period 2022-01-01..2023-01-01',
      'period 2023-01-01..2024-01-01',
      'periods-apart',
    ],
    ['purchases in 2022 and 2023', 'period 2022-01-01..2023-01-01', 'period 2023-01-01..2024-01-01'],
    [
      'How much did the number of purchases grow from 2022 to 2023?',
      'aside',
      'change',
      'period 2022-01-01..2023-01-01',
      'period 2023-01-01..2024-01-01',
    ],
    ['average number of purchases per customer', 'average-count'],
    ['average price, rounded to 2 decimals', 'rounded'],
    ['products above twice the average price', 'factor'],
    ['purchases of 20 percent'],
    ['names of all customers'],
    ['products whose price is above 20'],
  ] as const) {
    it(question, () => expect(found(question).sort()).toEqual([...expected].sort()))
  }
})

it('knows the two forms of yes/no columns', () => {
  const column = index.columns.find(({ name }) => name === 'newsletter')!
  expect(flagValues(column)).toEqual([1, 0])
  expect(flagValues(index.columns.find(({ name }) => name === 'name')!)).toBeUndefined()
})

it('never throws, stays inside the question and without overlap', () => {
  const words = fc.constantFrom(
    'no',
    'without',
    'email',
    'color',
    'by',
    'month',
    'in',
    '2023',
    'percent',
    'of',
    'customers',
    'zero',
    'including',
    'newsletter',
    'last',
    'week',
    'constructor',
    '"',
    "'",
    '5',
    'each',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 80 }),
        fc.array(words, { maxLength: 15 }).map(list => list.join(' ')),
      ),
      question => {
        const linked = linkQuestion(question, index)
        const spans = findModifiers(linked, index, now, 'ask')
          .map(({ span }) => span)
          .sort((x, y) => x.from - y.from)
        for (const [i, span] of spans.entries()) {
          expect(span.from).toBeGreaterThanOrEqual(i === 0 ? 0 : spans[i - 1]!.to)
          expect(span.to).toBeGreaterThan(span.from)
          expect(span.to).toBeLessThanOrEqual(linked.tokens.length)
        }
      },
    ),
    { seed: 3, numRuns: 500 },
  )
})
