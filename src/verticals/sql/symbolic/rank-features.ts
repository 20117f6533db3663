import type { ResultSummary } from '../../../check/database/sql-oracle.ts'
import { isStrong } from '../link/match.ts'
import { stopWords } from '../link/question.ts'
import { isSpan } from '../link/said.ts'
import { type IndexedColumn, refersTo } from '../link/schema-index.ts'
import type { Built } from './build.ts'
import { isCue, type Reading } from './reading.ts'
import { holeUses, type Sketch } from './sketch.ts'

type Features = Iterable<readonly [string, number]>

/** What speaks for or against a candidate before it runs. */
export const staticFeatures = (built: Built, reading: Reading): Features => adapted(ofQuery(built, reading), reading)

/** What the result says; `undefined` when the query did not run. */
export const resultFeatures = (built: Built, reading: Reading, result: ResultSummary | undefined): Features =>
  adapted(ofResult(built, reading, result), reading)

/** What people ask shares its weights with the suites and has some of its own besides (Daumé 2007, section 3). */
function* adapted(features: Features, { manner }: Reading): Features {
  for (const [name, value] of features) {
    yield [name, value]
    if (manner === 'ask') yield [`ask ${name}`, value]
  }
}

function* ofQuery(built: Built, reading: Reading): Iterable<readonly [string, number]> {
  const { filled, tables, tree } = built
  const { sketch } = filled
  yield ['sketch', filled.logp]
  yield ['slots', filled.slots]
  yield ['slots per hole', filled.slots / Math.max(1, filled.columns.length + filled.operands.length)]
  yield ['joins', tree.keys.length]
  yield ['join cost', tree.cost]
  yield ['added table', built.added]
  const owners = new Set(filled.columns.map(id => reading.index.columns[id]!.table))
  yield ['joined but not named', tables.filter(table => !reading.namedTables.includes(table)).length]
  yield ['bridge not named', tables.filter(table => !owners.has(table) && !reading.namedTables.includes(table)).length]
  yield ['named but not joined', reading.namedTables.filter(table => !tables.includes(table)).length]
  const isUsed = (at: number): boolean => filled.used.some(span => at >= span.from && at < span.to)
  yield ['unused values', reading.valueSpans.filter(span => !isUsed(span.from)).length]
  yield ['unused numbers', reading.numbers.filter(number => !isUsed(number.from)).length]
  yield* coverage(built, reading, isUsed)
  yield [`modifiers ignored in ${reading.manner}`, reading.ignored]
  for (const { kind } of reading.modifiers) yield [`modifier ${kind} in ${reading.manner}`, 1]
  if (filled.summed) yield ['summed', 1]
  if (built.resolvesKeys) yield ['resolves keys', 1]
  if (built.attachment.target !== undefined) yield ['target fit', built.attachment.fit]
  const kinds = new Set(reading.modifiers.map(({ kind }) => kind))
  if (kinds.has('including-zero') && tree.keys.length === 0) yield ['including zero of nothing', 1]
  if (kinds.has('date-group') && sketch.items.some(({ fn }) => fn === undefined))
    yield ['date group beside plain items', 1]
  if (
    kinds.has('share') &&
    sketch.group === 'none' &&
    sketch.where.length === 0 &&
    !kinds.has('flag') &&
    !kinds.has('missing')
  )
    yield ['share of nothing', 1]
  if (isUnaggregated(built, reading)) yield ['measure of many rows', 1]
  const counted = countedTable(reading)
  if (counted !== undefined && sketch.items.some(({ fn }) => fn === 'count'))
    yield [tables.includes(counted) ? 'counts what is named' : 'counts something else', 1]
  const cues = cuesOf(reading)
  for (const trait of traits(sketch)) {
    yield [`is ${trait}`, 1]
    for (const cue of cues) yield [`${trait} & ${cue}`, 1]
  }
  yield* columnFeatures(built, reading)
  yield* measureFeatures(built, reading)
}

/** The table whose name follows "how many" or "number of". */
function countedTable({ linked, namedTables }: Reading): number | undefined {
  const { tokens } = linked
  const at = tokens.findIndex(
    (token, i) =>
      (token.lower === 'many' && tokens[i - 1]?.lower === 'how') ||
      (token.lower === 'of' && /^(number|count)$/.test(tokens[i - 1]?.lower ?? '')),
  )
  if (at < 0) return undefined
  return namedTables.find(table => linked.tables[table]!.at[0]! > at && linked.tables[table]!.at[0]! <= at + 3)
}

/** Shows or orders things by a measure of rows that refer to them, without putting these rows together. */
function isUnaggregated({ filled }: Built, { index }: Reading): boolean {
  const { sketch, columns } = filled
  if (sketch.items.some(({ fn }) => fn !== undefined)) return false
  const shown = sketch.items.flatMap(({ arg }) => (arg === 'star' ? [] : [index.columns[columns[arg]!]!]))
  const measured = [
    ...shown,
    ...(sketch.order?.fn === undefined && typeof sketch.order?.arg === 'number'
      ? [index.columns[columns[sketch.order.arg]!]!]
      : []),
  ]
  return shown.some(
    one =>
      one.display &&
      measured.some(
        other =>
          other.profile.numeric && !other.idLike && !isSpan(other.expr) && refersTo(index, other.table, one.table),
      ),
  )
}

/** Words of the question that the query accounts for, and those that it ignores. */
function* coverage(
  built: Built,
  reading: Reading,
  isUsed: (at: number) => boolean,
): Iterable<readonly [string, number]> {
  const { linked, index } = reading
  const explained = new Set<number>()
  for (const { span } of reading.modifiers) for (let at = span.from; at < span.to; at++) explained.add(at)
  for (const id of built.filled.columns) for (const at of linked.columns[id]!.at) explained.add(at)
  for (const id of built.tables) for (const at of linked.tables[id]!.at) explained.add(at)
  const schemaWords = new Set<number>()
  for (const column of index.columns) {
    const match = linked.columns[column.id]!
    if (match.literal && isStrong(match, linked.tokens)) for (const at of match.at) schemaWords.add(at)
  }
  for (const table of index.tables) {
    const match = linked.tables[table.id]!
    if (match.literal && isStrong(match, linked.tokens)) for (const at of match.at) schemaWords.add(at)
  }
  let content = 0
  let covered = 0
  let ignored = 0
  for (const [at, token] of linked.tokens.entries()) {
    if (stopWords.has(token.lower) || isCue(token) || token.number !== undefined) continue
    content++
    if (isUsed(at) || explained.has(at)) covered++
    else if (schemaWords.has(at)) ignored++
  }
  yield ['schema words ignored', ignored]
  yield ['content covered', covered / Math.max(1, content)]
  yield ['content ignored', content - covered]
}

const cuePatterns: readonly (readonly [string, RegExp])[] = [
  ['how many', /\bhow many\b|\bnumber of\b|\bcount\b/],
  ['how much', /\bhow (much|long|old|big|large|far|high)\b/],
  ['each', /\b(each|every|per|by|for all)\b/],
  [
    'most',
    /\b(most|largest|highest|biggest|greatest|maximum|max|top|oldest|longest|latest|best|most expensive|heaviest|tallest|newest|richest|fastest|biggest|more than any)\b/,
  ],
  [
    'least',
    /\b(least|smallest|lowest|minimum|min|fewest|youngest|shortest|earliest|worst|cheapest|lightest|slowest|oldest first)\b/,
  ],
  ['average', /\b(average|mean|avg)\b/],
  ['total', /\b(total|sum|altogether|overall|combined)\b/],
  ['different', /\b(different|distinct|unique)\b/],
  ['order', /\b(order|ordered|sort|sorted|descending|ascending|alphabetical|alphabetically|from .* to|list)\b/],
  [
    'first',
    /\w+st first\b|\bmost \w+ first\b|\bfirst$|\bto (the )?(newest|oldest|highest|lowest|latest|youngest|smallest|largest|cheapest)/,
  ],
  ['top', /\btop \w+/],
  ['descending', /\b(descending|decreasing|desc|from high|from the (highest|largest|oldest|most))\b/],
  [
    'not',
    /\b(not|no|without|never|n't|haven t|hasn t|don t|doesn t|didn t|except|other than|apart from|but not|neither|nor|exclude|excluded|excluding|left out|leaving out|not counted|ignoring)\b/,
  ],
  ['or', /\bor\b/],
  ['and', /\band\b/],
  [
    'more',
    /\b(more|greater|above|over|older|longer|larger|higher|after|exceed|exceeding|at least|heavier|taller|bigger|newer|later|costlier|faster|wider)\b/,
  ],
  [
    'less',
    /\b(less|fewer|below|under|younger|shorter|smaller|lower|before|at most|lighter|cheaper|earlier|slower|narrower)\b/,
  ],
  ['between', /\bbetween\b|\bfrom \d+ to\b/],
  ['both', /\bboth\b|\band also\b|\bas well as\b/],
  ['contain', /\b(contain|contains|containing|include|includes|substring|starts?|ends?|begins?|letter|word)\b/],
  ['no counting', /^(?!.*\b(how many|how often|number|count|counts|amount of|times)\b)/],
  ['compare average', /\b(than|above|below|over|under) (the )?(overall )?(average|mean)\b/],
  ['common', /\b(common|popular|frequent|frequently)\b/],
  ['at least', /\bat least\b/],
]

/** The cue patterns that occur in the question; computed once per reading. */
export function cuesOf(reading: Reading): readonly string[] {
  const known = cueCache.get(reading)
  if (known !== undefined) return known
  const text = reading.linked.text.toLowerCase()
  const cues = ['any', ...cuePatterns.filter(([, pattern]) => pattern.test(text)).map(([name]) => name)]
  cueCache.set(reading, cues)
  return cues
}
const cueCache = new WeakMap<Reading, readonly string[]>()

/** What a sketch does, in words that cues can speak for. */
export function traits(sketch: Sketch): string[] {
  const out: string[] = [`${sketch.items.length} items`, `${sketch.where.length} conditions`, `limit ${sketch.limit}`]
  for (const { fn } of sketch.items) if (fn !== undefined) out.push(`shows ${fn}`)
  if (sketch.items.every(item => item.fn === undefined)) out.push('shows plain')
  for (const { op } of sketch.where) out.push(`where ${op}`)
  if (sketch.any) out.push('any')
  if (sketch.group !== 'none') out.push('group')
  if (sketch.having !== undefined) out.push('having', `having ${sketch.having.op}`)
  if (sketch.order !== undefined)
    out.push(
      'order',
      `order ${sketch.order.desc ? 'desc' : 'asc'} ${sketch.limit}`,
      `order by ${sketch.order.fn ?? 'plain'}`,
    )
  if (sketch.nested !== undefined)
    out.push(
      'nested',
      `nested ${sketch.nested.kind}`,
      ...(sketch.nested.kind === 'scalar' ? [`scalar ${sketch.nested.fn}`] : []),
    )
  return [...new Set(out)]
}

/** Kinds of the columns by use, and whether the question names them. */
function* columnFeatures({ filled }: Built, reading: Reading): Iterable<readonly [string, number]> {
  const { index, linked } = reading
  for (const use of holeUses(filled.sketch)) {
    const column = index.columns[filled.columns[use.hole]!]!
    const match = linked.columns[column.id]!
    const kind = column.display
      ? 'display'
      : column.idLike
        ? 'id'
        : column.profile.storage !== undefined
          ? 'date'
          : column.profile.numeric
            ? 'measure'
            : 'label'
    yield [`${use.role} ${kind}`, 1]
    yield [
      `${use.role} ${match.literal ? 'literal' : match.full ? 'full' : match.at.length > 0 ? 'partial' : 'unnamed'}`,
      1,
    ]
    if (!reading.namedTables.includes(column.table)) {
      yield [`${use.role} of unnamed table`, 1]
      if (match.at.length === 0) yield [`${use.role} unnamed of unnamed table`, 1]
    }
    if (use.role === 'order' || use.fn === 'max' || use.fn === 'min') yield* extremeFeatures(column, reading)
  }
  const tables = new Set(filled.columns.map(id => index.columns[id]!.table))
  yield ['tables of columns', tables.size]
  for (const operand of filled.operands) yield [`operand ${operand.kind}`, 1]
  yield ['operand quality', filled.operands.reduce((sum, operand) => sum + operand.quality, 0)]
}

/** "newest" and the like are about moments, other superlatives hardly ever are. */
function* extremeFeatures({ profile }: IndexedColumn, { linked }: Reading): Iterable<readonly [string, number]> {
  const isDate = profile.storage !== undefined
  if (temporal.test(linked.text)) yield [`temporal superlative of ${isDate ? 'date' : 'other'}`, 1]
  else if (isDate) yield ['extreme date without a word for it', 1]
}

const temporal = /\b(newest|latest|oldest|earliest|most recent|recently|youngest|first|last)\b/i

/** Computed measures are summed unless something else is said. */
function* measureFeatures({ filled }: Built, { index }: Reading): Iterable<readonly [string, number]> {
  for (const { hole, role, fn } of holeUses(filled.sketch)) {
    if (index.columns[filled.columns[hole]!]!.expr !== undefined) yield [`computed ${fn ?? role}`, 1]
  }
}

function* ofResult(
  built: Built,
  reading: Reading,
  result: ResultSummary | undefined,
): Iterable<readonly [string, number]> {
  if (result === undefined) {
    yield ['error', 1]
    return
  }
  const { sketch } = built.filled
  const single = result.rows === 1
  if (result.rows === 0) yield ['empty', 1]
  if (single && result.allZero) yield ['single zero', 1]
  if (result.allNull) yield ['all null', 1]
  if (result.rows > 50) yield ['many rows', 1]
  if (result.repeated) yield ['repeated rows', 1]
  if (result.rows > 0) yield [`${single ? 'one row' : 'rows'} & ${isPlural(reading)}`, 1]
  if (result.rows === 0 && sketch.nested !== undefined) yield ['empty nested', 1]
  if (result.rows === 0 && sketch.where.length > 0) yield ['empty with conditions', 1]
  if (sketch.group !== 'none' && single && sketch.limit === 'none') yield ['one group', 1]
}

/** Does the question ask for one thing or several? By the first content word after "what/which/show". */
function isPlural(reading: Reading): 'plural' | 'singular' | 'unclear' {
  const { tokens } = reading.linked
  const text = tokens
    .slice(0, 6)
    .map(token => token.lower)
    .join(' ')
  if (/^(what|which|who) (are|were)\b/.test(text)) return 'plural'
  if (/^(what|which|who) (is|was)\b/.test(text)) return 'singular'
  const noun = tokens.find((token, at) => at > 0 && !stopWords.has(token.lower) && !isCue(token))
  if (noun === undefined) return 'unclear'
  return noun.lower !== noun.stem ? 'plural' : 'singular'
}
