import type { Database, ResultSet } from '../../../check/database/database.ts'
import { compareSpider } from '../../../check/database/eval/spider-ex.ts'
import { editSpiderSql, isOrdered } from '../../../check/database/eval/spider-text.ts'
import { type CheckedSql, checkQuery } from '../../../check/database/gate.ts'
import { checkText } from '../../../check/database/gate-text.ts'
import { summarize } from '../../../check/database/sql-oracle.ts'
import type { Context } from '../../../core/context.ts'
import { sha256 } from '../../../core/hash.ts'
import type { Query } from '../../../lang/sql/ast.ts'
import { toQuery } from '../../../lang/sql/parse.ts'
import { loadParser } from '../../../lang/sql/parser.ts'
import type { SchemaIndex } from '../link/schema-index.ts'
import { type Abstraction, toSketch } from './abstract.ts'
import { generatedDay } from './generate-heard.ts'
import { Vocabulary } from './linear.ts'
import { forPeople } from './manner.ts'
import { type Models, proposeQueries } from './propose.ts'
import { type RankExample, startModel, trainRankModel } from './rank.ts'
import { resultFeatures } from './rank-features.ts'
import { everywhere, type Reading, readingsOf } from './reading.ts'
import { holeUses } from './sketch.ts'
import { trainSketchModel } from './sketch-model.ts'
import { trainSlotModel } from './slot-model.ts'
import { withoutDistinct } from './without-distinct.ts'

/**
 * A question with its gold: SQL as people wrote it, or trees, of which `core` is the query without what the modifiers
 * of the question add; without a core the question trains the ranking alone.
 */
export type TrainItem = {
  readonly id: string
  readonly db: string
  readonly question: string
  readonly gold: string | { readonly query: Query; readonly core?: Query }
}
export type TrainSource = { readonly database: Database; readonly index: SchemaIndex }

type Example = {
  readonly item: TrainItem
  readonly source: TrainSource
  readonly readings: readonly Reading[]
  /** The reading of which `abstraction` is the sketch. */
  readonly reading: Reading
  readonly abstraction: Abstraction | undefined
  readonly gold: CheckedSql
  readonly ordered: boolean
}

const folds = 3
/** The ranker has few weights: every third question is enough for it, and executing candidates is what takes time. */
const labelEvery = 3
const candidatesPerQuestion = 60
/** Long enough that no label depends on the machine's speed; what takes longer is listed and left out. */
const trainingLimits = { wallMs: 10_000, rows: 100_000 }

export type Training = {
  readonly models: Models
  readonly questions: number
  /** Ids of questions that a query of theirs or a candidate timed out on. */
  readonly dropped: readonly string[]
}

/**
 * Fits all models (sql-ask A5.1): sketches and slots on the abstractions of the golds; then, in three folds by
 * database, the models of two folds propose for the third, every candidate is executed and labelled by `spider-ex`,
 * and the ranker learns from that. Deterministic for the same items and `ctx.rng`.
 */
export async function trainSymbolic(
  items: readonly TrainItem[],
  open: (db: string) => Promise<TrainSource>,
  ctx: Context,
): Promise<Training> {
  const examples: Example[] = []
  for (const item of items) {
    ctx.signal.throwIfAborted()
    examples.push(await prepare(item, await open(item.db)))
  }
  ctx.progress(
    `${examples.length} questions read, ${examples.filter(({ abstraction }) => abstraction !== undefined).length} with a sketch`,
  )
  const seen = new Vocabulary([], { closed: false })
  const labelled: RankExample[] = []
  const dropped: string[] = []
  for (let fold = 0; fold < folds; fold++) {
    const models = fit(
      examples.filter(({ item }) => foldOf(item.db) !== fold),
      ctx,
    )
    for (const example of examples.filter(({ item }, i) => i % labelEvery === 0 && foldOf(item.db) === fold)) {
      ctx.signal.throwIfAborted()
      const one = await label(example, models, seen, ctx)
      if (one === 'timeout') dropped.push(example.item.id)
      else if (one !== 'gold-fails') labelled.push(one)
      if ((labelled.length + dropped.length) % 200 === 0)
        ctx.progress(
          `${labelled.length + dropped.length} of ${Math.ceil(examples.length / labelEvery)} questions labelled`,
        )
    }
  }
  const rank = trainRankModel(seen, labelled, { passes: 10, rate: 0.05, l2: 1e-4, rng: ctx.rng.fork('rank') })
  return { models: { ...fit(examples, ctx), rank }, questions: examples.length, dropped }
}

const foldOf = (db: string): number => Number.parseInt(sha256(db).slice(0, 6), 16) % folds

/** Relative dates count from here in training. */
const trainingDay = Date.parse(generatedDay)

async function prepare(item: TrainItem, source: TrainSource): Promise<Example> {
  const { index } = source
  const readings = readingsOf(item.question, index, {
    now: trainingDay,
    manner: typeof item.gold === 'string' ? 'suite' : 'ask',
  })
  // golds know of no modifiers but these: what others say is in the core
  const reading = readings.find(({ modifiers }) => modifiers.every(({ kind }) => everywhere.has(kind)))!
  const sketch = (query: Query | undefined): Abstraction | undefined =>
    query === undefined ? undefined : toSketch(query, readings[0]!.index)
  if (typeof item.gold !== 'string') {
    const { core } = item.gold
    const query = forPeople(item.gold.query, readings[0]!)
    const gold = checkQuery(withoutDistinct(query), index.schema)
    return {
      item,
      source,
      readings,
      reading,
      abstraction: sketch(core),
      gold,
      ordered: isQueryOrdered(query),
    }
  }
  const parser = await loadParser()
  const [tree] = parser.parse(item.gold, 'sqlite')
  const query = tree === undefined ? undefined : toQuery(tree, index.schema)
  const gold =
    query === undefined
      ? await checkText(editSpiderSql(item.gold, { keepDistinct: false }), index.schema, { doubleQuotes: 'compat' })
      : checkQuery(withoutDistinct(query), index.schema)
  return {
    item,
    source,
    readings,
    reading: readings.at(-1)!,
    abstraction: sketch(query),
    gold,
    ordered: isOrdered(item.gold),
  }
}

const isQueryOrdered = (query: Query): boolean => query.kind === 'select' && query.orderBy.length > 0

function fit(examples: readonly Example[], ctx: Context): Models {
  const usable = examples.flatMap(({ reading, abstraction }) =>
    abstraction === undefined ? [] : [{ reading, ...abstraction }],
  )
  const sketch = trainSketchModel(usable, { minimum: 3, passes: 6, rate: 0.1, l2: 1e-5, rng: ctx.rng.fork('sketch') })
  const slots = usable.flatMap(({ reading, sketch, columns }) =>
    holeUses(sketch).map(({ hole, role }) => ({ reading, role, column: columns[hole]! })),
  )
  return {
    sketch,
    slot: trainSlotModel(slots, { passes: 3, rate: 0.1, l2: 1e-5, rng: ctx.rng.fork('slot') }),
    rank: startModel(),
  }
}

async function label(
  example: Example,
  models: Models,
  seen: Vocabulary,
  ctx: Context,
): Promise<RankExample | 'timeout' | 'gold-fails'> {
  const { source, readings, ordered } = example
  const gold = await executeChecked(source.database, example.gold, ctx)
  if (typeof gold === 'string') return gold === 'timeout' ? 'timeout' : 'gold-fails'
  const out: { features: RankExample[number]['features']; right: boolean }[] = []
  for (const { built, features, reading } of proposeQueries(readings, models, candidatesPerQuestion)) {
    const result = await execute(source, built.query, ctx)
    if (result === 'timeout') return 'timeout'
    const summary = result === 'error' ? undefined : summarize(result)
    const right = result !== 'error' && compareSpider(gold, result, { ordered }).ok
    out.push({ features: seen.sparse([...features, ...resultFeatures(built, reading, summary)]), right })
  }
  return out
}

/** A candidate that the gate refuses counts as one that fails. */
async function execute({ database, index }: TrainSource, query: Query, ctx: Context): Promise<Executed> {
  let checked: CheckedSql
  try {
    checked = checkQuery(withoutDistinct(query), index.schema)
  } catch {
    return 'error'
  }
  return executeChecked(database, checked, ctx)
}

type Executed = ResultSet | 'timeout' | 'error'

async function executeChecked(database: Database, sql: CheckedSql, ctx: Context): Promise<Executed> {
  try {
    return await database.query(sql, { limits: trainingLimits, signal: ctx.signal })
  } catch (thrown) {
    const code = (thrown as { code?: string }).code
    if (code === 'E_SQL_TIMEOUT') return 'timeout'
    if (code?.startsWith('E_SQL_') === true) return 'error'
    throw thrown
  }
}
