import { mkdtempSync, writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { checkQuery } from '../../../check/database/gate.ts'
import { openDatabase } from '../../../check/database/open.ts'
import { seedRng } from '../../../core/rng.ts'
import { buildIndex } from '../link/schema-index.ts'
import { topics } from './generate.ts'
import { generateDatabase } from './generate-schema.ts'
import { toWorld } from './generate-world.ts'
import { readingsOf } from './reading.ts'

test('x', async () => {
  const dir = mkdtempSync('/tmp/gen-')
  const out: Record<string, string[]> = {}
  for (let s = 200; s < 212; s++) {
    const bytes = await generateDatabase(seedRng(s))
    const path = `${dir}/${s}.sqlite`
    writeFileSync(path, bytes)
    const db = await openDatabase(path)
    const index = await buildIndex(db, { signal: new AbortController().signal })
    const world = toWorld(index)
    for (const name of [
      'peak',
      'lineDates',
      'countJoined',
      'verbs',
      'roleNames',
      'lookupPart',
      'computedByDate',
      'computedTotal',
    ])
      for (let i = 0; i < 2; i++) {
        const q = topics[name]!(world, seedRng(s * 10 + i))
        if (q) {
          const mods = readingsOf(q.question, index, { now: Date.parse('2024-07-01'), manner: 'ask' })[0]!
            .modifiers.map(m => m.kind + (m.kind === 'date-group' ? m.asked : ''))
            .join()
          ;(out[name] ??= []).push(
            q.question +
              '   [' +
              mods +
              ']' +
              (i || name === 'lookupPart' ? '' : '   ' + checkQuery(q.query, index.schema).sql.slice(0, 330)),
          )
        }
      }
    await db.close()
  }
  for (const [k, v] of Object.entries(out)) console.log(k + '\n  ' + v.join('\n  '))
}, 60000)
