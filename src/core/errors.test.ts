import { expect, test } from 'vitest'
import { catalogue, type ErrorCode, exitCodes, TrivetError, toTrivetError } from './errors.ts'

test('each code has a remedy that is a sentence, and an exit code', () => {
  for (const [code, { remedy }] of Object.entries(catalogue)) {
    expect(code).toMatch(/^E_[A-Z_]+$/)
    expect(remedy).toMatch(/^[A-Z`].*\.$/)
    expect(Object.values(exitCodes)).toContain(new TrivetError(code as ErrorCode, 'x').exitCode)
  }
})

test('an error carries message, remedy, cause and its wire form', () => {
  const cause = new Error('inner')
  const error = new TrivetError('E_BUDGET', 'No more.', { cause })
  expect(error.cause).toBe(cause)
  expect(error.exitCode).toBe(4)
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    error: { code: 'E_BUDGET', message: 'No more.', remedy: catalogue.E_BUDGET.remedy },
  })
  expect(new TrivetError('E_BUDGET', 'No more.', { remedy: 'Wait.' }).remedy).toBe('Wait.')
})

test('whatever is thrown becomes one of ours', () => {
  const own = new TrivetError('E_INPUT', 'x')
  expect(toTrivetError(own)).toBe(own)
  expect(toTrivetError(AbortSignal.abort().reason)).toMatchObject({ code: 'E_CANCELLED', exitCode: 130 })
  expect(toTrivetError(new TypeError('y'))).toMatchObject({ code: 'E_INTERNAL', message: 'y' })
  expect(toTrivetError('z')).toMatchObject({ code: 'E_INTERNAL', message: 'z' })
})
