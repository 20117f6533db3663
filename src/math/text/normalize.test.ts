import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameWords, normalize, writtenOut } from './normalize.ts'

test.each([
  ['  Café   Lumière ', 'cafe lumiere'],
  ['Straße', 'strasse'],
  ['STRAẞE', 'strasse'],
  ['Kinga Wróblewicz', 'kinga wroblewicz'],
  ['Łukasz Żółw', 'lukasz zolw'],
  ['Özgür Yıldırımlı', 'ozgur yildirimli'],
  ['İstanbul', 'istanbul'],
  ['Ærøskøbing', 'aeroskobing'],
  ['Œuvre', 'oeuvre'],
  ['Đặng Þór', 'dang thor'],
  ['Thaís Assunção', 'thais assuncao'],
  ['e-mail/URL', 'e mail url'],
  ['ﬁne ①', 'fine 1'],
  ['Ｆｕｌｌ', 'full'],
  ['Москва', 'москва'],
  ['___', ''],
])('%j is read as %j', (text, expected) => {
  expect(normalize(text)).toBe(expected)
})

test.each([
  ['Köln', 'koeln'],
  ['Müller', 'mueller'],
  ['Tromsø', 'tromsoe'],
  ['ÅLESUND', 'aalesund'],
  ['Ko\u0308ln', 'koeln'],
  ['Café', undefined],
  ['Paris', undefined],
])('%j is written out as %j', (text, expected) => {
  expect(writtenOut(text)).toBe(expected)
})

test('names are split into words', () => {
  expect(nameWords('custNo')).toEqual(['cust', 'no'])
  expect(nameWords('HTTPServer_2xx')).toEqual(['http', 'server', '2', 'xx'])
})

test('any text: normalizing twice changes nothing, blanks are single', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), text => {
      const once = normalize(text)
      expect(normalize(once)).toBe(once)
      expect(once).not.toMatch(/^ | $| {2}/)
      writtenOut(text)
    }),
  )
})
