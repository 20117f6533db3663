import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { exitCodes, toTrivetError } from '../../core/errors.ts'
import type { AskAnswer } from '../../verticals/sql/present.ts'
import { reportFailure } from './failure.ts'
import type { Io } from './io.ts'
import { answerLines } from './output/answer.ts'
import { layOutSql } from './output/sql.ts'
import { toTable } from './output/table.ts'
import { askQuestion, type Session, stateFile } from './session.ts'
import type { Interrupts } from './signals.ts'
import { toLine, wrap } from './terminal.ts'

const commands: Readonly<Record<string, string>> = {
  '\\sql': 'the SQL of the last answer',
  '\\why': 'in words what it does',
  '\\alternatives': 'other readings of the last question, with their rows',
  '\\tables': 'tables and columns; \\tables NAME for one of them',
  '\\help': 'this list',
  '\\quit': 'leave',
}
const historySize = 1000

/** The prompt: questions and the commands above, until Ctrl-D or \quit. Ctrl-C ends the running question only. */
export async function openPrompt(session: Session, io: Io, interrupts: Interrupts): Promise<number> {
  const history = stateFile(io, 'history')
  const { tables } = session.source.index.schema
  const names = [...new Set(tables.flatMap(table => [table.key, ...table.columns.map(({ name }) => name)]))]
  const readline = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: io.style.bold('? '),
    historySize,
    removeHistoryDuplicates: true,
    history: readHistory(history),
    completer: (line: string) => complete(line, names),
  })
  io.note(
    `${session.source.database.ref.id}: ${tables.length} ${tables.length === 1 ? 'table' : 'tables'}. Ask a question, or \\help.`,
  )
  let running: AbortController | undefined
  const interrupt = (): void => {
    if (running !== undefined) running.abort()
    else {
      readline.write('', { ctrl: true, name: 'u' })
      io.note('\n\\quit or Ctrl-D leaves.')
      readline.prompt()
    }
  }
  readline.on('SIGINT', interrupt)
  const release = interrupts.takeOver(interrupt)
  let last: AskAnswer | undefined
  readline.prompt()
  try {
    for await (const line of readline) {
      const text = line.trim()
      if (text === '\\quit' || text === '\\q') break
      if (text !== '') {
        saveHistory(history, text)
        if (text.startsWith('\\')) await io.print(`${command(text, last, session, io).join('\n')}\n`)
        else {
          running = new AbortController()
          last = (await answer(text, session, io, running.signal)) ?? last
          running = undefined
        }
      }
      readline.prompt()
    }
  } finally {
    release()
    readline.close()
  }
  return exitCodes.answered
}

async function answer(question: string, session: Session, io: Io, signal: AbortSignal): Promise<AskAnswer | undefined> {
  try {
    const { answer } = await askQuestion(question, session, io, { signal })
    await io.print(`${answerLines(answer, io).join('\n')}\n`)
    return answer
  } catch (thrown) {
    if (toTrivetError(thrown).code === 'E_CANCELLED') io.note('\nThe question was ended.')
    else await reportFailure(thrown, io, { json: false })
    return undefined
  }
}

function command(text: string, last: AskAnswer | undefined, session: Session, io: Io): string[] {
  const [name = '', ...rest] = text.split(/\s+/)
  const width = io.width ?? 80
  if (name === '\\help') return Object.entries(commands).map(([key, what]) => `${key.padEnd(15)}${what}`)
  if (name === '\\tables') return tableLines(session, rest.join(' '), io)
  if (!(name in commands)) return [`There is no command ${toLine(name)}; \\help lists them.`]
  if (last === undefined) return ['Ask a question first.']
  if (name === '\\sql')
    return last.sql === undefined ? ['The last question has no SQL.'] : layOutSql(toLine(last.sql), width)
  if (name === '\\why')
    return last.why.length === 0
      ? ['There is nothing to explain.']
      : last.why.flatMap(why => wrap(`- ${toLine(why)}`, width, '  '))
  return alternativeLines(last, io)
}

function alternativeLines({ alternatives }: AskAnswer, io: Io): string[] {
  if (alternatives.length === 0) return ['No other reading gave another result.']
  return alternatives.flatMap(({ sql, why, ...result }, index) => [
    io.style.bold(`(${index + 1}) ${toLine(why.join('; '))}`),
    ...toTable(
      { ...result, rows: result.rows.slice(0, 5), truncated: result.rows.length > 5 },
      { width: io.width, style: io.style },
    ),
    io.style.dim(toLine(sql)),
    '',
  ])
}

function tableLines({ source }: Session, wanted: string, io: Io): string[] {
  const { tables } = source.index
  const chosen = tables.filter(({ table }) => wanted === '' || table.key.toLowerCase() === wanted.toLowerCase())
  if (chosen.length === 0) return [`There is no table ${toLine(wanted)}.`]
  return chosen.flatMap(({ table, rows }) => {
    const columns = table.columns.map(({ name, type }) => toLine(wanted === '' ? name : `${name} ${type}`))
    const name = toLine(table.key)
    const [first = '', ...more] = wrap(`${name} (${rows}): ${columns.join(', ')}`, io.width ?? 100, '    ')
    return [io.style.bold(name) + first.slice(name.length), ...more]
  })
}

/** Completes the word before the cursor: commands at the start, names of the database anywhere. */
export function complete(line: string, names: readonly string[]): [string[], string] {
  const word = /\S*$/.exec(line)![0]
  const from = line === word && word.startsWith('\\') ? Object.keys(commands) : word === '' ? [] : names
  const lower = word.toLowerCase()
  return [from.filter(name => name.toLowerCase().startsWith(lower)), word]
}

/** Newest first, as readline wants it; a history that cannot be read is an empty one. */
function readHistory(path: string): string[] {
  try {
    if (!existsSync(path)) return []
    return readFileSync(path, 'utf8').split('\n').filter(Boolean).slice(-historySize).reverse()
  } catch {
    return []
  }
}

/** The history is a comfort: where it cannot be kept, the prompt works without. */
function saveHistory(path: string, line: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    appendFileSync(path, `${line}\n`, { mode: 0o600 })
  } catch {
    // nothing to tell: the question itself is answered
  }
}
