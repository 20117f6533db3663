// `npm start`: installs, builds, makes the sample database, asks it the five questions of samples/quickstart.json and
// prints answers, SQL and cost. Fails unless every answer has the rows that are committed there.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, install, nodeFault, root } from './setup.mjs'

/** A table as text: numbers to the right, everything else to the left. */
function toTable(columns, rows) {
  const cells = [columns.map(column => column.name), ...rows.map(row => row.map(cell => String(cell ?? 'NULL')))]
  const widths = columns.map((_, i) => Math.max(...cells.map(line => line[i].length)))
  const isNumber = columns.map((_, i) => rows.every(row => row[i] === null || typeof row[i] === 'number'))
  return cells.map(line =>
    line.map((cell, i) => (isNumber[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '),
  )
}

const toCost = ({ wallMs = 0, oracleCalls = 0, usdMicros = 0 }) =>
  `${oracleCalls} queries tried in ${wallMs} ms, $${(usdMicros / 1e6).toFixed(2)}`

/** Asks through the program, as anybody would. Prints the answer; returns what is wrong with it, if anything is. */
function ask({ question, rows }) {
  const args = [join(root, 'dist/src/apps/cli/main.js'), 'ask', question, '--db', 'sample:', '--json']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  console.log(`\n> ${question}`)
  let answer
  try {
    answer = JSON.parse(stdout)
  } catch {
    return `gave no answer: ${stdout}${stderr}`
  }
  if (!Array.isArray(answer.rows)) return `gave no rows: ${stdout}${stderr}`
  for (const line of toTable(answer.columns, answer.rows)) console.log(`    ${line}`.trimEnd())
  console.log(`    ${answer.sql.replaceAll('\n', '\n    ')}`)
  console.log(`    ${toCost(answer.spent)}`)
  if (JSON.stringify(answer.rows) !== JSON.stringify(rows)) return `expected the rows ${JSON.stringify(rows)}`
}

const fault = nodeFault()
if (fault !== undefined) console.error(fault)
if (fault !== undefined || !install() || !build()) process.exit(1)

const { about, questions } = JSON.parse(readFileSync(join(root, 'samples/quickstart.json'), 'utf8'))
console.log(`Trivet on Node ${process.versions.node}, ${process.platform} ${process.arch}. ${about}`)
const wrong = []
for (const entry of questions) {
  const problem = ask(entry)
  if (problem !== undefined) wrong.push(`"${entry.question}" ${problem}`)
}
if (wrong.length === 0) {
  console.log(`\nAll ${questions.length} answers are the expected ones. Next, ask your own data:`)
  console.log('    ./trivet ask "How many orders are there?" --db path/to/your.sqlite')
  console.log('    ./trivet ask --help')
} else {
  console.error(['', ...wrong].join('\n'))
  process.exitCode = 1
}
