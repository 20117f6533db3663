import type { ComparisonOperator } from '../../../lang/sql/ast.ts'
import type { Span } from '../link/question.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import type { Reading } from './reading.ts'
import {
  type ConditionSketch,
  type Hole,
  type HoleUse,
  holeUses,
  type Operator,
  type Role,
  type Sketch,
} from './sketch.ts'
import type { SlotScores } from './slot-model.ts'

/** What a condition compares with, and the span of the question that it comes from. */
export type Operand =
  | {
      readonly kind: 'value'
      readonly value: string | number
      readonly span: Span
      readonly quality: number
      readonly op?: ComparisonOperator
    }
  | {
      readonly kind: 'range'
      readonly low: number | string
      readonly high: number | string
      readonly span: Span
      readonly quality: number
    }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly span: Span; readonly quality: number }
  | { readonly kind: 'none'; readonly quality: number }

/** A sketch whose holes are filled. */
export type Filled = {
  readonly sketch: Sketch
  /** log P(sketch | question). */
  readonly logp: number
  /** Column ids by hole. */
  readonly columns: readonly number[]
  /** One for each condition of `where`, then of `nested.inner`. */
  readonly operands: readonly Operand[]
  readonly having?: { readonly value: number; readonly op: ComparisonOperator }
  readonly limit?: number
  /** Sum of the log-probabilities of the columns and qualities of the operands. */
  readonly slots: number
  /** Spans of values and numbers that are used. */
  readonly used: readonly Span[]
  /** Sums were put in that the sketch did not have (aggregate.ts). */
  readonly summed: boolean
}

type Step = {
  readonly hole: Hole
  readonly roles: readonly Role[]
  readonly fits: (column: IndexedColumn) => boolean
  readonly condition?: ConditionSketch
}
type State = { columns: (number | undefined)[]; operands: Operand[]; slots: number; used: Span[] }

const optionsPerHole = 6
const beamWidth = 40

/** The best fillings of a sketch, best first (sql-ask A5.1, Fill). */
export function fillSketch(sketch: Sketch, logp: number, reading: Reading, scores: SlotScores): Filled[] {
  let beam: State[] = [{ columns: [], operands: [], slots: 0, used: [] }]
  for (const step of stepsOf(sketch)) {
    beam = beam
      .flatMap(state => extend(state, step, reading, scores))
      .sort((x, y) => y.slots - x.slots)
      .slice(0, beamWidth)
    if (beam.length === 0) return []
  }
  return beam.flatMap(state => finish(sketch, logp, state, reading))
}

/** Conditions first, because values pin columns down; then the other holes in numbering order. */
function stepsOf(sketch: Sketch): Step[] {
  const uses = holeUses(sketch)
  const conditions = [
    ...sketch.where,
    ...(sketch.nested === undefined || sketch.nested.kind === 'scalar' ? [] : sketch.nested.inner),
  ]
  const stepFor = (hole: Hole, condition?: ConditionSketch): Step => {
    const mine = uses.filter(use => use.hole === hole)
    const fits = (column: IndexedColumn): boolean =>
      mine.every(({ role, fn, op }) => fitsRole(column, role, fn, op)) &&
      (column.expr === undefined || fitsMeasure(mine, sketch))
    return {
      hole,
      roles: [...new Set(mine.map(use => use.role))],
      fits,
      ...(condition === undefined ? {} : { condition }),
    }
  }
  const steps = conditions.map(condition => stepFor(condition.hole, condition))
  const done = new Set(conditions.map(({ hole }) => hole))
  for (const { hole } of uses) {
    if (done.has(hole)) continue
    done.add(hole)
    steps.push(stepFor(hole))
  }
  return steps
}

/** A computed measure is nothing to group by or to compare with a value. */
const fitsMeasure = (uses: readonly HoleUse[], sketch: Sketch): boolean =>
  uses.every(
    ({ role, fn }) =>
      fn !== 'count' && role !== 'group' && role !== 'equal' && (role !== 'select' || sketch.group === 'none'),
  )

function fitsRole(column: IndexedColumn, role: Role, fn: string | undefined, op: Operator | undefined): boolean {
  const { profile } = column
  const ordered = profile.numeric || profile.storage !== undefined
  if (fn === 'sum' || fn === 'avg') return profile.numeric && !column.idLike && !column.column.primaryKey
  if (fn === 'max' || fn === 'min') return ordered || column.column.type === 'text'
  if (role === 'range') return ordered
  if (op === 'like' || op === 'not-like') return !profile.numeric
  if (op === 'null' || op === 'not-null') return profile.nulls > 0
  return true
}

function extend(state: State, step: Step, reading: Reading, scores: SlotScores): State[] {
  const bound = state.columns[step.hole]
  if (bound !== undefined) return withOperands(state, step, bound, 0, reading)
  const options: { column: number; score: number }[] = []
  for (const column of reading.index.columns) {
    if (state.columns.includes(column.id) || !step.fits(column)) continue
    if (step.condition === undefined && isModified(column, reading)) continue
    if (step.condition !== undefined && operandsFor(step.condition.op, column, state.used, reading).length === 0)
      continue
    options.push({ column: column.id, score: step.roles.reduce((sum, role) => sum + scores[role][column.id]!, 0) })
  }
  return options
    .sort((x, y) => y.score - x.score || x.column - y.column)
    .slice(0, optionsPerHole)
    .flatMap(({ column, score }) => withOperands(state, step, column, score, reading))
}

/** The question speaks of the column only to say that it is missing, or yes or no. */
const isModified = (column: IndexedColumn, reading: Reading): boolean =>
  reading.modifiers.some(
    modifier =>
      ((modifier.kind === 'missing' && !modifier.not) || modifier.kind === 'flag') && modifier.column === column.id,
  )

function withOperands(state: State, step: Step, column: number, score: number, reading: Reading): State[] {
  const columns = [...state.columns]
  columns[step.hole] = column
  if (step.condition === undefined) return [{ ...state, columns, slots: state.slots + score }]
  return operandsFor(step.condition.op, reading.index.columns[column]!, state.used, reading)
    .slice(0, 3)
    .map(operand => ({
      columns,
      operands: [...state.operands, operand],
      slots: state.slots + score + operand.quality,
      used: operand.kind === 'none' ? state.used : [...state.used, operand.span],
    }))
}

const overlaps = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to
const isFree = (span: Span, used: readonly Span[]): boolean => !used.some(other => overlaps(span, other))

/** What a condition of this class on this column may compare with; best first. */
function operandsFor(op: Operator, column: IndexedColumn, used: readonly Span[], reading: Reading): Operand[] {
  switch (op) {
    case 'null':
    case 'not-null':
      return [{ kind: 'none', quality: 0 }]
    case 'eq':
    case 'ne':
      return equalOperands(column, used, reading)
    case 'gt':
    case 'lt':
      return rangeNumbers(column, used, reading).map(({ value, span }) => ({
        kind: 'value',
        value,
        span,
        quality: 0,
        op: strictness(op, span, reading),
      }))
    case 'between': {
      const numbers = rangeNumbers(column, used, reading)
      return numbers.slice(0, -1).map(({ value, span }, i) => {
        const next = numbers[i + 1]!
        return {
          kind: 'range',
          low: value < next.value ? value : next.value,
          high: value < next.value ? next.value : value,
          span: { from: span.from, to: next.span.to },
          quality: 0,
        }
      })
    }
    case 'like':
    case 'not-like':
      return patternOperands(used, reading)
  }
}

function equalOperands(column: IndexedColumn, used: readonly Span[], reading: Reading): Operand[] {
  const operands: Operand[] = []
  for (const span of reading.valueSpans) {
    if (!isFree(span, used)) continue
    const hits = span.hits.filter(hit => hit.column === column.id).sort((x, y) => y.score - x.score)
    for (const hit of hits.slice(0, 2))
      operands.push({ kind: 'value', value: hit.value, span, quality: 2 * (hit.score - 1) })
    const quotation = reading.linked.quotations.find(quoted => quoted.from === span.from)
    if (span.hits.length === 0 && quotation !== undefined && column.column.type === 'text' && !column.profile.numeric) {
      operands.push({ kind: 'value', value: quotation.text, span, quality: -2 })
    }
  }
  for (const hit of reading.weakHits)
    if (hit.column === column.id && isFree(hit, used))
      operands.push({ kind: 'value', value: hit.value, span: hit, quality: -1 })
  if (column.profile.numeric) {
    for (const number of reading.numbers) {
      const known =
        column.profile.values.length <= 2000 && column.profile.values.some(cell => Number(cell) === number.value)
      const value = typeof column.profile.values[0] === 'string' ? String(number.value) : number.value
      if (isFree(number, used)) operands.push({ kind: 'value', value, span: number, quality: known ? 0 : -1.5 })
    }
  }
  return operands.sort((x, y) => y.quality - x.quality)
}

/** Numbers that may bound the column. */
function rangeNumbers(column: IndexedColumn, used: readonly Span[], reading: Reading): { value: number; span: Span }[] {
  if (!column.profile.numeric) return []
  return reading.numbers
    .filter(number => isFree(number, used))
    .map(({ from, to, value }) => ({ value, span: { from, to } }))
}

/** > or >= (< or <=), by the words around the number. */
function strictness(op: 'gt' | 'lt', span: Span, reading: Reading): ComparisonOperator {
  const { tokens } = reading.linked
  const before = tokens
    .slice(Math.max(0, span.from - 4), span.from)
    .map(token => token.lower)
    .join(' ')
  const after = tokens
    .slice(span.to, span.to + 4)
    .map(token => token.lower)
    .join(' ')
  if (op === 'gt')
    return /\b(at least|no less than|not less than|no fewer than|minimum( of)?|from|since|starting)$/.test(before) ||
      /^(\w+ )?(or (more|above|higher|greater|over|older|later|longer)|and (above|over|more|up))/.test(after)
      ? '>='
      : '>'
  return /\b(at most|no more than|not more than|up to|maximum( of)?|until)$/.test(before) ||
    /^(\w+ )?(or (less|fewer|below|lower|under|younger|earlier|shorter)|and (below|under|less))/.test(after)
    ? '<='
    : '<'
}

function patternOperands(used: readonly Span[], reading: Reading): Operand[] {
  const { tokens, quotations } = reading.linked
  const words = tokens.map(token => token.lower)
  const starts = words.some(word => /^(start|begin|prefix)/.test(word))
  const ends = words.some(word => /^(end|suffix)/.test(word))
  const wrap = (text: string): string => (starts ? `${text}%` : ends ? `%${text}` : `%${text}%`)
  const quoted: Operand[] = quotations
    .filter(span => isFree(span, used))
    .map(({ from, to, text }) => ({
      kind: 'pattern',
      pattern: wrap(text.replaceAll('%', '')),
      span: { from, to },
      quality: 0,
    }))
  if (quoted.length > 0) return quoted
  const cue = words.findIndex(word =>
    /^(contain|includ|start|begin|end|letter|substring|word|prefix|suffix|having)/.test(word),
  )
  return tokens.flatMap((token, at): Operand[] => {
    const plausible =
      cue >= 0 &&
      at > cue &&
      (token.capitalized || token.number !== undefined || token.text.length === 1) &&
      isFree({ from: at, to: at + 1 }, used)
    return plausible
      ? [{ kind: 'pattern', pattern: wrap(token.text), span: { from: at, to: at + 1 }, quality: -0.5 }]
      : []
  })
}

/** Numbers for HAVING and LIMIT from what is left. */
function finish(sketch: Sketch, logp: number, state: State, reading: Reading): Filled[] {
  const free = reading.numbers.filter(number => isFree(number, state.used))
  const one = reading.linked.tokens.findIndex(token => token.lower === 'one')
  const columns = state.columns as number[]
  const base = { sketch, logp, columns, operands: state.operands, slots: state.slots, used: state.used, summed: false }
  const { having } = sketch
  const havings: (Filled['having'] & { span: Span })[] = []
  if (having !== undefined) {
    const numbers = free.length === 0 && one >= 0 ? [{ from: one, to: one + 1, value: 1 }] : free
    for (const { from, to, value } of numbers)
      havings.push({
        value,
        op: having.op === 'eq' ? '=' : strictness(having.op, { from, to }, reading),
        span: { from, to },
      })
    if (havings.length === 0) return []
  }
  const withHaving: Filled[] =
    having === undefined
      ? [base]
      : havings.map(({ span, ...rest }) => ({ ...base, having: rest, used: [...base.used, span] }))
  if (sketch.limit === 'none') return withHaving
  if (sketch.limit === 'one') return withHaving.map(filled => ({ ...filled, limit: 1 }))
  return withHaving.flatMap(filled =>
    reading.numbers
      .filter(
        number =>
          isFree(number, filled.used) &&
          !/\d(st|nd|rd|th)$/i.test(reading.linked.tokens[number.from]!.text) &&
          Number.isInteger(number.value) &&
          number.value > 1 &&
          number.value <= 1000,
      )
      .map(({ from, to, value }) => ({ ...filled, limit: value, used: [...filled.used, { from, to }] })),
  )
}
