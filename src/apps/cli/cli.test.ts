import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { postgresMissing, startPostgresServer } from '../../check/database/postgres-server.ts'
import { notBuilt } from '../../core/built.suite.ts'
import { exitCodes } from '../../core/errors.ts'
import { packageFolder } from '../../core/paths.ts'
import {
  askContract,
  doctorContract,
  dryRunContract,
  errorContract,
  evalContract,
  queryContract,
  runsContract,
} from '../../verticals/sql/contracts.suite.ts'
import { openPlace } from './cli.suite.ts'

const missing = notBuilt()
if (missing !== undefined) console.log(`The command line is not tested: ${missing}`)

const place = openPlace()
afterAll(place.remove)
const { run, json } = place
/** On a slow machine anything takes more than a second, and is told. */
const withoutProgress = (stderr: string): string => stderr.replace(/^.* … \d+ s\n/gm, '')
const german = 'How many customers are from Germany?'
const asked = ['ask', german, '--db', 'sample:']

describe.skipIf(missing !== undefined)('the program', () => {
  test('tells its commands and its version', () => {
    const help = run(['--help'])
    expect(help).toMatchObject({ status: 0, stderr: '' })
    for (const command of ['ask', 'query', 'index', 'eval', 'evidence', 'runs', 'rate', 'doctor', 'data'])
      expect(help.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
    expect(run([])).toEqual(help)
    expect(run(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(run(['ask', '--help']).stdout).toContain('--dry-run')
  })

  test('refuses what it does not know', () => {
    for (const args of [
      ['nope'],
      ['ask', 'x', '--nope'],
      ['query'],
      ['runs', 'nope'],
      ['ask', 'x', 'y', '--db', 'sample:'],
    ]) {
      const { status, stdout, stderr } = run(args)
      expect({ args, status, stdout }).toEqual({ args, status: exitCodes.usage, stdout: '' })
      expect(stderr).toMatch(/^error E_USAGE: .*\n.*--help/)
    }
    const { status, value } = json(['ask', 'x', '--seed', 'many', '--db', 'sample:'])
    expect(status).toBe(exitCodes.usage)
    expect(errorContract.parse(value).error.code).toBe('E_USAGE')
  })
})

describe.skipIf(missing !== undefined)('ask', () => {
  test('prints the answer for people: rows, SQL, words, how far it may be believed', () => {
    const { status, stdout, stderr } = run(asked)
    expect({ status, stderr: withoutProgress(stderr) }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^ +13$/m)
    expect(stdout).toMatch(/^SELECT .*'Germany'/m)
    expect(stdout).toMatch(/^- counts customers$/m)
    expect(stdout).toMatch(
      /^answered · \d+ % share of belief among \d+ different results \(not calibrated\) · \d+ quer/m,
    )
    expect(stdout).toMatch(/^run \d{8}-\d{6}-\d{3}-[0-9a-f]{8}$/m)
    expect(stdout).not.toContain('\u001b')
  })

  test('--json fits the contract', () => {
    const { status, value } = json(asked)
    expect(status).toBe(0)
    expect(askContract.parse(value)).toMatchObject({ status: 'answered', assurance: 'heuristic', rows: [[13]] })
  })

  test('--csv and --markdown give the rows on stdout, the rest on stderr', () => {
    const csv = run([...asked, '--csv'])
    expect(csv).toMatchObject({ status: 0 })
    expect(csv.stdout).toMatch(/^[^\r\n]+\r\n13\r\n$/)
    expect(csv.stderr).toContain('SELECT')
    expect(run([...asked, '--markdown']).stdout).toMatch(/^\| .* \|\n\| ---: \|\n\| 13 \|\n$/)
    expect(run([...asked, '--csv', '--json']).status).toBe(exitCodes.usage)
  })

  test('--dry-run runs nothing and keeps nothing', () => {
    const before = json(['runs', 'list', '--limit', '1000']).value
    const { status, stdout, stderr } = run([...asked, '--dry-run'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^SELECT .*\n$/)
    expect(stderr).toMatch(/It would read about [\d,]+ rows\. Nothing was run\./)
    expect(dryRunContract.parse(json([...asked, '--dry-run']).value).sql).toBe(stdout.trim())
    expect(json(['runs', 'list', '--limit', '1000']).value).toEqual(before)
  })

  test('takes one question a line from stdin; the exit status is the worst', () => {
    const { status, stdout } = run(['ask', '--db', 'sample:', '--json'], { input: `${german}\n\nblorb frob zzyx\r\n` })
    const answers = stdout
      .trim()
      .split('\n')
      .map(line => askContract.parse(JSON.parse(line)))
    expect(answers.map(answer => answer.status)).toEqual(['answered', 'abstained'])
    expect(status).toBe(exitCodes.undecided)
    expect(run(['ask', '--db', 'sample:'], { input: '' })).toMatchObject({ status: exitCodes.usage })
  })

  test('the database comes from trivet.config.json when it is not named', async () => {
    await place.sqlite(
      'boats.sqlite',
      "CREATE TABLE boats(id integer primary key, name text); INSERT INTO boats VALUES (1, 'Ada'), (2, 'Bo')",
    )
    writeFileSync(
      join(place.folder, 'trivet.config.json'),
      '{ "databases": { "boats": { "target": "boats.sqlite" } } }',
    )
    expect(json(['ask', 'How many boats are there?']).value).toMatchObject({ status: 'answered', rows: [[2]] })
    writeFileSync(
      join(place.folder, 'trivet.config.json'),
      '{ "databases": { "a": { "target": "x" }, "b": { "target": "y" } } }',
    )
    expect(errorContract.parse(json(['ask', 'How many?']).value).error.message).toContain('a, b')
    writeFileSync(join(place.folder, 'trivet.config.json'), '{ "databases": {} }')
    expect(json(['ask', 'How many?']).status).toBe(exitCodes.usage)
  })

  test('what would read too much is refused with advice', () => {
    const { status, value } = json([...asked, '--max-scan', '50'])
    expect(askContract.parse(value)).toMatchObject({ status: 'abstained', reason: 'too-large', rows: [] })
    expect(status).toBe(exitCodes.usage)
    expect(run([...asked, '--max-scan', '50']).stdout).toContain('--max-scan')
  })

  test('withheld values are never read: by --no-values all, by trivet.config.json some', async () => {
    await place.sqlite(
      'people.sqlite',
      "CREATE TABLE people(id integer primary key, name text, city text); INSERT INTO people VALUES (1, 'Ada Quill', 'Bergen'), (2, 'Bo Vance', 'Oslo')",
    )
    const valuesOf = (args: readonly string[]): unknown[] =>
      (json(['index', ...args]).value as { tables: { values: number }[] }).tables.map(({ values }) => values)
    expect(valuesOf(['people.sqlite'])).toEqual([6])
    expect(valuesOf(['people.sqlite', '--no-values'])).toEqual([0])
    writeFileSync(
      join(place.folder, 'trivet.config.json'),
      '{ "databases": { "people": { "target": "people.sqlite", "values": { "People.NAME": "off" } } } }',
    )
    expect(valuesOf(['people'])).toEqual([4])
    writeFileSync(join(place.folder, 'trivet.config.json'), '{ "databases": {} }')
  })

  test('a budget that ends before there is an answer exits with 4', () => {
    const { status, value } = json([...asked, '--budget', 'seconds=0.01'])
    expect(askContract.parse(value).status).toBe('abstained')
    expect(status).toBe(exitCodes.budget)
  })
})

/** `TRIVET_RECORD=1` writes the recording anew. */
test.skipIf(missing !== undefined)('the README shows what the program prints', () => {
  const path = join(packageFolder(), 'README.md')
  const readme = readFileSync(path, 'utf8')
  const [, command, recorded] = /```sh\n\.\/trivet (ask [^\n]+)\n```\n\n```text\n([\s\S]*?)```/.exec(readme)!
  const args = [...command!.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word)
  const { stdout } = run(args)
  if (process.env.TRIVET_RECORD === '1')
    writeFileSync(
      path,
      readme.replace(/```text\n[\s\S]*?```/, () => `\`\`\`text\n${stdout}\`\`\``),
    )
  // shares, times and ids are those of the recording
  const masked = (text: string): string => text.replace(/^(answered|run) .*$/gm, line => line.replace(/[\da-f]+/g, '0'))
  expect(masked(stdout)).toBe(masked(process.env.TRIVET_RECORD === '1' ? stdout : recorded!))
})

describe.skipIf(missing !== undefined)('query', () => {
  test('runs own SQL; rows as the contract says', () => {
    const sql = "SELECT country, count(*) AS n FROM customers WHERE country IN ('Chile', 'Austria') GROUP BY country"
    const { status, value } = json(['query', sql, '--db', 'sample:'])
    expect(status).toBe(0)
    expect(queryContract.parse(value)).toEqual({
      columns: [
        { name: 'country', type: 'text' },
        { name: 'n', type: 'integer' },
      ],
      rows: [['Austria', 8]],
      truncated: false,
    })
  })

  test('cuts at --max-rows and says so', () => {
    const args = ['query', 'SELECT order_id FROM orders ORDER BY 1', '--db', 'sample:', '--max-rows', '3']
    expect(queryContract.parse(json(args).value)).toMatchObject({ truncated: true, rows: [[10001], [10002], [10003]] })
    expect(run(args).stderr).toContain('more than 3 rows')
    expect(run(['query', 'SELECT order_id FROM orders', '--db', 'sample:']).stdout).toContain('… 380 more rows')
  })

  test('refuses to write, to read files, and unknown names', () => {
    for (const [sql, code] of [
      ['DELETE FROM orders', 'E_SQL_NOT_READ_ONLY'],
      ['SELECT 1; SELECT 2', 'E_SQL_PARSE'],
      ['SELECT nope FROM orders', 'E_SQL_UNKNOWN_NAME'],
      ["SELECT readfile('x')", 'E_SQL_FORBIDDEN'],
    ]) {
      const { status, value } = json(['query', sql!, '--db', 'sample:'])
      expect({ sql, status, code: errorContract.parse(value).error.code }).toEqual({
        sql,
        status: exitCodes.usage,
        code,
      })
    }
  })

  test('a query that takes too long ends on time', () => {
    const sql =
      'SELECT count(*) FROM orders a, orders b, order_lines c, order_lines d WHERE a.freight + b.freight + c.qty + d.qty = 1'
    const { status, value } = json(['query', sql, '--db', 'sample:', '--timeout', '0.5'])
    expect(errorContract.parse(value).error.code).toBe('E_SQL_TIMEOUT')
    expect(status).toBe(exitCodes.budget)
  })
})

describe.skipIf(missing !== undefined)('runs and ratings', () => {
  const home = openPlace()
  afterAll(home.remove)
  const file = (id: string): string => join(home.home, 'runs', `${id}.jsonl`)

  test('are listed, shown, compared, rated, resumed, deleted', () => {
    const first = askContract.parse(home.json(asked).value)
    const second = askContract.parse(home.json([...asked, '--seed', '7']).value)
    const { runs } = runsContract.parse(home.json(['runs', 'list']).value)
    expect(runs.map(({ run }) => run)).toEqual([second.run, first.run])
    expect(statSync(file(first.run)).mode & 0o777).toBe(0o600)

    expect(home.json(['runs', 'show', first.run]).value).toMatchObject({
      question: german,
      status: 'answered',
      sql: first.sql,
    })
    expect(home.run(['runs', 'show', 'last']).stdout).toContain(second.run)
    expect(home.json(['runs', 'diff', first.run, second.run]).value).toMatchObject({
      differences: [{ name: 'seed', a: 0, b: 7 }],
    })

    expect(home.run(['rate', first.run, 'good']).status).toBe(0)
    expect(home.run(['rate', 'last', 'bad', '--sql', 'SELECT 13']).status).toBe(0)
    expect(home.run(['rate', 'last', 'ok']).status).toBe(exitCodes.usage)
    expect(home.run(['rate', 'last', 'bad', '--sql', 'DROP TABLE orders']).status).toBe(exitCodes.usage)
    const ratings = join(home.home, 'ratings.jsonl')
    expect(statSync(ratings).mode & 0o777).toBe(0o600)
    expect(
      readFileSync(ratings, 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toMatchObject([
      { v: 1, run: first.run, rating: 'good', sql: first.sql },
      { v: 1, run: second.run, rating: 'bad', right: 'SELECT 13' },
    ])

    expect(home.json(['runs', 'resume', first.run]).value).toEqual(first)
    expect(home.run(['runs', 'delete', first.run]).status).toBe(0)
    expect(home.run(['runs', 'show', first.run]).status).toBe(exitCodes.usage)
    expect(home.run(['runs', 'prune']).status).toBe(exitCodes.usage)
    expect(home.run(['runs', 'prune', '--days', '1']).stderr).toContain('0 of 1')
    expect(home.run(['runs', 'prune', '--keep', '0']).stderr).toContain('1 of 1')
    expect(readdirSync(join(home.home, 'runs'))).toEqual([])
  })

  test('a run that ended early goes on to the same answer', () => {
    const whole = askContract.parse(home.json(asked).value)
    const lines = readFileSync(file(whole.run), 'utf8').split('\n')
    for (const kept of [1, 2, 7, lines.length - 3]) {
      writeFileSync(file(whole.run), `${lines.slice(0, kept).join('\n')}\n{"v":1,"seq":${kept},"ty`)
      expect(runsContract.parse(home.json(['runs', 'list']).value).runs[0]!.status).toBe('unfinished')
      const resumed = askContract.parse(home.json(['runs', 'resume', 'last']).value)
      expect({ kept, ...resumed, spent: {} }).toEqual({ kept, ...whole, spent: {} })
    }
  })

  test('a run over data that have changed is not resumed', async () => {
    const path = await home.sqlite(
      'things.sqlite',
      "CREATE TABLE things(id integer primary key, name text); INSERT INTO things VALUES (1, 'a')",
    )
    expect(home.json(['ask', 'How many things are there?', '--db', path]).value).toMatchObject({ rows: [[1]] })
    await home.sqlite(
      'things.sqlite',
      "CREATE TABLE things(id integer primary key, name text); INSERT INTO things VALUES (1, 'a'), (2, 'b')",
    )
    expect(errorContract.parse(home.json(['runs', 'resume', 'last']).value).error.code).toBe('E_LEDGER_MISMATCH')
  })

  test('a file that is no run is listed as damaged and never changed', () => {
    writeFileSync(file('0-mine'), 'my notes\n')
    expect(runsContract.parse(home.json(['runs', 'list']).value).runs).toContainEqual(
      expect.objectContaining({ run: '0-mine', status: 'damaged' }),
    )
    expect(home.run(['runs', 'resume', '0-mine']).status).toBe(exitCodes.usage)
    expect(readFileSync(file('0-mine'), 'utf8')).toBe('my notes\n')
    expect(home.run(['runs', 'show', '../ratings']).status).toBe(exitCodes.usage)
  })
})

describe.skipIf(missing !== undefined)('PostgreSQL', () => {
  test('is asked and left again; a server that is not there is told', async context => {
    const absent = postgresMissing()
    context.skip(absent !== undefined, absent)
    const server = await startPostgresServer()
    try {
      const { default: pg } = await import('pg')
      const client = new pg.Client({ connectionString: server.url })
      await client.connect()
      await client.query(
        "CREATE TABLE boats(id int PRIMARY KEY, name text); INSERT INTO boats VALUES (1, 'Ada'), (2, 'Bo')",
      )
      await client.end()
      const query = json(['query', 'SELECT name FROM boats ORDER BY id', '--db', server.url])
      expect({ ...query, value: queryContract.parse(query.value).rows }).toEqual({
        status: 0,
        value: [['Ada'], ['Bo']],
      })
      expect(json(['ask', 'How many boats are there?', '--db', server.url])).toMatchObject({
        status: 0,
        value: { status: 'answered', rows: [[2]] },
      })
    } finally {
      await server.stop()
    }
    const { status, value } = json(['ask', 'How many?', '--db', 'postgres://127.0.0.1:1/nowhere'])
    expect(errorContract.parse(value).error.code).toBe('E_DB_UNREACHABLE')
    expect(status).toBe(exitCodes.missing)
  })
})

describe.skipIf(missing !== undefined)('the other commands', () => {
  test('doctor looks at the installation and a database', () => {
    const { status, value } = json(['doctor', '--db', 'sample:events'])
    expect(status).toBe(0)
    const states = new Map(doctorContract.parse(value).findings.map(({ name, state }) => [name, state]))
    expect(states.get('node')).toBe('ok')
    expect(states.get('database')).toBe('ok')
    expect(states.get('inferred keys')).toBe('warn')
    expect(run(['doctor', '--db', 'nowhere.sqlite'])).toMatchObject({ status: exitCodes.missing })
  })

  test('index tells tables and keys, data what is expected', () => {
    const { value } = json(['index', 'sample:'])
    expect(value).toMatchObject({ dialect: 'sqlite', database: 'sample:shop' })
    expect((value as { tables: unknown[] }).tables).toContainEqual(
      expect.objectContaining({ table: 'orders', rows: 400 }),
    )
    expect(run(['data', 'list'], { env: { TRIVET_DATA: place.folder } }).stdout).toContain('absent')
    expect(run(['evidence', 'no-such-thing']).status).toBe(exitCodes.usage)
  })

  test('eval of a golden file fits the contract', () => {
    const golden = place.give(
      'golden.jsonl',
      `${JSON.stringify({ question: german, sql: "SELECT count(*) FROM customers WHERE country = 'Germany'" })}\n` +
        `${JSON.stringify({ question: 'How many customers are there?', sql: 'SELECT 1 FROM nowhere' })}\n`,
    )
    const { status, value } = json(['eval', golden, '--db', 'sample:'])
    expect(status).toBe(0)
    expect(evalContract.parse(value)).toMatchObject({ n: 1, ex: 1, mode: 'intent', errors: [{ of: 'gold' }] })
    expect(run(['eval', 'no-such-suite']).status).toBe(exitCodes.usage)
  })
})
