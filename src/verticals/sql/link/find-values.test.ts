import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../check/database/open.ts'
import { packageFolder } from '../../../core/paths.ts'
import { findValues } from './find-values.ts'
import { tokenize } from './question.ts'
import { buildIndex, type SchemaIndex } from './schema-index.ts'
import { smallIndex } from './small-index.suite.ts'

/** The hits of a question, one text each: the words, the column, the stored value, the score. */
function found(question: string, index: SchemaIndex): string[] {
  const tokens = tokenize(question)
  return findValues(question, tokens, index).map(({ from, to, column, value, score }) => {
    const said = tokens.slice(from, to).map(token => token.text)
    return `${said.join(' ')} > ${index.columns[column]!.name}=${value} ${score.toFixed(2)}`
  })
}

const folder = join(packageFolder(), 'dist', 'samples')
const hasSamples = existsSync(join(folder, 'shop.sqlite'))
if (!hasSamples) console.log('skipped: the sample databases are not made (tsx scripts/make-samples.ts dist/samples)')

const samples: Readonly<Record<string, string>> = {
  shop: `
    how many orders came in with coupon welcome 10? | welcome 10 > coupon=WELCOME10 0.97
    email of cafe lumiere | cafe lumiere > fullName=Café Lumière 1.00
    email of cafe | cafe > fullName=Café Lumière 0.88
    orders of malgorzata | malgorzata > fullName=Małgorzata Gąska 0.88 ; malgorzata > fullName=Małgorzata Wróblewicz 0.88
    orders of wroblewicz | wroblewicz > fullName=Kinga Wróblewicz 0.88 ; wroblewicz > fullName=Małgorzata Wróblewicz 0.88 ; wroblewicz > fullName=Zbigniew Wróblewicz 0.88
    orders of Kinga Wroblewitz | Kinga Wroblewitz > fullName=Kinga Wróblewicz 0.94
    products of Nordlicht Textl AB | Nordlicht Textl AB > company_name=Nordlicht Textil AB 0.95
    products of nordlicht | nordlicht > company_name=Nordlicht Textil AB 0.87
    who referred Lukas Peterson? | Lukas Peterson > fullName=Lukas Petersen 0.93
    cancelled orders | cancelled > status=canceled 0.98 ; cancelled > status=canceled 0.98
    number of orders for each Swedish customer | Swedish > country=Sweden 0.95 ; Swedish > country=Sweden 0.95
    customers from Sveden | Sveden > country=Sweden 0.83 ; Sveden > country=Sweden 0.83
    what percentage of our customers are companies? | companies > custType=company 0.98
    products of the tents category | tents > name=Tents 1.00
    revenue by month for 2023, line discounts taken off, all orders no matter what status |
    who are the customers that placed the most orders? |
    which products came last in the ranking of returns? |`,
  clinic: `
    How many female patients are registered? | female > sex=F 0.95
    how many women and how many men | women > sex=F 0.95 ; men > sex=M 0.95
    patients living in koln | koln > city=Köln 1.00
    patients living in koeln | koeln > city=Köln 0.98
    How much is a pack of Ibuprofin? | Ibuprofin > drug_name=Ibuprofen 0.89
    price of ibuprfoen | ibuprfoen > drug_name=Ibuprofen 0.89
    visits with doctor benoit garcon | benoit > first_nm=Benoît 1.00 ; garcon > last_nm=Garçon 1.00 ; garcon > fam_name=Garçon 1.00
    visits with doctor Benoit Garcn | Benoit > first_nm=Benoît 1.00 ; Garcn > last_nm=Garçon 0.83 ; Garcn > fam_name=Garçon 0.83
    stay of visit type I | I > visit_type=I 1.00
    can I see what I have |
    average fee of a visit |
    visits of type e | e > visit_type=E 1.00
    patients with smoker y or n |`,
}

describe.skipIf(!hasSamples)('in the samples', () => {
  for (const [name, table] of Object.entries(samples)) {
    describe(name, () => {
      let index: SchemaIndex
      beforeAll(async () => {
        const database = await openDatabase(join(folder, `${name}.sqlite`))
        index = await buildIndex(database, { signal: new AbortController().signal })
        await database.close()
      }, 60_000)
      test.each(
        table
          .trim()
          .split('\n')
          .map(line => line.split('|').map(part => part.trim())),
      )('%s', (question, expected) => {
        expect(found(question!, index).join(' ; ')).toBe(expected)
      })
    })
  }
})

const world = smallIndex({
  person: {
    id: [1, 2, 3, 4, 5],
    name: ['Kinga Lis', 'Kinga Maj', 'Kinga Nowak', 'Kinga Olech', 'Bo de la Cruz'],
    gender: ['Female', 'Female', 'Female', 'Male', 'Male'],
    nationality: ['American', 'Swedish', 'British', 'German', 'Swiss'],
    smoker: ['Y', 'N', 'Y', 'N', 'Y'],
    note: ['x'.repeat(81), 'likes the sea', null, null, null],
  },
  firm: {
    id: [1, 2, 3, 4],
    title: ["Levi's Store", 'Smith & Sons', 'The Beatles', 'Færøy Łódź Işık'],
    country: ['US', 'SE', 'UK', 'DE'],
    state: ['CA', 'NY', 'TX', 'NY'],
    currency: ['EUR', 'USD', 'GBP', 'EUR'],
    browser: ['Samsung Internet', 'Chrome', 'Firefox', 'Edge'],
    opened: ['Mon', 'Tue', 'Sat', 'Sun'],
    email: ['info@lumen.example', 'a@b.example', null, null],
    code: ['AB1234', 'AB1235', 'CD9999', 'EF1000'],
    price: ['12.50', '13.50', '14.50', '15.50'],
    founded: ['2001-05-01', '2002-05-01', '2003-05-01', '2004-05-01'],
  },
})

test.each([
  // run together and apart
  ['browser samsunginternet', 'samsunginternet > browser=Samsung Internet 0.97'],
  ['Samsung-Internet users', 'Samsung Internet > browser=Samsung Internet 1.00'],
  ['fire fox users', 'fire fox > browser=Firefox 0.97'],
  // in part
  ['orders of cruz', 'cruz > name=Bo de la Cruz 0.86'],
  ['orders of bo', ''],
  ['orders of kinga', 'kinga > name=Kinga Lis 0.88 ; kinga > name=Kinga Maj 0.88 ; kinga > name=Kinga Nowak 0.88'],
  ['levi orders', "levi > title=Levi's Store 0.87"],
  ["Levi's Store orders", "Levi Store > title=Levi's Store 0.98"],
  ['orders of smith and sons', 'smith and sons > title=Smith & Sons 0.98'],
  ['songs of beatles', 'beatles > title=The Beatles 0.98'],
  ['faeroy lodz isik', 'faeroy lodz isik > title=Færøy Łódź Işık 1.00'],
  ['the firm Samsung Internet browser', 'Samsung Internet > browser=Samsung Internet 1.00'],
  // misspelled
  ['firms that use Frefox', 'Frefox > browser=Firefox 0.86'],
  ['orders of Kniga Nowak', 'Kniga Nowak > name=Kinga Nowak 0.91'],
  ['with code AB1236', ''],
  ['mail to infos lumin', ''],
  // other words
  ['americans by name', 'americans > nationality=American 0.98 ; americans > country=US 0.93'],
  ['firms from the USA', 'USA > nationality=American 0.95 ; USA > country=US 0.93'],
  ['US firms', 'US > country=US 1.00'],
  ['show us the firms', ''],
  ['people from Sweden', 'Sweden > nationality=Swedish 0.95 ; Sweden > country=SE 0.93'],
  ['british people', 'british > nationality=British 1.00 ; british > country=UK 0.93'],
  ['firms in California', 'California > state=CA 0.93'],
  ['paid in euros', 'euros > currency=EUR 0.95'],
  ['how many women', 'women > gender=Female 0.95'],
  ['opened on mondays', 'mondays > opened=Mon 0.95'],
  ['who sat in the sun', 'sat > opened=Sat 1.00 ; sun > opened=Sun 1.00'],
  // no values by themselves
  ['is it y or n, t or f, 1 or 0', ''],
  ['costs 12.50 since 2001', '12.50 > price=12.50 1.00'],
  ['constructor of __proto__ and toString', ''],
  ['in no store, but out of its own', ''],
  ['"Kinga Nowk"', 'Kinga Nowk > name=Kinga Nowak 0.91'],
])('%s', (question, expected) => {
  expect(found(question, world).join(' ; ')).toBe(expected)
})

test('any text: never throws, spans lie inside the tokens, scores in (0, 1], the same twice', () => {
  const pieces = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      'Kinga',
      'kniga',
      'Swedish',
      '"',
      "'",
      'smith and',
      'AB1234',
      'I',
      'US',
      '🙂',
      'toString',
      'ł',
      '2nd',
    ),
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), parts => {
      const question = parts.join(' ')
      const tokens = tokenize(question)
      const hits = findValues(question, tokens, world)
      for (const { from, to, score, column, value } of hits) {
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeGreaterThan(from)
        expect(to).toBeLessThanOrEqual(tokens.length)
        expect(score).toBeGreaterThan(0)
        expect(score).toBeLessThanOrEqual(1)
        expect(world.columns[column]!.profile.values).toContain(value)
      }
      expect(findValues(question, tokens, world)).toEqual(hits)
    }),
  )
})

test('a question of 100 kB ends', () => {
  const long = 'constructor lorem Ipsumm Swedish sit amet 12 '.repeat(2300)
  expect(findValues(long, tokenize(long), world).length).toBeGreaterThan(0)
})
