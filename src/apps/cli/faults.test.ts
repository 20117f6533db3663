import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { postgresMissing, startPostgresServer } from '../../check/database/postgres-server.ts'
import { notBuilt, program } from '../../core/built.suite.ts'
import { type ErrorCode, exitCodes } from '../../core/errors.ts'
import { parseLedger } from '../../core/ledger.ts'
import { seedRng } from '../../core/rng.ts'
import { askContract, errorContract } from '../../verticals/sql/contracts.suite.ts'
import { ended, openPlace } from './cli.suite.ts'

const missing = notBuilt()
const place = openPlace()
afterAll(place.remove)
const { run, json, give, sqlite } = place
const count = 'How many customers are from Germany?'

/** The command fails with this code: as JSON, and in words with a remedy on stderr and nothing on stdout. */
function fails(args: readonly string[], code: ErrorCode, exit: number): void {
  const { status, value } = json(args)
  expect({ args: args.map(arg => arg.slice(0, 60)), status, code: errorContract.parse(value).error.code }).toEqual({
    args: args.map(arg => arg.slice(0, 60)),
    status: exit,
    code,
  })
  const told = run(args)
  expect(told).toMatchObject({ status: exit, stdout: '' })
  expect(told.stderr.split('\n').filter(Boolean).length).toBeGreaterThanOrEqual(2)
  expect(told.stderr).not.toMatch(/^\s+at /m)
}

describe.skipIf(missing !== undefined)('databases that cannot be asked', () => {
  test('are told apart', async () => {
    fails(['ask', count, '--db', 'nowhere.sqlite'], 'E_DB_MISSING', exitCodes.usage)
    fails(['ask', count, '--db', give('letter.txt', 'Dear Sir or Madam')], 'E_DB_FORMAT', exitCodes.usage)
    fails(['ask', count, '--db', give('none.sqlite', '')], 'E_DB_EMPTY', exitCodes.usage)
    fails(
      ['ask', count, '--db', give('torn.sqlite', 'SQLite format 3\0then nothing of the kind')],
      'E_DB_FORMAT',
      exitCodes.usage,
    )
    fails(
      ['ask', count, '--db', await sqlite('empty.sqlite', 'CREATE TABLE t(a); DROP TABLE t')],
      'E_DB_EMPTY',
      exitCodes.usage,
    )
    mkdirSync(join(place.folder, 'papers'))
    give('papers/letter.txt', 'x')
    fails(['ask', count, '--db', 'papers'], 'E_DB_EMPTY', exitCodes.usage)
    fails(['ask', count, '--db', 'mysql://somewhere/x'], 'E_DB_MISSING', exitCodes.usage)
    fails(['ask', count, '--db', 'sample:zoo'], 'E_DB_MISSING', exitCodes.usage)
    fails(['query', 'SELECT 1', '--db', 'nowhere.sqlite'], 'E_DB_MISSING', exitCodes.usage)
    fails(['index', 'nowhere.sqlite'], 'E_DB_MISSING', exitCodes.usage)
    expect(run(['ask', count]).stderr).toContain('--db')
  })

  test('data files that are no data: the file is named', () => {
    give('torn.parquet', 'PAR1 and nothing of the kind')
    give('torn.json', Buffer.from('[{"a": "\xff\xfe"}]', 'latin1'))
    for (const name of ['torn.parquet', 'torn.json']) {
      fails(['ask', count, '--db', name], 'E_DB_FORMAT', exitCodes.usage)
      expect(run(['ask', count, '--db', name]).stderr).toContain(name)
      expect(run(['doctor', '--db', name]).status).toBe(exitCodes.missing)
    }
    fails(['ask', count, '--db', give('none.csv', '')], 'E_DB_EMPTY', exitCodes.usage)
  })

  test.skipIf(process.platform === 'win32')('pipes and devices are refused, not waited for', () => {
    spawnSync('mkfifo', [join(place.folder, 'pipe')])
    for (const db of ['pipe', '/dev/zero']) fails(['ask', count, '--db', db], 'E_DB_FORMAT', exitCodes.usage)
  })

  test('a CSV file of 10,000 columns is read', () => {
    const lines = ['a', 'b'].map(row => Array.from({ length: 10_000 }, (_, n) => `${row}${n}`).join(','))
    const path = give('wide.csv', `${lines.join('\n')}\n`)
    expect(json(['query', 'SELECT a9999 FROM wide', '--db', path])).toMatchObject({
      status: 0,
      value: { rows: [['b9999']] },
    })
    const { value } = json(['ask', 'How many wide are there?', '--db', path])
    expect(askContract.parse(value)).toMatchObject({ status: 'answered', rows: [[1]] })
  })

  test.skipIf(postgresMissing() !== undefined)(
    'PostgreSQL: password, database, port, one table name in two schemas',
    async () => {
      const server = await startPostgresServer()
      try {
        const { default: pg } = await import('pg')
        const client = new pg.Client({ connectionString: server.url })
        await client.connect()
        await client.query('CREATE DATABASE hollow')
        const { rows } = await client.query("SELECT current_setting('hba_file') AS file")
        await client.query(
          `CREATE ROLE locked LOGIN PASSWORD 'right';
         CREATE TABLE boats (id int PRIMARY KEY, name text); INSERT INTO boats VALUES (1, 'Ada');
         CREATE SCHEMA old; CREATE TABLE old.boats (id int PRIMARY KEY, mast text); INSERT INTO old.boats VALUES (1, 'x'), (2, 'y');
         COPY (VALUES ('host all locked 127.0.0.1/32 scram-sha-256'), ('host all all 127.0.0.1/32 trust')) TO '${rows[0].file}';
         SELECT pg_reload_conf()`,
        )
        await client.end()
        const url = (role: string, database: string): string =>
          `postgres://${role}@127.0.0.1:${server.port}/${database}`
        // the server reads its rules anew a moment later
        await expect
          .poll(() => run(['query', 'SELECT 1', '--db', url('locked', 'postgres')]).status)
          .toBe(exitCodes.usage)
        fails(['ask', count, '--db', url('locked:wrong', 'postgres')], 'E_DB_AUTH', exitCodes.usage)
        expect(run(['ask', count, '--db', url('locked:wrong', 'postgres')]).stderr).not.toContain('wrong')
        fails(['ask', count, '--db', url('nobody', 'postgres')], 'E_DB_AUTH', exitCodes.usage)
        fails(['ask', count, '--db', url('postgres', 'nowhere')], 'E_DB_MISSING', exitCodes.usage)
        fails(['ask', count, '--db', url('postgres', 'hollow')], 'E_DB_EMPTY', exitCodes.usage)
        fails(['ask', count, '--db', 'postgres://127.0.0.1:1/x'], 'E_DB_UNREACHABLE', exitCodes.missing)

        const both = ['--db', url('postgres', 'postgres')]
        expect(json(['ask', 'How many boats are there?', ...both]).value).toMatchObject({
          status: 'answered',
          rows: [[1]],
        })
        expect(json(['query', 'SELECT mast FROM old.boats ORDER BY id', ...both]).value).toMatchObject({
          rows: [['x'], ['y']],
        })
        const { tables } = json(['index', both[1]!]).value as { tables: { table: string }[] }
        expect(tables.map(({ table }) => table)).toEqual(['boats', 'old.boats'])
      } finally {
        await server.stop()
      }
    },
  )

  test('tables without rows are counted, not refused', async () => {
    const path = await sqlite('hollow.sqlite', 'CREATE TABLE boats(id integer primary key, name text, built date)')
    expect(json(['ask', 'How many boats are there?', '--db', path]).value).toMatchObject({
      status: 'answered',
      rows: [[0]],
    })
    expect(run(['ask', 'names of the boats', '--db', path]).status).toBeLessThanOrEqual(exitCodes.undecided)
    expect(run(['doctor', '--db', path]).stdout).toContain('boats')
  })

  test('names with blanks, quotes, keywords, Unicode and 200 characters can be asked about', async () => {
    const long = `n${'a'.repeat(199)}`
    const path = await sqlite(
      'odd.sqlite',
      `CREATE TABLE "my boats"("select" integer primary key, "na""me" text, "größe in m" real, ${long} text);
       CREATE TABLE "order"("group" integer, "'; DROP TABLE x; --" text);
       INSERT INTO "my boats" VALUES (1, 'Ada', 7.5, 'x'), (2, 'Bo', 12, 'y'); INSERT INTO "order" VALUES (1, 'z')`,
    )
    expect(json(['ask', 'How many my boats are there?', '--db', path]).value).toMatchObject({
      status: 'answered',
      rows: [[2]],
    })
    for (const question of [
      'What is the average größe in m of my boats?',
      'list the group of each order',
      `show ${long}`,
      'na"me of my boats',
    ])
      expect(askContract.safeParse(json(['ask', question, '--db', path]).value)).toMatchObject({ success: true })
    expect(run(['index', path]).status).toBe(0)
  })
})

describe.skipIf(missing !== undefined)('questions that cannot be answered', () => {
  test('empty, overlong and undecodable ones are refused', () => {
    fails(['ask', '', '--db', 'sample:'], 'E_QUESTION', exitCodes.usage)
    fails(['ask', ' ?! ', '--db', 'sample:'], 'E_QUESTION', exitCodes.usage)
    fails(['ask', 'how many orders '.repeat(6400), '--db', 'sample:'], 'E_QUESTION', exitCodes.usage)
    const bytes = spawnSync(
      'bash',
      ['-c', `"${process.execPath}" "${program}" ask $'how many \\xff\\xfe orders' --db sample:`],
      {
        env: place.env,
        encoding: 'utf8',
      },
    )
    expect(bytes).toMatchObject({ status: exitCodes.usage, stdout: '' })
    expect(bytes.stderr).toContain('UTF-8')
    const piped = run(['ask', '--db', 'sample:', '--json'], { input: Buffer.from([0x68, 0x6f, 0x77, 0xff, 0x0a]) })
    expect(piped.status).toBe(exitCodes.usage)
    expect(errorContract.parse(JSON.parse(piped.stdout)).error.code).toBe('E_USAGE')
  })

  test('another subject or another language is declined with the words', () => {
    for (const question of [
      'Will it rain tomorrow in the mountains?',
      'Wie spät ist es gerade?',
      '今日は天気がいいですね',
    ]) {
      const { status, value } = json(['ask', question, '--db', 'sample:'])
      const answer = askContract.parse(value)
      expect({ question, status, answer: answer.status }).toEqual({
        question,
        status: exitCodes.undecided,
        answer: 'abstained',
      })
      expect(answer.unmatched.length).toBeGreaterThan(0)
      expect(answer.rows).toEqual([])
      const told = run(['ask', question, '--db', 'sample:'])
      expect(told.stdout).toMatch(/not understood: "/)
    }
  })
})

describe.skipIf(missing !== undefined)('outputs that cannot be written', () => {
  const query = ['query', 'SELECT * FROM order_lines', '--db', 'sample:', '--csv']

  test('a reader that goes away ends the program quietly', async () => {
    for (const args of [query, ['ask', count, '--db', 'sample:'], ['--help']]) {
      const child = place.start(args)
      let stderr = ''
      child.stderr!.on('data', text => (stderr += text))
      child.stdout!.destroy()
      const { status } = await ended(child)
      expect(stderr).not.toMatch(/EPIPE|Error|^\s+at /m)
      expect(status).toBe(0)
    }
  })

  test.skipIf(!existsSync('/dev/full'))('a full disk under stdout is told', () => {
    const full = openSync('/dev/full', 'w')
    const { status, stderr } = spawnSync(process.execPath, [program, ...query], {
      env: place.env,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    })
    expect(status).toBe(exitCodes.missing)
    expect(stderr).toMatch(/E_OUTPUT/)
  })

  test('a home that cannot be written is told, and nothing is half-written', () => {
    const blocked = give('blocked', 'a file where the folder should be')
    const { status, stdout } = run(['ask', count, '--db', 'sample:', '--json'], { env: { TRIVET_HOME: blocked } })
    expect(errorContract.parse(JSON.parse(stdout)).error.code).toBe('E_LEDGER_WRITE')
    expect(status).toBe(exitCodes.missing)
    expect(readFileSync(blocked, 'utf8')).toBe('a file where the folder should be')
    expect(run(['doctor'], { env: { TRIVET_HOME: blocked } })).toMatchObject({ status: exitCodes.missing })
  })

  test('a disk that fills up while a run is written is told, and the run ends with a whole event', () => {
    const home = join(place.folder, 'small-home')
    // a limit on the size of files is a full disk for the ledger alone
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', `ulimit -f 8; trap '' XFSZ; exec "${process.execPath}" "${program}" ask "${count}" --db sample:`],
      {
        env: { ...place.env, TRIVET_HOME: home },
        encoding: 'utf8',
      },
    )
    expect(stderr).toMatch(/E_LEDGER_WRITE/)
    expect(status).toBe(exitCodes.missing)
    const [name] = readdirSync(join(home, 'runs'))
    const text = readFileSync(join(home, 'runs', name!), 'utf8')
    expect(parseLedger(text, name!).bytes).toBe(Buffer.byteLength(text))
    expect(run(['runs', 'resume', 'last'], { env: { TRIVET_HOME: home } })).toMatchObject({ status: 0 })
  })
})

describe.skipIf(missing !== undefined)('interruptions', () => {
  const tries = process.env.TRIVET_SLOW === '1' ? 60 : 8
  const rng = seedRng(20)

  test(`Ctrl-C at ${tries} moments: exit 130 with everything saved, or the answer`, {
    timeout: 20_000 * tries,
  }, async () => {
    const home = join(place.home, 'runs')
    for (let i = 0; i < tries; i++) {
      rmSync(home, { recursive: true, force: true })
      const child = place.start(['ask', count, '--db', 'sample:', '--json'])
      // it may end before the signal comes
      const end = ended(child)
      let stdout = ''
      child.stdout!.on('data', text => (stdout += text))
      // before 60 ms the program itself is still being loaded, and the signal ends it as it ends any program
      await sleep(60 + rng.integer(600))
      child.kill('SIGINT')
      const { status, signal } = await end
      if (signal !== null) continue
      expect([0, exitCodes.interrupted]).toContain(status)
      if (status === 0) askContract.parse(JSON.parse(stdout))
      else expect(errorContract.parse(JSON.parse(stdout)).error.code).toBe('E_CANCELLED')
      const runs = existsSync(home) ? readdirSync(home) : []
      for (const name of runs) {
        const text = readFileSync(join(home, name), 'utf8')
        expect(parseLedger(text, name).bytes).toBe(Buffer.byteLength(text))
        if (text === '') continue
        expect(json(['runs', 'resume', name.replace('.jsonl', '')]).value).toMatchObject({
          status: 'answered',
          rows: [[13]],
        })
      }
    }
  })

  test('a running query ends at once, and says that nothing was changed', async () => {
    const sql =
      'SELECT count(*) FROM orders a, orders b, order_lines c, order_lines d WHERE a.freight + b.freight + c.qty + d.qty = 1'
    const child = place.start(['query', sql, '--db', 'sample:', '--timeout', '600'])
    let stderr = ''
    await new Promise<void>(resolve =>
      child.stderr!.on('data', text => {
        stderr += text
        if (stderr.includes('running the query')) resolve()
      }),
    )
    child.kill('SIGINT')
    expect(await ended(child)).toEqual({ status: exitCodes.interrupted, signal: null })
    expect(stderr).toContain('Nothing was changed.')
  })
})

test.skipIf(missing !== undefined)('databases are left alone: no file beside them', async () => {
  const folder = join(place.folder, 'alone')
  mkdirSync(folder)
  await sqlite(
    'alone/only.sqlite',
    "CREATE TABLE boats(id integer primary key, name text); INSERT INTO boats VALUES (1, 'Ada')",
  )
  writeFileSync(join(folder, 'boats.csv'), 'id,name\n1,Ada\n')
  for (const db of ['only.sqlite', 'boats.csv']) run(['ask', 'How many boats are there?', '--db', db], { cwd: folder })
  expect(readdirSync(folder).sort()).toEqual(['boats.csv', 'only.sqlite'])
})
