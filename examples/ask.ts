// Asks the sample database a question from a program: `npx tsx examples/ask.ts`. In your own project the import is
// `import { ask, openTrivet } from 'trivet/sql'`.
import { ask, openTrivet } from '../src/sql.ts'

// One question: opens the database, answers, closes.
const answer = await ask('How many customers are from Germany?', { db: 'sample:' }).answer()
console.log(answer.status, JSON.stringify(answer.rows), answer.sql)

// Several questions of one database, which is read once; the events tell what is tried on the way.
const shop = await openTrivet('sample:')
const asking = shop.ask('How many products are there?', { budget: { wallMs: 20_000 } })
let tried = 0
for await (const event of asking) if (event.type === 'checked') tried++
const { rows, why, confidence } = await asking.answer()
console.log(`${tried > 1 ? 'several queries' : 'one query'} tried:`, JSON.stringify(rows), `(${why.join('; ')})`)
console.log(confidence?.calibrated === false ? 'not calibrated' : 'calibrated')
await shop.close()
