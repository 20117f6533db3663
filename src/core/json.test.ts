import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashJson, sha256 } from './hash.ts'
import { type Json, toCanonicalJson } from './json.ts'

test('members in code-unit order, undefined ones left out', () => {
  expect(toCanonicalJson({ b: 1, a: [true, null, 'é"'], '\u{1f600}': undefined, B: { y: 0, x: -0 } })).toBe(
    '{"B":{"x":0,"y":0},"a":[true,null,"é\\""],"b":1}',
  )
})

test('any JSON value survives, whatever the order of its members', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, reversed(member)]),
    )
  }
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const text = toCanonicalJson(value as Json)
      expect(toCanonicalJson(reversed(JSON.parse(text)) as Json)).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('a number that JSON lacks is refused, not written as null', () => {
  expect(() => toCanonicalJson({ a: [Number.NaN] })).toThrow(RangeError)
  expect(() => toCanonicalJson(Number.POSITIVE_INFINITY)).toThrow(RangeError)
})

test('hashes', () => {
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(hashJson({ a: 1, b: 2 })).toBe(hashJson({ b: 2, a: 1 }))
  expect(hashJson({ a: 1 })).not.toBe(hashJson({ a: '1' }))
})
