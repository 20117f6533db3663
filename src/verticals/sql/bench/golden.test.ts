import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadGolden, parseGolden } from './golden.ts'

const refuses = (text: string, name: string, message: string, options = { db: 'shop' }): void =>
  expect(() => parseGolden(text, name, options)).toThrow(
    expect.objectContaining({ code: 'E_INPUT', message: expect.stringContaining(message) }),
  )

describe('parseGolden', () => {
  it('reads JSON lines', () => {
    const text = [
      '{"question": "How many?", "sql": "select count(*) from t"}',
      '',
      '{"id": "x", "question": "Which?", "sql": "select a\\nfrom t", "db": "other", "ordered": false, "tags": ["easy"]}',
    ].join('\r\n')
    expect(parseGolden(text, 'golden.jsonl', { db: 'shop' })).toEqual([
      { id: 'line-1', question: 'How many?', gold: 'select count(*) from t', db: 'shop' },
      { id: 'x', question: 'Which?', gold: 'select a\nfrom t', db: 'other', ordered: false },
    ])
  })

  it('reads CSV with quoted fields', () => {
    const text = 'Question,SQL,ordered\r\n"Which, and ""why""?","select a\n  from t, u",TRUE\nHow many?,select 1,\n'
    expect(parseGolden(text, 'golden.CSV', { db: 'shop' })).toEqual([
      { id: 'line-2', question: 'Which, and "why"?', gold: 'select a\n  from t, u', db: 'shop', ordered: true },
      { id: 'line-4', question: 'How many?', gold: 'select 1', db: 'shop' },
    ])
  })

  it('says what is wrong and where', () => {
    refuses('', 'g.jsonl', 'g.jsonl holds no questions')
    refuses('question,sql\n', 'g.csv', 'holds no questions')
    refuses('{}', 'g.txt', 'neither a .jsonl nor a .csv')
    refuses('\n{"question": ', 'g.jsonl', 'g.jsonl, line 2 is not JSON')
    refuses('[1]', 'g.jsonl', 'line 1 is not a JSON object')
    refuses('{"sql": "select 1"}', 'g.jsonl', 'line 1 has no "question"')
    refuses('{"question": "a", "sql": " "}', 'g.jsonl', 'line 1 has no "sql"')
    refuses('{"question": 7, "sql": "select 1"}', 'g.jsonl', 'line 1 has a "question" that is not text')
    refuses('{"question": "a", "sql": "select 1", "ordered": "maybe"}', 'g.jsonl', '"ordered" that is neither')
    refuses('{"id":"a","question":"a","sql":"b"}\n{"id":"a","question":"a","sql":"b"}', 'g.jsonl', 'the id a of line 1')
    refuses('question,query\na,b', 'g.csv', 'has no column "sql"')
    refuses('question,sql\na,b,c', 'g.csv', 'line 2 has 3 fields; the header has 2')
    refuses('question,sql\n"a,b', 'g.csv', 'line 2 opens a quote')
    refuses('question,sql\n"a"b,c', 'g.csv', 'line 2 has text behind a closing quote')
    expect(() => parseGolden('{"question": "a", "sql": "b"}', 'g.jsonl')).toThrow('has no "db"')
  })
})

it('reads files, and names the one that cannot be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'))
  writeFileSync(join(folder, 'g.jsonl'), '\uFEFF{"question": "a", "sql": "select 1", "db": "d"}\n')
  expect(loadGolden(join(folder, 'g.jsonl'))).toHaveLength(1)
  expect(() => loadGolden(join(folder, 'none.jsonl'))).toThrow(expect.objectContaining({ code: 'E_INPUT' }))
  rmSync(folder, { recursive: true })
})
