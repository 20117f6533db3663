import type { Cost } from '../../../core/cost.ts'
import type { AskAnswer } from '../../../verticals/sql/present.ts'
import type { Io } from '../io.ts'
import { toLine, wrap } from '../terminal.ts'
import { layOutSql } from './sql.ts'
import { countText, toTable } from './table.ts'

const narrow = 100

/** An answer for people: the result, the SQL, in words what it does, and how much it may be believed. */
export function answerLines(answer: AskAnswer, io: Io): string[] {
  const head = answer.status === 'answered' ? [] : [...undecidedLines(answer, io), '']
  const table = answer.status === 'abstained' ? [] : tableLines(answer, io)
  return [...head, ...table, ...detailLines(answer, io)]
}

function tableLines(answer: AskAnswer, io: Io): string[] {
  const lines = toTable(answer, { width: io.width, style: io.style })
  return answer.rows.length === 1 && !answer.truncated
    ? [...lines, '']
    : [...lines, io.style.dim(countText(answer)), '']
}

/** Everything but the rows. */
export function detailLines(answer: AskAnswer, io: Io): string[] {
  const { style } = io
  const width = io.width ?? narrow
  const lines: string[] = []
  if (answer.sql !== undefined && answer.status !== 'abstained') lines.push(...layOutSql(toLine(answer.sql), width), '')
  lines.push(...answer.why.flatMap(why => wrap(`- ${toLine(why)}`, width, '  ')))
  if (answer.why.length > 0) lines.push('')
  if (answer.status === 'answered' && answer.unmatched.length > 0)
    lines.push(style.yellow(`not accounted for: ${quoted(answer.unmatched)}`))
  lines.push(...uncheckedLines(answer.unchecked, width))
  lines.push(statusLine(answer, io), style.dim(`run ${answer.run}`))
  return lines
}

const uncheckedShown = 3

/** The readings that nothing but their words speaks for. */
function uncheckedLines(unchecked: AskAnswer['unchecked'], width: number): string[] {
  if (unchecked.length === 0) return []
  const more = unchecked.length - uncheckedShown
  return [
    'not checked, as it takes too long:',
    ...unchecked.slice(0, uncheckedShown).flatMap(sql => wrap(`- ${toLine(sql)}`, width, '  ')),
    ...(more > 0 ? [`- and ${more} more`] : []),
    '',
  ]
}

/** Why there is no answer, and what would help. */
export function undecidedLines(answer: AskAnswer, io: Io): string[] {
  const { style } = io
  if (answer.status === 'clarify')
    return [
      style.yellow('The question can be read in more than one way.'),
      ...wrap(toLine(answer.question ?? ''), io.width ?? narrow),
      'Below is the likelier reading.',
    ]
  const words = answer.unmatched.length === 0 ? [] : [`not understood: ${quoted(answer.unmatched)}`]
  const isUnderstood = answer.reason === 'too-slow' || answer.reason === 'too-large'
  return [
    style.yellow(reasonText(answer.reason)),
    ...words,
    ...(isUnderstood
      ? []
      : ['Name tables, columns or values as the database has them; \\tables at the prompt lists them.']),
  ]
}

const reasons: Readonly<Record<string, string>> = {
  'no-fill': 'No query can be made of this question.',
  'no-group': 'None of the queries that the question may mean could be run.',
  'low-confidence': 'No reading of the question is likely enough to be called an answer.',
  'not-in-schema': 'The question does not seem to be about this database.',
  'too-large':
    'The likeliest query would read more rows than is allowed. Narrow the question, for example by a date or a value, or raise --max-scan.',
  'too-slow':
    'The likeliest query did not end in time. Raise --timeout (and --budget, if there is one), or narrow the question, for example by a date or a value.',
  'needs-hidden-data': 'The question needs data that you may not see.',
}

const reasonText = (reason: string | undefined): string => reasons[reason ?? ''] ?? 'There is no answer.'

const quoted = (words: readonly string[]): string => [...new Set(words)].map(word => `"${toLine(word)}"`).join(', ')

/** Status, confidence worded as what it is, time, cost. */
export function statusLine(answer: AskAnswer, { style }: Pick<Io, 'style'>): string {
  const status = answer.status === 'answered' ? style.green(answer.status) : style.yellow(answer.status)
  const parts = [status]
  if (answer.confidence !== undefined) parts.push(confidenceText(answer.confidence))
  if (answer.approval !== undefined)
    parts.push(`approved by ${answer.approval.by} on ${answer.approval.at.slice(0, 10)}`)
  return [...parts, costText(answer.spent)].join(' · ')
}

/** "62 % share of belief among 9 different results (not calibrated)". */
export function confidenceText({ value, calibrated, basis }: NonNullable<AskAnswer['confidence']>): string {
  const percent = `${Math.round(value * 100)} %`
  return calibrated ? `right with ${percent} (calibrated on ${basis})` : `${percent} ${basis} (not calibrated)`
}

/** "43 queries tried, 0.2 s, $0.00". */
export function costText({ oracleCalls = 0, wallMs = 0, usdMicros = 0 }: Cost): string {
  const seconds = wallMs < 995 ? `${(wallMs / 1000).toFixed(2)} s` : `${(wallMs / 1000).toFixed(1)} s`
  return `${oracleCalls} ${oracleCalls === 1 ? 'query' : 'queries'} tried, ${seconds}, $${(usdMicros / 1e6).toFixed(2)}`
}
