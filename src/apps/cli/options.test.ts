import { describe, expect, test } from 'vitest'
import { toBudget, toCount, toDate, toForm, toLimits, toText } from './options.ts'

describe('options', () => {
  test('read what they mean', () => {
    expect(toBudget('usd=0.05,seconds=20')).toEqual({ usdMicros: 50_000, wallMs: 20_000 })
    expect(toBudget(' seconds = 1.5')).toEqual({ wallMs: 1500 })
    expect(toCount('12', 'n')).toBe(12)
    expect(toDate('2024-02-29', 'as-of')).toBe('2024-02-29')
    expect(toLimits({ timeout: '0.5', maxRows: '3' })).toEqual({ wallMs: 500, rows: 3 })
    expect(toLimits({})).toEqual({})
    expect([toForm({}), toForm({ json: true }), toForm({ csv: true }), toForm({ markdown: true })]).toEqual([
      'table',
      'json',
      'csv',
      'markdown',
    ])
  })

  test('refuse the rest by name', () => {
    for (const wrong of [
      () => toBudget('eur=1'),
      () => toBudget(''),
      () => toBudget('seconds=-1'),
      () => toCount('-1', 'n'),
      () => toCount('1e3', 'n'),
      () => toCount('99999999999999999999', 'n'),
      () => toDate('2023-02-29', 'as-of'),
      () => toDate('today', 'as-of'),
      () => toLimits({ timeout: '0' }),
      () => toLimits({ timeout: 'soon' }),
      () => toForm({ json: true, csv: true }),
      () => toText('a\ufffdb', 'question'),
    ])
      expect(wrong).toThrow(expect.objectContaining({ code: 'E_USAGE' }))
  })
})
