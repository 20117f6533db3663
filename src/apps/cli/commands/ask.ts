import { exitCodes } from '../../../core/errors.ts'
import type { AskAnswer } from '../../../verticals/sql/present.ts'
import { usage } from '../failure.ts'
import type { Io } from '../io.ts'
import { type Form, type FormOptions, toForm, toText } from '../options.ts'
import { answerLines, detailLines, undecidedLines } from '../output/answer.ts'
import { toCsv } from '../output/csv.ts'
import { toMarkdown } from '../output/markdown.ts'
import { type Asked, askQuestion, openSession, type SessionOptions } from '../session.ts'
import type { Interrupts } from '../signals.ts'

export type AskOptions = SessionOptions & FormOptions & { readonly dryRun?: boolean }

/** `trivet ask [question]`: one question; without it a prompt, or one question a line of stdin. */
export async function askCommand(
  question: string | undefined,
  options: AskOptions,
  io: Io,
  interrupts: Interrupts,
): Promise<number> {
  const form = toForm(options)
  if (question !== undefined) toText(question, 'question')
  if (question === undefined && options.dryRun === true) throw usage('--dry-run needs a question.')
  const session = await openSession(options, io)
  try {
    if (question === undefined) {
      if (process.stdin.isTTY === true && process.stdout.isTTY === true) {
        const { openPrompt } = await import('../prompt.ts')
        return await openPrompt(session, io, interrupts)
      }
      const { askLines } = await import('../lines.ts')
      return await askLines(process.stdin, session, io, form)
    }
    if (options.dryRun === true) {
      const { dryRun } = await import('../dry-run.ts')
      return await dryRun(question, session, io, form)
    }
    const asked = await askQuestion(question, session, io)
    await printAnswer(asked.answer, form, io)
    return exitCodeOf(asked)
  } finally {
    await session.close()
  }
}

/** The answer on stdout; with `--csv` and `--markdown` its rows there and everything else on stderr. */
export async function printAnswer(answer: AskAnswer, form: Form, io: Io): Promise<void> {
  if (form === 'json') return io.print(`${JSON.stringify(answer)}\n`)
  if (form === 'table') return io.print(`${answerLines(answer, io).join('\n')}\n`)
  if (answer.status === 'answered') await io.print(form === 'csv' ? toCsv(answer) : toMarkdown(answer))
  else for (const line of undecidedLines(answer, io)) io.note(line)
  for (const line of detailLines(answer, { ...io, style: io.errStyle })) io.note(line)
}

/** 0 answered, 1 clarify or abstained, 2 refused as too large, 4 when a limit ended it before there was an answer. */
export function exitCodeOf({ answer: { status, reason }, stopped }: Asked): number {
  if (status === 'answered') return exitCodes.answered
  if (reason === 'too-large') return exitCodes.usage
  return stopped === 'budget' || reason === 'too-slow' ? exitCodes.budget : exitCodes.undecided
}
