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
    const [first, last] = [match.at[0]!, match.at.at(-1)!]
    if (linked.tables.some(table => table.literal && table.at.includes(last))) continue
    const know = tokens.slice(Math.max(0, first - 4), first).some(token => token.lower === 'know')
    const before = (know ? [1, 2, 3, 4, 5, 6] : [1, 2, 3])
      .map(back => first - back)
      .find(at => at >= 0 && negations.test(tokens[at]!.lower))
    const after = [1, 2, 3].map(on => last + on).find(at => at < tokens.length && absent.test(tokens[at]!.lower))
    const denied = [1, 2, 3, 4]
      .map(on => last + on)
      .find(
        at =>
          at < tokens.length &&
          /^(known|recorded|given|set|entered|available|filled|stored|registered|noted|specified)$/.test(
            tokens[at]!.lower,
          ),
      )
    // "no orders? Full names": what is denied is the table between
    const deniesTable =
      before !== undefined &&
      linked.tables.some(table => table.literal && table.at.every(at => at > before && at < first))
    if (deniesTable) continue
    const said = before !== undefined && denied !== undefined ? denied : last
    const lower = (at: number): string => tokens[at]?.lower ?? ''
    const skips = [1, 2, 3, 4].map(back => (before ?? 0) - back).find(at => at >= 0 && skipped.test(lower(at)))
    const known = /^known$/.test(lower(first - 1)) ? first - 1 : undefined
    if (before !== undefined && skips !== undefined)
      best.push({ column, match, not: true, span: { from: skips, to: said + 1 } })
    else if (before === undefined && (known !== undefined || denied !== undefined) && column.column.nullable)
      best.push({
        column,
        match,
        not: true,
        span: { from: known ?? first, to: (known === undefined ? denied! : last) + 1 },
      })
    else if (before !== undefined) best.push({ column, match, not: false, span: { from: before, to: said + 1 } })
    else if (after !== undefined) best.push({ column, match, not: false, span: { from: first, to: after + 1 } })
  }
  best.sort(
    (x, y) =>
      y.match.share - x.match.share ||
      Number(inNamed(linked, y.column)) - Number(inNamed(linked, x.column)) ||
      x.column.id - y.column.id,
  )
  return best.map(({ column, not, span }) => ({ kind: 'missing', column: column.id, not, span }))
}
