import { openDatabase } from '../src/check/database/open.ts'
import { systemClock } from '../src/core/clock.ts'
import { toJoinGraph } from '../src/lang/sql/join-free.ts'
import { type AskSource, predict } from '../src/verticals/sql/ask.ts'
import { evaluate } from '../src/verticals/sql/bench/evaluate.ts'
import { hasSpider, loadSpider, spiderDatabase } from '../src/verticals/sql/bench/spider.ts'
import { buildIndex, type SchemaIndex } from '../src/verticals/sql/link/schema-index.ts'
import { toContext } from '../src/verticals/sql/runs.ts'
import type { Models } from '../src/verticals/sql/symbolic/propose.ts'
import { startModel } from '../src/verticals/sql/symbolic/rank.ts'
import { loadWeights } from '../src/verticals/sql/symbolic/weights.ts'
import { defineBench, type Row } from './bench.ts'

/** The proposer with one part taken away. Nothing is trained again. */
type Variant = {
  readonly name: string
  readonly models?: (models: Models) => Models
  readonly index?: (index: SchemaIndex) => SchemaIndex
}

const variants: readonly Variant[] = [
  { name: 'whole' },
  { name: 'ranker untrained (start weights)', models: models => ({ ...models, rank: startModel() }) },
  {
    name: 'no composite sketches',
    models: models => ({
      ...models,
      sketch: { ...models.sketch, sketches: models.sketch.sketches.filter(({ nested }) => nested === undefined) },
    }),
  },
  { name: 'declared keys only', index: withoutInferred },
]

function withoutInferred(index: SchemaIndex): SchemaIndex {
  const schema = {
    ...index.schema,
    foreignKeys: index.schema.foreignKeys.filter(({ origin }) => origin === 'declared'),
  }
  return { ...index, schema, graph: toJoinGraph(schema) }
}

export const bench = defineBench({
  about: 'what parts of the symbolic proposer add on Spider dev (measured, never tuned on)',
  settings: { every: 1 },
  missing: () => (hasSpider() ? undefined : 'needs Spider in the data folder (TRIVET_DATA)'),
  run: async ({ every }, tell) => {
    const items = loadSpider('dev').filter((item, i) => item.skip === undefined && i % Math.max(1, every) === 0)
    const weights = await loadWeights()
    const signal = new AbortController().signal
    const rows: Row[] = []
    for (const { name, models = same, index = same } of variants) {
      const indexes = new Map<string, SchemaIndex>()
      const report = await evaluate(
        items,
        async (item, database) => {
          const known = indexes.get(item.db) ?? index(await buildIndex(database, { signal }))
          indexes.set(item.db, known)
          const source: AskSource = { database, index: known, models: models(weights.models), weightsId: weights.id }
          return predict(item.question, source, toContext({ clock: systemClock, signal }), { manner: 'suite' })
        },
        {
          suite: 'spider',
          split: 'dev',
          mode: 'spider-ex',
          predictor: { variant: name },
          open: db => openDatabase(spiderDatabase(db)),
          ctx: { clock: systemClock, signal, progress: () => {} },
        },
      )
      rows.push({ part: name, EX: report.ex ?? Number.NaN, 'right among 60': report.passAt['60'] ?? Number.NaN })
      tell(`${rows.length} of ${variants.length}`)
    }
    return {
      rows,
      claims: [],
      notes: [`${items.length} questions; weights ${weights.id}, not trained again for any row`],
      raw: [],
    }
  },
})

const same = <T>(value: T): T => value
