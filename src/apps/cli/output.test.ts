import { describe, expect, test } from 'vitest'
import type { AskAnswer } from '../../verticals/sql/present.ts'
import type { Io } from './io.ts'
import { answerLines, confidenceText, costText, undecidedLines } from './output/answer.ts'
import { cellText, isNumberColumn, type Rows } from './output/cell.ts'
import { toCsv } from './output/csv.ts'
import { toMarkdown } from './output/markdown.ts'
import { toTable } from './output/table.ts'
import { displayWidth, toLine, toStyle, truncate, wrap } from './terminal.ts'

const style = toStyle({ isTTY: false }, {}, true)
const result: Rows = {
  columns: [
    { name: 'name', type: 'text' },
    { name: 'n', type: 'integer' },
    { name: 'x', type: 'other' },
  ],
  rows: [
    ['Café "Lumière"', 3, 1.5],
    ['東京\n2', -12, null],
    [null, 123456, 0.1 + 0.2],
    ['', null, 2],
  ],
  truncated: false,
}

describe('terminal', () => {
  test('width counts cells', () => {
    expect(
      ['', 'abc', 'é', 'e\u0301', '東京', '👍🏽', '👩‍👩‍👧', '❤️', '\u200b', 'ｆ', '한국'].map(displayWidth),
    ).toEqual([0, 3, 1, 1, 4, 2, 2, 2, 0, 2, 4])
  })

  test('cuts and wraps by cells', () => {
    expect(['abcdef', 'abc', '東京都', 'ab'].map(text => truncate(text, 4))).toEqual(['abc…', 'abc', '東…', 'ab'])
    expect(wrap('one two three four', 8, '  ')).toEqual(['one two', '  three', '  four'])
    expect(wrap('unbreakablylong', 5)).toEqual(['unbreakablylong'])
    expect(wrap('', 5)).toEqual([''])
  })

  test('text from data cannot steer the terminal', () => {
    expect(toLine('a\u001b[31mred\n\r\t\u0000\u202eabc\u009b')).toBe('a␛[31mred␊␍␉␀�abc�')
  })

  test('colors only on a terminal that wants them', () => {
    const bold = (stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv, color: boolean) =>
      toStyle(stream, env, color).bold('x')
    expect(bold({ isTTY: true }, {}, true)).toBe('\u001b[1mx\u001b[22m')
    for (const [stream, env, color] of [
      [{}, {}, true],
      [{ isTTY: true }, { NO_COLOR: '1' }, true],
      [{ isTTY: true }, { TERM: 'dumb' }, true],
      [{ isTTY: true }, {}, false],
    ] as const)
      expect(bold(stream, env, color)).toBe('x')
  })
})

describe('forms', () => {
  test('cells', () => {
    expect([null, true, 1e21, 0.1 + 0.2, 'x', { base64: 'AAE=' }, 2886.6850000000004].map(cellText)).toEqual([
      '',
      'true',
      '1e+21',
      '0.3',
      'x',
      'base64:AAE=',
      '2886.685',
    ])
    expect([0, 1, 2].map(index => isNumberColumn(result, index))).toEqual([false, true, true])
  })

  test('CSV after RFC 4180', () => {
    expect(toCsv(result)).toBe('name,n,x\r\n"Café ""Lumière""",3,1.5\r\n"東京\n2",-12,\r\n,123456,0.3\r\n"",,2\r\n')
    expect(toCsv({ columns: [{ name: 'a', type: 'text' }], rows: [[null], ['b,c']], truncated: false })).toBe(
      'a\r\n""\r\n"b,c"\r\n',
    )
  })

  test('Markdown', () => {
    expect(toMarkdown(result)).toBe(
      '| name | n | x |\n| --- | ---: | ---: |\n| Café "Lumière" | 3 | 1.5 |\n| 東京 2 | -12 |  |\n|  | 123456 | 0.3 |\n|  |  | 2 |\n',
    )
    expect(toMarkdown({ columns: [{ name: 'a|b', type: 'text' }], rows: [['<b>*x*']], truncated: false })).toContain(
      '| a\\|b |',
    )
  })

  test('tables align numbers to the right and count by cells', () => {
    expect(toTable(result, { style })).toEqual([
      'name                 n     x',
      '──────────────  ──────  ────',
      'Café "Lumière"       3   1.5',
      '東京␊2             -12  NULL',
      'NULL            123456   0.3',
      '                  NULL     2',
    ])
  })

  test('tables fit a width: cells are cut, then columns counted; rows are counted too', () => {
    for (const line of toTable(result, { style, width: 20 })) expect(displayWidth(line)).toBeLessThanOrEqual(20)
    const wide = {
      columns: Array.from({ length: 12 }, (_, i) => ({ name: `column ${i}`, type: 'text' as const })),
      rows: [Array.from({ length: 12 }, () => 'a long value')],
      truncated: false,
    }
    const lines = toTable(wide, { style, width: 60 })
    expect(lines.at(-1)).toMatch(/^… \d+ more columns on the right$/)
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(60)
    const long = { ...result, rows: Array.from({ length: 25 }, (_, i) => ['a', i, null]) }
    expect(toTable(long, { style }).at(-1)).toBe('… 5 more rows')
    expect(toTable({ ...long, truncated: true }, { style }).at(-1)).toBe('… 5 more rows, and the limit cut others')
    expect(toTable({ columns: [], rows: [], truncated: false }, { style })).toEqual([])
    expect(toTable({ ...result, rows: [['x', 1, { base64: 'AAECAwQFBgcICQ==' }]] }, { style }).at(-1)).toContain(
      "x'0001020304050607…' (10 bytes)",
    )
  })
})

describe('answers', () => {
  const io = { style, width: 80 } as Io
  const answer: AskAnswer = {
    v: 1,
    status: 'answered',
    assurance: 'heuristic',
    sql: 'SELECT count(*) FROM t',
    columns: [{ name: 'count(*)', type: 'integer' }],
    rows: [[3]],
    truncated: false,
    unmatched: [],
    alternatives: [],
    unchecked: [],
    why: ['counts t'],
    spent: { oracleCalls: 1, wallMs: 1234 },
    run: 'r',
    confidence: { value: 0.62, calibrated: false, basis: 'share of belief among 9 different results' },
  }

  test('say how far they may be believed', () => {
    expect(answerLines(answer, io)).toEqual([
      'count(*)',
      '────────',
      '       3',
      '',
      'SELECT count(*) FROM t',
      '',
      '- counts t',
      '',
      'answered · 62 % share of belief among 9 different results (not calibrated) · 1 query tried, 1.2 s, $0.00',
      'run r',
    ])
    expect(confidenceText({ value: 0.9, calibrated: true, basis: '400 ratings' })).toBe(
      'right with 90 % (calibrated on 400 ratings)',
    )
    expect(costText({ oracleCalls: 60, wallMs: 90, usdMicros: 12_000 })).toBe('60 queries tried, 0.09 s, $0.01')
    const approved = answerLines({ ...answer, approval: { by: 'Ada', at: '2024-05-06T00:00:00Z' } }, io)
    expect(approved.join('\n')).toContain('approved by Ada on 2024-05-06')
  })

  test('name what was not checked', () => {
    const lines = answerLines(
      { ...answer, unchecked: ['SELECT 1', 'SELECT 2', 'SELECT 3', 'SELECT 4', 'SELECT 5'] },
      io,
    )
    expect(lines.slice(8, 14)).toEqual([
      'not checked, as it takes too long:',
      '- SELECT 1',
      '- SELECT 2',
      '- SELECT 3',
      '- and 2 more',
      '',
    ])
  })

  test('ask back, or decline with the words', () => {
    const clarify = answerLines({ ...answer, status: 'clarify', question: 'Do you mean (1) a; or (2) b?' }, io)
    expect(clarify.slice(0, 2)).toEqual([
      'The question can be read in more than one way.',
      'Do you mean (1) a; or (2) b?',
    ])
    const { sql: _, ...none } = answer
    expect(
      undecidedLines({ ...none, status: 'abstained', reason: 'not-in-schema', unmatched: ['rain', 'rain'] }, io).slice(
        0,
        2,
      ),
    ).toEqual(['The question does not seem to be about this database.', 'not understood: "rain"'])
  })
})
