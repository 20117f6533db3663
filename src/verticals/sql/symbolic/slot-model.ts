import type { Rng } from '../../../core/rng.ts'
import { isStrong, type NameMatch } from '../link/match.ts'
import type { IndexedColumn } from '../link/schema-index.ts'
import { AdaGrad, dot, logSoftmax, type Sparse, Vocabulary } from './linear.ts'
import type { Reading } from './reading.ts'
import { type Role, roles } from './sketch.ts'

/**
 * P(column | question, role) (sql-ask A5.1): for each of six roles a log-linear choice among the columns of the
 * database, from how a column's name, table and values occur in the question and which words stand around them.
 */
export type SlotModel = {
  readonly features: Vocabulary
  /** roles x features, row by row, in the order of `roles`. */
  readonly weights: Float64Array | Float32Array
}

/** log P(column | role) by column id. */
export type SlotScores = Readonly<Record<Role, readonly number[]>>

export function scoreSlots(model: SlotModel, reading: Reading): SlotScores {
  const sparse = reading.index.columns.map(column => model.features.sparse(slotFeatures(reading, column)))
  const width = model.features.size
  const score = (role: Role): number[] =>
    logSoftmax(sparse.map(features => dot(model.weights, features, roles.indexOf(role) * width)))
  return {
    select: score('select'),
    aggregate: score('aggregate'),
    equal: score('equal'),
    range: score('range'),
    group: score('group'),
    order: score('order'),
  }
}

/** What is known of a column, by name; the same for all roles. */
export function* slotFeatures(reading: Reading, column: IndexedColumn): Iterable<readonly [string, number]> {
  const { linked, index } = reading
  const { tokens } = linked
  const own = linked.columns[column.id]!
  const table = index.tables[column.table]!
  const tableMatch = linked.tables[column.table]!
  const strong = isStrong(own, tokens)
  const named = own.at.length > 0
  const tableNamed = tableMatch.full && isStrong(tableMatch, tokens)
  yield ['bias', 1]
  yield ['share', own.share]
  yield ['share squared', own.share * own.share]
  if (own.full) yield [`full ${Math.min(3, column.words.length)}`, 1]
  if (own.literal) yield [`literal ${Math.min(3, column.words.length)}`, 1]
  if (own.contiguous && column.words.length > 1) yield ['contiguous', 1]
  if (named && !strong) yield ['weak only', 1]
  if (strong) yield ['strong', own.share]
  yield ['table share', tableMatch.share]
  if (tableNamed) yield ['table named', 1]
  if (tableNamed && named) yield ['table and column named', own.share]
  if (tableNamed && !named) yield ['table only', 1]
  const inTable = own.at.every(at => tableMatch.at.includes(at))
  if (named && inTable) yield ['same words as table', 1]
  const referred = column.foreignKey ? referredTable(reading, column) : undefined
  if (referred !== undefined && linked.tables[referred]!.full) {
    yield ['key to a named table', 1]
    if (named && own.at.every(at => linked.tables[referred]!.at.includes(at))) yield ['key named as its table', 1]
  }
  const kinds = columnKinds(column)
  for (const kind of kinds) {
    yield [kind, 1]
    if (own.full && strong) yield [`${kind} full`, 1]
    else if (!named) yield [`${kind} unnamed`, 1]
    if (tableNamed) yield [`${kind} table`, 1]
    if (tableNamed && !named) yield [`${kind} table only`, 1]
  }
  if (named && own.full) {
    const rivals = index.columns.filter(other => other.id !== column.id && linked.columns[other.id]!.share >= own.share)
    yield [rivals.length === 0 ? 'best match' : rivals.length < 3 ? 'few rivals' : 'many rivals', 1]
    if (rivals.some(other => other.table !== column.table && linked.tables[other.table]!.share > tableMatch.share))
      yield ['rival in better table', 1]
    if (
      rivals.some(
        other =>
          other.words.length > column.words.length && linked.columns[other.id]!.at.some(at => own.at.includes(at)),
      )
    )
      yield ['longer rival', 1]
    yield [`place ${place(own, tokens.length)}`, 1]
  }
  yield* valueFeatures(reading, column)
  yield* contextFeatures(reading, own, 'at')
  if (!named && tableNamed)
    yield* contextFeatures(reading, tableMatch, column.display ? 'display' : column.idLike ? 'key' : 'of')
  const [first, second] = [tokens[0]?.lower ?? '', tokens[1]?.lower ?? '']
  for (const kind of kinds) yield [`opens ${first} ${first === 'how' || first === 'what' ? second : ''} ${kind}`, 1]
  if (table.rows === 0) yield ['empty table', 1]
}

/** The table that a foreign key column points to. */
function referredTable({ index }: Reading, column: IndexedColumn): number | undefined {
  const key = index.schema.foreignKeys.find(one => one.table === column.key && one.columns.includes(column.name))
  return key === undefined ? undefined : index.graph.node.get(key.refTable)
}

const columnKinds = (column: IndexedColumn): string[] => {
  const kinds: string[] = []
  if (column.column.primaryKey) kinds.push('primary')
  if (column.foreignKey) kinds.push('foreign')
  if (column.idLike) kinds.push('id')
  if (column.display) kinds.push('display')
  if (column.profile.storage !== undefined) kinds.push('date')
  else if (column.profile.numeric && !column.idLike) kinds.push('measure')
  else if (!column.idLike && !column.display) kinds.push(column.unique ? 'label' : 'category')
  return kinds
}

const place = (match: NameMatch, length: number): string => {
  const share = (match.at[0] ?? 0) / Math.max(1, length)
  return share < 1 / 3 ? 'early' : share < 2 / 3 ? 'middle' : 'late'
}

function* valueFeatures(reading: Reading, column: IndexedColumn): Iterable<readonly [string, number]> {
  let best = 0
  let words = 0
  for (const span of reading.valueSpans) {
    for (const hit of span.hits) {
      if (hit.column !== column.id || hit.score < best) continue
      best = hit.score
      words = Math.max(words, hit.to - hit.from)
    }
  }
  if (best > 0) {
    yield ['value', best]
    yield [`value words ${Math.min(3, words)}`, 1]
    if (best === 1) yield ['value exact', 1]
    const others = new Set(reading.valueSpans.flatMap(span => span.hits).map(hit => hit.column)).size
    yield [others === 1 ? 'only value' : others < 4 ? 'few value columns' : 'many value columns', 1]
  }
  if (reading.weakHits.some(hit => hit.column === column.id)) yield ['weak value', 1]
  if (reading.linked.quotations.length > 0 && column.column.type === 'text') yield ['quotation', 1]
  const { profile } = column
  if (profile.numeric && reading.numbers.length > 0) {
    const inside = reading.numbers.some(
      ({ value }) => profile.min !== undefined && value >= profile.min && value <= profile.max!,
    )
    yield [inside ? 'number inside range' : 'number outside range', 1]
    if (
      profile.values.length <= 2000 &&
      reading.numbers.some(({ value }) => profile.values.some(cell => Number(cell) === value))
    )
      yield ['number occurs', 1]
    if (
      reading.numbers.some(({ value }) => value >= 1900 && value <= 2100) &&
      (profile.storage === 'year' || column.words.includes('year'))
    )
      yield ['year number', 1]
  }
}

/** Words in front of and behind an occurrence. Words that are names or values appear as such. */
function* contextFeatures(reading: Reading, match: NameMatch, label: string): Iterable<readonly [string, number]> {
  if (match.at.length === 0 || !match.full) return
  const { tokens } = reading.linked
  const word = (at: number): string => {
    const token = tokens[at]
    if (token === undefined) return at < 0 ? '<' : '>'
    if (reading.valueSpans.some(span => at >= span.from && at < span.to)) return 'VAL'
    return token.number !== undefined ? 'NUM' : token.lower
  }
  const [first, last] = [match.at[0]!, match.at.at(-1)!]
  yield [`${label} before1 ${word(first - 1)}`, 1]
  yield [`${label} before2 ${word(first - 2)}`, 1]
  yield [`${label} before2 ${word(first - 3)}`, 1]
  yield [`${label} after1 ${word(last + 1)}`, 1]
  yield [`${label} after2 ${word(last + 2)}`, 1]
  yield [`${label} pair ${word(first - 2)} ${word(first - 1)}`, 1]
}

export type SlotExample = { readonly reading: Reading; readonly role: Role; readonly column: number }

/** Fits the choice of the gold column among all columns of its database. Features seen less than 5 times are left out. */
export function trainSlotModel(
  examples: readonly SlotExample[],
  options: { passes: number; rate: number; l2: number; rng: Rng },
): SlotModel {
  const readings = [...new Set(examples.map(example => example.reading))]
  const counts = new Map<string, number>()
  for (const reading of readings) {
    const seen = new Set<string>()
    for (const column of reading.index.columns) for (const [name] of slotFeatures(reading, column)) seen.add(name)
    for (const name of seen) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const features = new Vocabulary(
    [...counts]
      .filter(([, count]) => count >= 8)
      .map(([name]) => name)
      .sort(),
  )
  const width = features.size
  const learner = new AdaGrad(new Float64Array(roles.length * width), { rate: options.rate, l2: options.l2 })
  const sparse = new Map<Reading, Sparse[]>()
  for (const reading of readings)
    sparse.set(
      reading,
      shortlist(reading).map(id => features.sparse(slotFeatures(reading, reading.index.columns[id]!))),
    )
  const ids = new Map(readings.map(reading => [reading, shortlist(reading)]))
  for (let pass = 0; pass < options.passes; pass++) {
    for (const { reading, role, column } of options.rng.fork(`pass ${pass}`).shuffle(examples)) {
      const offset = roles.indexOf(role) * width
      const rows = sparse.get(reading)!
      const gold = ids.get(reading)!.indexOf(column)
      if (gold < 0) continue
      const logps = logSoftmax(rows.map(row => dot(learner.weights, row, offset)))
      for (const [i, row] of rows.entries()) {
        const residual = Math.exp(logps[i]!) - (i === gold ? 1 : 0)
        if (Math.abs(residual) < 1e-4) continue
        for (let k = 0; k < row.ids.length; k++) learner.step(offset + row.ids[k]!, residual * row.values[k]!)
      }
    }
  }
  return { features, weights: learner.weights }
}

/** All columns, or in wide databases those that the question may mean. */
function shortlist(reading: Reading): number[] {
  const { columns } = reading.index
  if (columns.length <= 120) return columns.map(column => column.id)
  const hit = new Set(reading.valueSpans.flatMap(span => span.hits.map(({ column }) => column)))
  return columns
    .filter(
      column =>
        reading.linked.columns[column.id]!.share > 0 ||
        reading.linked.tables[column.table]!.share > 0 ||
        hit.has(column.id),
    )
    .map(column => column.id)
}
