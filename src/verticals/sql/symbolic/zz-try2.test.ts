import { mkdtempSync, writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { checkQuery } from '../../../check/database/gate.ts'
import { openDatabase } from '../../../check/database/open.ts'
import { seedRng } from '../../../core/rng.ts'
import { buildIndex } from '../link/schema-index.ts'
import { toSketch } from './abstract.ts'
import { generateQuestions } from './generate.ts'
import { generateDatabase } from './generate-schema.ts'

test('x', async () => {
  const dir = mkdtempSync('/tmp/gen-')
  let n = 0,
    filled = 0,
    sk = 0,
    err = 0
  for (let s = 100; s < 150; s++) {
    const bytes = await generateDatabase(seedRng(s))
    const path = `${dir}/${s}.sqlite`
    writeFileSync(path, bytes)
    const db = await openDatabase(path)
    const index = await buildIndex(db, { signal: new AbortController().signal })
    const made = generateQuestions(index, seedRng(1), 120)
    let f = 0
    for (const q of made) {
      n++
      if (toSketch(q.core, index) !== undefined) sk++
      try {
        const { rows } = await db.query(checkQuery(q.query, index.schema), { signal: new AbortController().signal })
        if (rows.some(row => row.some(cell => cell !== null && Number(cell) !== 0))) {
          filled++
          f++
        }
      } catch (e) {
        err++
        console.log(q.question, String(e))
      }
    }
    if (f / made.length < 0.87 || made.length < 120)
      console.log(s, index.tables.map(t => t.table.name).join(), f, made.length)
    await db.close()
  }
  console.log({ n, filled: filled / n, sk: sk / n, err })
}, 100000)
