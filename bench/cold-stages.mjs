// Answers one question as `trivet ask` does and prints as JSON how many milliseconds each stage took, in a process of
// its own: node cold-stages.mjs DIST TARGET QUESTION. Plain JavaScript, so that nothing but the product is loaded.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const booted = performance.now()
const [dist, target, question] = process.argv.slice(2)
const built = path => import(pathToFileURL(join(dist, 'src', `${path}.js`)).href)

const stages = { 'start of Node': booted }
let last = booted
/** What passed since the last mark goes to `stage`. */
const mark = stage => {
  const now = performance.now()
  stages[stage] = (stages[stage] ?? 0) + now - last
  last = now
}

await built('apps/cli/program')
const [{ openDatabase }, { buildIndex }, { loadWeights }, { ask }, { toContext }, { memoryLedger }, { systemClock }] =
  await Promise.all(
    [
      'check/database/open',
      'verticals/sql/link/schema-index',
      'verticals/sql/symbolic/weights',
      'verticals/sql/ask',
      'verticals/sql/runs',
      'core/ledger',
      'core/clock',
    ].map(built),
  )
mark('import')
const database = await openDatabase(target)
mark('open')
const { signal } = new AbortController()
const index = await buildIndex(database, { signal })
mark('index')
const weights = await loadWeights()
mark('weights')
const ctx = toContext({ clock: systemClock, signal })
const source = { database, index, models: weights.models, weightsId: weights.id }
const events = ask(question, source, ctx, { id: 'cold', ledger: memoryLedger(), version: '' })
for (;;) {
  const next = await events.next()
  // the generator works only while it is asked for the next event, which tells what it did meanwhile
  const type = next.done ? 'answer' : next.value.type
  mark({ proposed: 'propose', checked: 'execute', answer: 'rank and explain' }[type] ?? 'propose')
  if (next.done) {
    stages.status = next.value.status
    break
  }
}
await database.close()
mark('close')
console.log(JSON.stringify(stages))
