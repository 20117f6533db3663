import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { exitCodes, toTrivetError } from '../../../core/errors.ts'
import { cacheFolder, packageFolder, runsFolder } from '../../../core/paths.ts'
import { packageVersion } from '../../../core/version.ts'
import type { Io } from '../io.ts'
import { openSession, type Session } from '../session.ts'
import { toLine, wrap } from '../terminal.ts'
import { accessFindings } from './doctor-access.ts'
import { type Finding, finding, listed } from './finding.ts'
import { keyText } from './index.ts'

/** `trivet doctor [--db X]`: looks at the installation, and at a database. Exit status 3 when something must be mended. */
export async function doctorCommand(
  options: { readonly db?: string; readonly json?: boolean },
  io: Io,
): Promise<number> {
  const findings = [
    finding('trivet', 'ok', packageVersion()),
    nodeFinding(),
    ...packageFindings(),
    ...['runs', 'cache'].map(kind => folderFinding(kind, kind === 'runs' ? runsFolder(io.env) : cacheFolder(io.env))),
    ...(options.db === undefined ? [] : await databaseFindings(options.db, io)),
  ]
  if (options.json === true) await io.print(`${JSON.stringify({ findings })}\n`)
  else {
    const { style } = io
    const mark = { ok: style.green('ok  '), warn: style.yellow('warn'), fail: style.red('FAIL') }
    const lines = findings.flatMap(({ name, state, detail }) => {
      const [first, ...rest] = wrap(toLine(detail), (io.width ?? 110) - 24)
      return [`${mark[state]} ${name.padEnd(18)} ${first}`, ...rest.map(line => `${' '.repeat(24)}${line}`)]
    })
    await io.print(`${lines.join('\n')}\n`)
  }
  return findings.some(({ state }) => state === 'fail') ? exitCodes.missing : exitCodes.answered
}

function nodeFinding(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number]
  const isEnough = major > 20 || (major === 20 && minor >= 19)
  return finding(
    'node',
    isEnough ? 'ok' : 'fail',
    `${process.version}, ${process.platform} ${process.arch}${isEnough ? '' : '; 20.19 or later is needed'}`,
  )
}

const packages: readonly (readonly [string, string])[] = [
  ['sql.js', 'small SQLite files'],
  ['libsql', 'large and live SQLite files'],
  ['@duckdb/node-api', 'DuckDB, CSV, Parquet and JSON files'],
  ['pg', 'PostgreSQL'],
  ['@polyglot-sql/sdk', 'trivet query'],
]
const optionalPackages: readonly (readonly [string, string])[] = [['@electric-sql/pglite', 'pglite: folders']]

function packageFindings(): Finding[] {
  const require = createRequire(join(packageFolder(), 'package.json'))
  const isThere = (name: string): boolean =>
    (require.resolve.paths(name) ?? []).some(folder => existsSync(join(folder, name, 'package.json')))
  const absent = packages.filter(([name]) => !isThere(name))
  const optional = optionalPackages.map(([name, use]) =>
    isThere(name)
      ? finding('optional package', 'ok', `${name} for ${use}`)
      : finding('optional package', 'warn', `${name} is not installed; ${use} need it: npm install ${name}`),
  )
  if (absent.length === 0) return [finding('packages', 'ok', packages.map(([name]) => name).join(', ')), ...optional]
  return [
    ...absent.map(([name, use]) =>
      finding('packages', 'fail', `${name} is missing; ${use} cannot be read. Install Trivet again.`),
    ),
    ...optional,
  ]
}

function folderFinding(kind: string, path: string): Finding {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.W_OK)
    return finding(`${kind} folder`, 'ok', path)
  } catch (thrown) {
    return finding(
      `${kind} folder`,
      'fail',
      `${path} cannot be written: ${(thrown as Error).message}. Point TRIVET_HOME at a writable folder.`,
    )
  }
}

async function databaseFindings(db: string, io: Io): Promise<Finding[]> {
  let session: Session
  try {
    session = await openSession({ db }, io)
  } catch (thrown) {
    const { code, message, remedy } = toTrivetError(thrown)
    return [finding('database', 'fail', `${code}: ${message} ${remedy}`)]
  }
  try {
    const { database, index } = session.source
    const { schema, tables } = index
    const own = schema.tables.filter(({ kind }) => kind === 'table')
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    const values = index.columns.reduce((sum, { profile }) => sum + profile.values.length, 0)
    const empty = tables.filter(table => table.rows === 0).map(({ table }) => table.key)
    return [
      finding(
        'database',
        'ok',
        `${database.ref.id}: ${database.dialect}, ${tables.length} tables and views, ${rows.toLocaleString('en-US')} rows, ready in ${(session.readyMs / 1000).toFixed(1)} s`,
      ),
      ...(await accessFindings(database, db)),
      ...keyFindings(session),
      ...commentFindings(session),
      ...(empty.length === 0 ? [] : [finding('empty tables', 'warn', listed(empty))]),
      finding(
        'keyless tables',
        own.every(hasKey) ? 'ok' : 'warn',
        own.every(hasKey)
          ? 'every table has a primary key'
          : listed(own.filter(table => !hasKey(table)).map(({ key }) => key)),
      ),
      finding(
        'value index',
        'ok',
        `${values.toLocaleString('en-US')} values${database.withheld === 'all' ? ' (switched off)' : ''}`,
      ),
    ]
  } finally {
    await session.close()
  }
}

const hasKey = ({ columns }: { columns: readonly { primaryKey: boolean }[] }): boolean =>
  columns.some(({ primaryKey }) => primaryKey)

function keyFindings({ source: { index } }: Session): Finding[] {
  const { foreignKeys } = index.schema
  const inferred = foreignKeys.filter(({ origin }) => origin === 'inferred')
  const declared = foreignKeys.length - inferred.length
  const linked = new Set(foreignKeys.flatMap(({ table, refTable }) => [table, refTable]))
  const alone = index.tables
    .filter(({ table }) => table.kind === 'table' && !linked.has(table.key))
    .map(({ table }) => table.key)
  return [
    finding('foreign keys', declared > 0 || foreignKeys.length === 0 ? 'ok' : 'warn', `${declared} declared`),
    ...(inferred.length === 0
      ? []
      : [finding('inferred keys', 'warn', `${inferred.map(keyText).join('; ')}. Declare them to be sure.`)]),
    ...(alone.length === 0 || index.tables.length === 1
      ? []
      : [finding('unlinked tables', 'warn', `${listed(alone)}: no key joins them to another table`)]),
  ]
}

/** Only where comments are kept: neither in SQLite nor in data files, whose tables bear the stamp of their file. */
function commentFindings({ source: { database, index } }: Session): Finding[] {
  if (database.dialect === 'sqlite' || index.schema.tables.some(({ stamp }) => stamp !== undefined)) return []
  const without = index.columns.filter(({ column }) => column.comment === undefined).length
  return [
    finding(
      'comments',
      without === 0 ? 'ok' : 'warn',
      `${without} of ${index.columns.length} columns have no comment; comments help to find the right column`,
    ),
  ]
}
