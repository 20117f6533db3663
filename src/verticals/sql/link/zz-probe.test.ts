import { readFileSync } from 'node:fs'
import { test } from 'vitest'
import { findGrouping } from './periods-grouping.ts'
import { findPeriods } from './periods.ts'
import { tokenize } from './question.ts'
const now = Date.UTC(2026, 10, 24, 13, 30)
test('x', () => {
  for (const q of readFileSync('/tmp/p/q.txt', 'utf8').split('\n')) {
    if (q === '') continue
    const tokens = tokenize(q)
    const ps = findPeriods(tokens, now).map(p => {
      const b = p.hours ? `hours ${p.hours.map(h => Math.round(h * 100) / 100)}` : p.weekdays ? `wd ${p.weekdays}` : p.monthOfYear ? `m ${p.monthOfYear}${p.throughMonth ? `-${p.throughMonth}` : ''}` : `${p.low ?? ''}..${p.high ?? ''}`
      return `[${p.words}] ${b} ${p.grain}${p.relative ? ' rel' : ''}${p.bareYear ? ' bare' : ''}${p.ambiguous ? ` (or ${p.ambiguous.low ?? ''}..${p.ambiguous.high ?? ''})` : ''}`
    })
    const gs = findGrouping(tokens).map(g => `<${tokens.slice(g.span.from, g.span.to).map(t => t.text).join(' ')}: ${g.unit}${g.asked ? '?' : ''}>`)
    console.log(`${q}  =>  ${[...ps, ...gs].join('  ')}`)
  }
})
