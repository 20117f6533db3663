import { afterAll, expect, it } from 'vitest'
import type { Database } from '../../../check/database/database.ts'
import { resultKey } from '../../../check/database/eval/result-key.ts'
import { checkQuery } from '../../../check/database/gate.ts'
import { openDatabase } from '../../../check/database/open.ts'
import type { Query } from '../../../lang/sql/ast.ts'
import { releaseJoins, restoreJoins } from '../../../lang/sql/join-free.ts'
import { toQuery } from '../../../lang/sql/parse.ts'
import { loadParser } from '../../../lang/sql/parser.ts'
import { printQuery } from '../../../lang/sql/print.ts'
import { buildIndex, type SchemaIndex } from '../link/schema-index.ts'
import { toSketch } from '../symbolic/abstract.ts'
import { hasSpider, loadSpider, spiderDatabase } from './spider.ts'

const signal = new AbortController().signal
const open = new Map<string, { database: Database; index: SchemaIndex }>()
afterAll(async () => {
  for (const { database } of open.values()) await database.close()
})

async function sourceOf(db: string): Promise<{ database: Database; index: SchemaIndex }> {
  const known = open.get(db)
  if (known !== undefined) return known
  const database = await openDatabase(spiderDatabase(db))
  const made = { database, index: await buildIndex(database, { signal }) }
  open.set(db, made)
  return made
}

it.skipIf(!hasSpider())(
  'golds of Spider dev have a sketch, and their joins come back from the join-free form',
  async () => {
    const parser = await loadParser()
    const items = loadSpider('dev').filter((_, i) => i % 2 === 0)
    let sketched = 0
    let joined = 0
    let kept = 0
    for (const { db, gold } of items) {
      const { database, index } = await sourceOf(db)
      const query = toQuery(parser.parse(gold, 'sqlite')[0]!, index.schema)
      if (query === undefined) continue
      if (toSketch(query, index) !== undefined) sketched++
      if (!printQuery(query, index.schema).includes(' JOIN ')) continue
      joined++
      const restored = restoreJoins(releaseJoins(query, index.graph), index.graph)
      if (restored === null) continue
      const keyOf = async (one: Query): Promise<string> =>
        resultKey(await database.query(checkQuery(one, index.schema)), { ordered: false })
      if ((await keyOf(restored)) === (await keyOf(query))) kept++
    }
    // measured 94.9 % and 100 %: what does not qualify keeps its explicit joins
    expect(sketched / items.length).toBeGreaterThan(0.93)
    expect(kept / joined).toBeGreaterThan(0.97)
  },
  60_000,
)
