import { TrivetError } from '../../core/errors.ts'
import { type Rng, seedRng } from '../../core/rng.ts'
import type { Dialect, Schema } from '../../lang/sql/schema.ts'
import { schemaOfNames } from './gate.suite.ts'
import { checkText } from './gate-text.ts'
import { type Arms, armsOf } from './hostile-arms.suite.ts'

/** A statement that must never get past the gate, and what it tries. */
export type Hostile = { readonly sql: string; readonly aim: string }

/** What the statements talk about: `victim(id, name)` and `other(id, amount)`. */
export const hostileSchema = (dialect: Dialect): Schema =>
  schemaOfNames(dialect, { victim: 'id name', other: 'id amount' })

/** `count` hostile statements of a dialect, the same for the same seed. */
export function makeHostile(dialect: Dialect, seed: number, count: number): Hostile[] {
  const rng = seedRng(seed).fork(`hostile ${dialect}`)
  const arms = armsOf(dialect)
  return Array.from({ length: count }, (_, index) => {
    const { sql, aim } = weave(arms, dialect, rng)
    return { sql: rng.integer(3) === 0 ? sql : disguise(sql, dialect, rng), aim: `${index} ${aim}` }
  })
}

const pick = <T>(items: readonly T[], rng: Rng): T => items[rng.integer(items.length)]!

const aroundExpression = [
  (e: string) => `SELECT ${e}`,
  (e: string) => `SELECT id, ${e} AS x FROM victim`,
  (e: string) => `SELECT id FROM victim WHERE ${e} IS NOT NULL`,
  (e: string) => `SELECT id FROM victim ORDER BY ${e}`,
  (e: string) => `SELECT count(*) FROM victim GROUP BY ${e}`,
  (e: string) => `SELECT id FROM victim GROUP BY id HAVING max(${e}) > 0`,
  (e: string) => `SELECT CASE WHEN id > 0 THEN ${e} ELSE NULL END FROM victim`,
  (e: string) => `SELECT coalesce(NULL, ${e})`,
  (e: string) => `SELECT (SELECT ${e} FROM other WHERE other.id = victim.id) FROM victim`,
  (e: string) => `SELECT id FROM victim WHERE EXISTS (SELECT ${e})`,
  (e: string) => `SELECT id FROM victim WHERE id IN (SELECT ${e} FROM other)`,
  (e: string) => `SELECT v.id FROM victim AS v JOIN other AS o ON v.id = o.id AND ${e} IS NULL`,
  (e: string) => `WITH c AS (SELECT ${e} AS x) SELECT x FROM c`,
  (e: string) => `SELECT id FROM victim UNION ALL SELECT ${e}`,
  (e: string) => `SELECT x FROM (SELECT ${e} AS x) AS d`,
  (e: string) => `SELECT sum(id) OVER (PARTITION BY ${e}) FROM victim`,
]
const aroundSource = [
  (s: string) => `SELECT * FROM ${s}`,
  (s: string) => `SELECT count(*) FROM victim CROSS JOIN ${s}`,
  (s: string) => `SELECT * FROM (SELECT * FROM ${s}) AS d`,
  (s: string) => `SELECT id FROM victim WHERE EXISTS (SELECT 1 FROM ${s})`,
  (s: string) => `WITH c AS (SELECT * FROM ${s}) SELECT * FROM c`,
  (s: string) => `SELECT id FROM victim UNION SELECT 1 FROM ${s}`,
  (s: string) => `SELECT (SELECT count(*) FROM ${s}) AS n FROM victim`,
]
const aroundWrite = [
  (w: string) => w,
  (w: string) => `SELECT 1; ${w}`,
  (w: string) => `${w}; SELECT 1`,
  (w: string) => `SELECT id FROM victim;;${w};`,
  (w: string) => `EXPLAIN ${w}`,
  (w: string) => `EXPLAIN ANALYZE ${w}`,
  (w: string) => `(${w})`,
]
const aroundReturning = [
  (w: string) => `WITH c AS (${w} RETURNING *) SELECT * FROM c`,
  (w: string) => `WITH a AS (SELECT 1), c AS (${w} RETURNING id) SELECT * FROM a, c`,
  (w: string) => `SELECT * FROM (WITH c AS (${w} RETURNING *) SELECT * FROM c) AS d`,
  (w: string) => `WITH c AS (SELECT 1 AS x) ${w}`,
  (w: string) => `SELECT * FROM (${w} RETURNING *) AS d`,
  (w: string) => `SELECT id FROM victim WHERE id IN (${w} RETURNING id)`,
]

function weave(arms: Arms, dialect: Dialect, rng: Rng): Hostile {
  const call = (name: string): string => {
    const quote = dialect === 'mysql' ? '`' : '"'
    const written = rng.integer(5) === 0 ? name.replace(/^\w+/, `${quote}$&${quote}`) : name
    return rng.integer(6) === 0 ? `lower(CAST(${written} AS ${dialect === 'mysql' ? 'CHAR' : 'TEXT'}))` : written
  }
  switch (rng.integer(6)) {
    case 0: {
      const write = pick(arms.writes, rng)
      return { sql: pick(aroundWrite, rng)(write), aim: 'a statement that writes' }
    }
    case 1: {
      const write = pick(arms.changes, rng)
      return { sql: pick(aroundReturning, rng)(write), aim: 'a change inside a query' }
    }
    case 2:
      return { sql: pick(arms.whole, rng), aim: 'a query that does more than read' }
    case 3:
      return { sql: pick(aroundSource, rng)(pick(arms.sources, rng)), aim: 'a source outside the schema' }
    default: {
      let expression = call(pick(arms.calls, rng))
      if (rng.integer(4) === 0) expression = `(SELECT ${expression})`
      return { sql: pick(aroundExpression, rng)(expression), aim: 'a function with effects' }
    }
  }
}

/** The same statement to an engine, other to a pattern: case, blanks, comments, a semicolon at the end. */
function disguise(sql: string, dialect: Dialect, rng: Rng): string {
  const quoted = /('(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\$\$[\s\S]*?\$\$)/
  const blanks = [' ', '  ', '\n', '\t', '\r\n', ' /**/ ', ' /* x */ ', ' -- y\n']
  const text = sql
    .split(quoted)
    .map((part, index) => {
      if (index % 2 === 1) return part
      const cased =
        rng.integer(2) === 0
          ? part
          : part.replace(/[a-z]/gi, letter => (rng.integer(2) === 0 ? letter.toUpperCase() : letter.toLowerCase()))
      return cased.replace(/ /g, () => (rng.integer(3) === 0 ? pick(blanks, rng) : ' '))
    })
    .join('')
  const ended = rng.integer(4) === 0 ? `${text} ;` : text
  return dialect === 'mysql' && rng.integer(8) === 0
    ? `SELECT 1 /*!50000 UNION ${ended.replace(/;\s*$/, '')} */`
    : ended
}

/** What a statement could change, each part as one text: the data, the files within reach, the calls to a server. */
export type HostileState = { readonly data: string; readonly files?: string; readonly calls?: string }

/** Something that runs SQL. Nothing that `execute` is given may change `state`. */
export type Target = {
  readonly schema: Schema
  /** Resolves to all that who sent the statement gets to see: rows, or the words of the error. */
  execute(sql: string): Promise<string>
  state(): Promise<HostileState>
  /** A statement about the usual places, with those that are watched instead. */
  aim?(sql: string): string
  /** Whether a text holds what only who read a forbidden file can know. */
  isSecret?(text: string): boolean
}

/** A statement and the part of the state that was another one after it. */
export type Harm = Hostile & { readonly part: keyof HostileState }

export type HostileReport = {
  readonly made: number
  /** Error code -> count. */
  readonly refused: Readonly<Record<string, number>>
  /** What the gate let through: must be empty. */
  readonly passed: readonly Hostile[]
  /** Statements after which the state was another one: must be empty. */
  readonly harmed: readonly Harm[]
  /** Statements that brought a secret to light: must be empty. */
  readonly leaked: readonly Hostile[]
}

/**
 * Sends hostile statements to an engine. `through: 'gate'`: only what the gate lets pass reaches it. `through: 'raw'`:
 * all of them do, which shows that the engine is opened read-only whatever the gate did.
 */
export async function runHostile(
  target: Target,
  options: { seed: number; count: number; through: 'gate' | 'raw' },
): Promise<HostileReport> {
  const { dialect } = target.schema
  const refused: Record<string, number> = {}
  const passed: Hostile[] = []
  const harmed: Harm[] = []
  const leaked: Hostile[] = []
  let before = await target.state()
  const compare = async (hostile: Hostile): Promise<void> => {
    const after = await target.state()
    for (const part of ['data', 'files', 'calls'] as const)
      if (after[part] !== before[part]) harmed.push({ ...hostile, part })
    before = after
  }
  let last: Hostile | undefined
  for (const made of makeHostile(dialect, options.seed, options.count)) {
    const hostile = { ...made, sql: target.aim?.(made.sql) ?? made.sql }
    let { sql } = hostile
    if (options.through === 'gate') {
      try {
        sql = (await checkText(sql, target.schema, { doubleQuotes: 'compat' })).sql
        passed.push(hostile)
      } catch (thrown) {
        if (!(thrown instanceof TrivetError)) throw thrown
        refused[thrown.code] = (refused[thrown.code] ?? 0) + 1
        continue
      }
    }
    const seen = await target.execute(sql)
    if (target.isSecret?.(seen) === true) leaked.push(hostile)
    await compare(hostile)
    last = hostile
  }
  // A call may arrive after the statement has ended.
  await new Promise(resolve => setTimeout(resolve, 50))
  if (last !== undefined) await compare(last)
  return { made: options.count, refused, passed, harmed, leaked }
}
