import type { Database } from '../../../check/database/database.ts'
import { checkQuery } from '../../../check/database/gate.ts'
import { systemClock } from '../../../core/clock.ts'
import { TrivetError } from '../../../core/errors.ts'
import { type Condition, column, type Select } from '../../../lang/sql/ast.ts'
import { findValues } from './find-values.ts'
import { quotations, type Span, type Token, tokenize } from './question.ts'
import { QuestionWords } from './question-words.ts'
import type { IndexedColumn, SchemaIndex } from './schema-index.ts'
import { holdsNames, isBeyondReading } from './value-column.ts'
import { buildValueIndex, type ValueIndex } from './value-index.ts'

/** Words of one name, names of one question, columns in which they are looked for, rows taken of each. */
const longest = 4
const mostNames = 8
const mostColumns = 6
const mostFound = 10
/** Milliseconds for one column, and for all. */
const columnMs = 400
const totalMs = 1_500

/**
 * The index with values that only the database knows (sql-ask A4): where a table was not read whole, words that match
 * nothing are looked up in the columns most likely to hold them, as whole values without regard to case, within 1.5 s.
 * The same index when there is nothing to look up or nothing is found.
 * @throws TrivetError E_CANCELLED
 */
export async function withLiveValues(
  text: string,
  index: SchemaIndex,
  database: Database,
  options: { readonly signal: AbortSignal },
): Promise<SchemaIndex> {
  const columns = likelyColumns(index)
  const names = columns.length === 0 ? [] : unknownNames(text, index)
  if (names.length === 0) return index
  const started = systemClock.elapsed()
  const found = new Map<number, string[]>()
  for (const col of columns) {
    const left = totalMs - (systemClock.elapsed() - started)
    if (left < columnMs) break
    const values = await lookUp(col, names, index, database, options.signal)
    if (values.length > 0) found.set(col.id, values)
  }
  if (found.size === 0) return index
  const withFound = ({ profile, ...col }: IndexedColumn, values: readonly string[]): IndexedColumn => ({
    ...col,
    profile: { ...profile, values },
  })
  const live = buildValueIndex([...found].map(([id, values]) => withFound(index.columns[id]!, values)))
  return { ...index, values: both(live, index.values) }
}

/** Text columns of which only a part was read, those that name things first. */
function likelyColumns({ columns }: SchemaIndex): IndexedColumn[] {
  const rank = (col: IndexedColumn): number => (col.display ? 2 : holdsNames(col) ? 1 : 0)
  return columns
    .filter(
      ({ column: { type }, profile, expr, foreignKey }) =>
        expr === undefined &&
        !foreignKey &&
        type === 'text' &&
        (profile.sampled !== undefined || isBeyondReading(profile)) &&
        profile.storage === undefined &&
        // a category shows all of its values soon
        profile.values.length >= 0.02 * (profile.sampled ?? 0),
    )
    .sort((x, y) => rank(y) - rank(x) || x.id - y.id)
    .slice(0, mostColumns)
}

/** What may be names and is no stored value that is known: quotations and spans of rare words, as typed. */
function unknownNames(text: string, index: SchemaIndex): string[] {
  const tokens = tokenize(text)
  const said = new QuestionWords(tokens, index)
  const known = findValues(text, tokens, index).filter(({ score }) => score >= 0.97)
  const isKnown = (span: Span): boolean => known.some(({ from, to }) => from <= span.from && to >= span.to)
  const typed = ({ from, to }: Span): string => text.slice(tokens[from]!.start, tokens[to - 1]!.end)
  const quoted = quotations(text, tokens).filter(span => !isKnown(span))
  const spans = [...spansOf(tokens)].filter(span => isName(span, tokens, said) && !isKnown(span)).map(typed)
  return [...new Set([...quoted.map(quotation => quotation.text), ...spans])].slice(0, mostNames)
}

function* spansOf(tokens: readonly Token[]): Iterable<Span> {
  for (let length = Math.min(longest, tokens.length); length >= 1; length--)
    for (let from = 0; from + length <= tokens.length; from++) yield { from, to: from + length }
}

/** Names of several words may hold numbers and words like "of" inside. */
const isName = (span: Span, tokens: readonly Token[], said: QuestionWords): boolean =>
  said.canBeName(span) || (tokens[span.from]!.capitalized && span.from > 0 && said.canBeValue(span))

async function lookUp(
  { key, name }: IndexedColumn,
  names: readonly string[],
  { schema }: SchemaIndex,
  database: Database,
  signal: AbortSignal,
): Promise<string[]> {
  const ref = column(key, name)
  const parts = names.map(
    (value): Condition => ({ kind: 'compare', op: '=', left: ref, right: { kind: 'literal', value }, fold: true }),
  )
  const query: Select = {
    kind: 'select',
    distinct: true,
    items: [{ expr: ref }],
    from: { kind: 'joined', first: { table: key }, joins: [] },
    where: parts.length === 1 ? parts[0]! : { kind: 'or', parts },
    groupBy: [],
    orderBy: [],
  }
  try {
    const limits = { rows: mostFound, wallMs: columnMs }
    const { rows } = await database.query(checkQuery(query, schema), { limits, signal })
    return rows.flatMap(([cell]) => (typeof cell === 'string' ? [cell] : []))
  } catch (thrown) {
    // a column that takes too long is done without
    if (thrown instanceof TrivetError && thrown.code === 'E_CANCELLED') throw thrown
    return []
  }
}

/** What either index finds. */
const both = (live: ValueIndex, kept: ValueIndex): ValueIndex => ({
  longest: Math.max(live.longest, kept.longest),
  exact: text => [...live.exact(text), ...kept.exact(text)],
  squashed: text => [...live.squashed(text), ...kept.squashed(text)],
  alias: text => [...live.alias(text), ...kept.alias(text)],
  near: words => [...live.near(words), ...kept.near(words)],
  partial: (words, misspelled) => [...live.partial(words, misspelled), ...kept.partial(words, misspelled)],
})
