import { createInterface } from 'node:readline'
import { exitCodes, TrivetError, toTrivetError } from '../../core/errors.ts'
import { exitCodeOf, printAnswer } from './commands/ask.ts'
import { reportFailure } from './failure.ts'
import type { Io } from './io.ts'
import { type Form, toText } from './options.ts'
import { askQuestion, type Session } from './session.ts'
import { toLine } from './terminal.ts'

/**
 * One question a line; empty lines are passed over. A question that fails does not end the others. The exit status
 * is the worst one.
 */
export async function askLines(input: NodeJS.ReadableStream, session: Session, io: Io, form: Form): Promise<number> {
  let worst: number = exitCodes.answered
  let count = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const question = line.trim()
    if (question === '') continue
    io.signal.throwIfAborted()
    if (form === 'table') await io.print(`${count > 0 ? '\n' : ''}${io.style.bold(`> ${toLine(question)}`)}\n`)
    count++
    try {
      const asked = await askQuestion(toText(question, 'question'), session, io)
      await printAnswer(asked.answer, form, io)
      worst = Math.max(worst, exitCodeOf(asked))
    } catch (thrown) {
      const error = toTrivetError(thrown)
      if (error.code === 'E_CANCELLED' || error.code === 'E_LEDGER_WRITE') throw error
      worst = Math.max(worst, await reportFailure(error, io, { json: form === 'json' }))
    }
  }
  if (count === 0) throw new TrivetError('E_QUESTION', 'There is no question on stdin.')
  return worst
}
