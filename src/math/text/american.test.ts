import { expect, test } from 'vitest'
import { toAmerican } from './american.ts'

test.each([
  ['colour', 'color'],
  ['colours', 'colors'],
  ['coloured', 'colored'],
  ['cancelled', 'canceled'],
  ['travelling', 'traveling'],
  ['centre', 'center'],
  ['theatres', 'theaters'],
  ['organisation', 'organization'],
  ['organised', 'organized'],
  ['analysed', 'analyzed'],
  ['grey', 'gray'],
  ['catalogue', 'catalog'],
  ['jewellery', 'jewelry'],
  ['neighbourhood', 'neighborhood'],
])('%s and %s are one word', (british, american) => {
  expect(toAmerican(british)).toBe(toAmerican(american))
  expect(toAmerican(british)).toBe(american)
})

test.each(['four', 'hour', 'tour', 'rise', 'wise', 'acre', 'genre', 'constructor', '__proto__', ''])(
  '%s stays',
  word => {
    expect(toAmerican(word)).toBe(word)
  },
)
