/** The one catalogue of errors. Everything thrown on purpose is a `TrivetError` with a code from here. */

/** Exit codes of the command line (architecture, "When documents disagree"). */
export const exitCodes = { answered: 0, undecided: 1, usage: 2, missing: 3, budget: 4, interrupted: 130 } as const
type Exit = keyof typeof exitCodes

type Entry = { exit: Exit; remedy: string }
const entry = (exit: Exit, remedy: string): Entry => ({ exit, remedy })

/** code -> exit class and the default remedy. Messages carry the particulars, remedies say what to do next. */
export const catalogue = {
  E_USAGE: entry('usage', 'Run `trivet --help` for the commands and their options.'),
  E_INPUT: entry('usage', 'Correct the input and try again.'),
  E_QUESTION: entry('usage', 'Ask one question in plain words, for example "How many orders are there?".'),
  E_CONFIG: entry('usage', 'Correct trivet.config.json; docs/guide/ask.md shows one.'),
  E_DB_MISSING: entry(
    'usage',
    'Check the path. `--db` takes a SQLite or DuckDB file, CSV/Parquet/JSON files or a folder of them, a postgres:// URL, pglite:FOLDER, sample: or a name from trivet.config.json.',
  ),
  E_DB_FORMAT: entry(
    'usage',
    'The file is damaged or of another kind. Trivet reads SQLite and DuckDB files, and CSV, TSV, Parquet and JSON files by their endings.',
  ),
  E_DB_EMPTY: entry('usage', 'There is no table to ask about. Load data first, or point --db elsewhere.'),
  E_DB_UNREACHABLE: entry('missing', 'Check host and port, and that the server runs and may be reached from here.'),
  E_DB_AUTH: entry(
    'usage',
    'Check user and password (.pgpass, PGPASSWORD or the environment variable named in trivet.config.json).',
  ),
  E_DB_AMBIGUOUS: entry('usage', 'Qualify the table with its schema, or choose schemas in trivet.config.json.'),
  E_DB_DIED: entry('missing', 'The database engine stopped. Try again; if it repeats, report the query.'),
  E_SQL_PARSE: entry('usage', 'Correct the statement; only one SELECT in the dialect of the database is accepted.'),
  E_SQL_NOT_READ_ONLY: entry('usage', "Trivet only reads. Use the database's own client to change data."),
  E_SQL_FORBIDDEN: entry('usage', 'The statement uses a function or object that Trivet does not allow.'),
  E_SQL_UNKNOWN_NAME: entry(
    'usage',
    'Check the spelling; `trivet ask` with \\tables, or `trivet index`, lists the names.',
  ),
  E_SQL_RUNTIME: entry('usage', 'The database refused the query; its message is above.'),
  E_SQL_TIMEOUT: entry('budget', 'Raise --timeout, or narrow the question, for example by a date.'),
  E_SQL_TOO_LARGE: entry('usage', 'Narrow the query, for example by a date, or raise --max-rows.'),
  E_BUDGET: entry('budget', 'Raise --budget, or accept the best answer found so far.'),
  E_LEDGER_MISMATCH: entry(
    'usage',
    'The run was recorded by another task, version or set of parts. Start a new run, or resume it with the version that wrote it.',
  ),
  E_LEDGER_WRITE: entry('missing', 'Free disk space or point TRIVET_HOME at a writable folder.'),
  E_OUTPUT: entry('missing', 'Free disk space, or send the output elsewhere.'),
  E_RUN_UNKNOWN: entry('usage', '`trivet runs list` shows the recorded runs.'),
  E_PACKAGE_MISSING: entry('missing', 'Install the package that the message names.'),
  E_DATA_ABSENT: entry(
    'missing',
    'Point TRIVET_DATA at the folder that holds the data; `trivet data list` shows what is expected where.',
  ),
  E_ARTIFACT: entry('missing', 'A file of the installation is missing or damaged; install Trivet again.'),
  E_CANCELLED: entry('interrupted', 'Everything up to here is saved; `trivet runs resume` goes on.'),
  E_INTERNAL: entry('missing', 'This is a fault of Trivet. Please report it with the run file.'),
} as const satisfies Record<string, Entry>

export type ErrorCode = keyof typeof catalogue

/** An error with a code of the catalogue. `message` states the particulars; `remedy` the next step. */
export class TrivetError extends Error {
  override readonly name = 'TrivetError'
  readonly code: ErrorCode
  readonly remedy: string

  constructor(code: ErrorCode, message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.remedy = options.remedy ?? catalogue[code].remedy
  }

  /** The process's exit status for this error. */
  get exitCode(): number {
    return exitCodes[catalogue[this.code].exit]
  }

  /** The wire form, as `--json` prints it. */
  toJSON(): { error: { code: ErrorCode; message: string; remedy: string } } {
    return { error: { code: this.code, message: this.message, remedy: this.remedy } }
  }
}

/** Any thrown value as a `TrivetError`; what is not one of ours becomes E_INTERNAL (an abort becomes E_CANCELLED). */
export function toTrivetError(thrown: unknown): TrivetError {
  if (thrown instanceof TrivetError) return thrown
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return new TrivetError('E_CANCELLED', 'Interrupted.', { cause: thrown })
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new TrivetError('E_INTERNAL', message, { cause: thrown })
}
