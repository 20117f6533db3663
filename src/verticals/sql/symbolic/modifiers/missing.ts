import type { LinkedQuestion, NameMatch } from '../../link/match.ts'
import type { Span } from '../../link/question.ts'
import type { IndexedColumn, SchemaIndex } from '../../link/schema-index.ts'
import { inNamed, type Modifier, negations } from './modifier.ts'

const absent = /^(missing|unknown|empty|blank|unrecorded|null|lacking)$/

const skipped = /^(skip|skipping|ignore|ignoring|exclude|excluding|omit|omitting|except|leave|leaving|drop)$/

/** "without e-mail", "no color recorded", "unpaid", "have not been shipped": columns that have NULLs. */
export function findMissing(linked: LinkedQuestion, index: SchemaIndex): Modifier[] {
  const { tokens } = linked
  const best: { column: IndexedColumn; match: NameMatch; not: boolean; span: Span }[] = []
  for (const column of index.columns) {
    if (column.profile.nulls === 0 || column.profile.nulls === column.profile.rows) continue
    const match = linked.columns[column.id]!
    const unsaid = tokens.findIndex(
      ({ stem }) =>
        stem.length >= 5 &&
        stem.startsWith('un') &&
        column.words.some(word => word.length >= 3 && stem.slice(2).startsWith(word)),
    )
    if (unsaid >= 0) best.push({ column, match, not: false, span: { from: unsaid, to: unsaid + 1 } })
    if (match.at.length === 0 || match.share < 0.5) continue
    for (const at of occurrences(linked, column, match)) {
      const said = saidMissing(linked, at, column.column.nullable)
      if (said !== undefined) best.push({ column, match, ...said })
    }
  }
  best.sort(
    (x, y) =>
      y.match.share - x.match.share ||
      Number(inNamed(linked, y.column)) - Number(inNamed(linked, x.column)) ||
      x.column.id - y.column.id,
  )
  return best.map(({ column, not, span }) => ({ kind: 'missing', column: column.id, not, span }))
}

/** Where the column is said: its words together, or its one word that says something, wherever that stands. */
function occurrences({ tokens }: LinkedQuestion, column: IndexedColumn, match: NameMatch): Span[] {
  const whole = { from: match.at[0]!, to: match.at.at(-1)! + 1 }
  const main = column.words.filter(word => word.length > 2 && !/^(date|time|name|code)$/.test(word))
  const single = main.length !== 1 ? [] : tokens.flatMap(({ stem }, at) => (says(stem, main[0]!) ? [at] : []))
  const spread = whole.to - whole.from > match.at.length + 1
  return [
    ...(spread ? [] : [whole]),
    ...single.filter(at => spread || at < whole.from || at >= whole.to).map(at => ({ from: at, to: at + 1 })),
  ]
}

const says = (said: string, word: string): boolean => said === word || (word.length >= 4 && said.startsWith(word))

const recorded = /^(known|recorded|given|set|entered|available|filled|stored|registered|noted|specified)$/

/** What is said about an occurrence of a column: that it is missing, or (`not`) that it is not. */
function saidMissing(
  linked: LinkedQuestion,
  { from: first, to }: Span,
  nullable: boolean,
): { not: boolean; span: Span } | undefined {
  const { tokens, tables } = linked
  const last = to - 1
  const lower = (at: number): string => tokens[at]?.lower ?? ''
  if (tables.some(table => table.literal && table.at.includes(last))) return undefined
  const know = tokens.slice(Math.max(0, first - 4), first).some(token => token.lower === 'know')
  const before = (know ? [1, 2, 3, 4, 5, 6] : [1, 2, 3])
    .map(back => first - back)
    .find(at => at >= 0 && negations.test(lower(at)))
  const after = [1, 2, 3].map(on => last + on).find(at => absent.test(lower(at)))
  const stated = [1, 2, 3, 4].map(on => last + on).find(at => recorded.test(lower(at)))
  if (before !== undefined) {
    // "no orders? Full names": what is denied is the table between
    if (tables.some(table => table.literal && table.at.every(at => at > before && at < first))) return undefined
    const skips = [1, 2, 3, 4].map(back => before - back).find(at => at >= 0 && skipped.test(lower(at)))
    return { not: skips !== undefined, span: { from: skips ?? before, to: (stated ?? last) + 1 } }
  }
  if (nullable && lower(first - 1) === 'known') return { not: true, span: { from: first - 1, to } }
  if (nullable && stated !== undefined) return { not: true, span: { from: first, to: stated + 1 } }
  return after === undefined ? undefined : { not: false, span: { from: first, to: after + 1 } }
}
