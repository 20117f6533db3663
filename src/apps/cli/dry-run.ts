import { exitCodes } from '../../core/errors.ts'
import { draft } from '../../verticals/sql/draft.ts'
import { usage } from './failure.ts'
import type { Io } from './io.ts'
import type { Form } from './options.ts'
import { type Session, toAsOf } from './session.ts'
import { toLine } from './terminal.ts'

/** The SQL on stdout, what it does and the estimate on stderr; nothing runs and no run is kept. */
export async function dryRun(question: string, session: Session, io: Io, form: Form): Promise<number> {
  if (form === 'csv' || form === 'markdown') throw usage(`--dry-run has no rows to print as ${form}.`)
  const made = await draft(question, session.source, { asOf: toAsOf(session, io), signal: io.signal })
  if (made === undefined) {
    if (form === 'json')
      await io.print(`${JSON.stringify({ v: 1, sql: null, why: [], unmatched: [], estimate: {} })}\n`)
    else io.note('No query can be made of this question.')
    return exitCodes.undecided
  }
  if (form === 'json') {
    await io.print(`${JSON.stringify({ v: 1, ...made })}\n`)
    return exitCodes.answered
  }
  await io.print(`${made.sql}\n`)
  for (const line of made.why) io.note(`- ${toLine(line)}`)
  const { rows } = made.estimate
  io.note(
    rows === undefined
      ? 'The planner gives no estimate of its rows.'
      : `It would read about ${rows.toLocaleString('en-US')} rows. Nothing was run.`,
  )
  return exitCodes.answered
}
