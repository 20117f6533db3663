import { expect, test } from 'vitest'
import { type Rng, seedRng } from './rng.ts'

const draw = (rng: Rng): number[] => Array.from({ length: 5 }, () => rng.uniform())

test('a stream depends on its seed and labels, not on the order of use', () => {
  const early = seedRng(1).fork('a').fork('b')
  const used = seedRng(1)
  used.uniform()
  used.fork('c').uniform()
  const late = used.fork('a')
  late.integer(10)
  expect(draw(late.fork('b'))).toEqual(draw(early))
  expect(draw(seedRng(1).fork('a/b'))).toEqual(draw(seedRng(1).fork('a').fork('b')))
  for (const other of [seedRng(1), seedRng(2).fork('a').fork('b'), seedRng(1).fork('b').fork('a')])
    expect(draw(other)).not.toEqual(draw(seedRng(1).fork('a').fork('b')))
})

test('the streams stay what they are from release to release', () => {
  const rng = seedRng(42)
  expect([rng.integer(1000), rng.integer(1000), rng.integer(2 ** 50)]).toMatchInlineSnapshot(`
    [
      811,
      890,
      191363845927857,
    ]
  `)
  expect(rng.fork('x').shuffle([1, 2, 3, 4, 5, 6])).toMatchInlineSnapshot(`
    [
      5,
      6,
      1,
      4,
      3,
      2,
    ]
  `)
})

test('draws are even', () => {
  const rng = seedRng(7)
  const counts = new Array<number>(10).fill(0)
  for (let i = 0; i < 20_000; i++) counts[rng.integer(10)]!++
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200)

  // the first draws of sibling streams are as even as the draws of one
  const siblings = Array.from({ length: 20_000 }, (_, i) => seedRng(7).fork(`${i}`).uniform())
  expect(Math.abs(siblings.reduce((a, b) => a + b) / siblings.length - 0.5)).toBeLessThan(0.01)
  expect(new Set(siblings).size).toBe(siblings.length)
})

test('a shuffle keeps the items and the input', () => {
  const items = [1, 2, 3, 4, 5]
  expect(seedRng(3).shuffle(items).sort()).toEqual(items)
  expect(items).toEqual([1, 2, 3, 4, 5])
  expect(seedRng(3).shuffle([])).toEqual([])
})

test('only a positive whole range', () => {
  for (const n of [0, -1, 1.5, Number.NaN]) expect(() => seedRng(1).integer(n)).toThrow(RangeError)
})
