import type { Database as SqlJs } from 'sql.js'
import type { ColumnType, Schema } from '../../lang/sql/schema.ts'
import type { ReadAll } from './sqlite-schema.ts'
import { toSqliteType } from './sqlite-types.ts'

/** Types that a stored value does not show: it is text or a number all the same. */
const special: readonly ColumnType[] = ['date', 'time', 'timestamp', 'boolean', 'decimal', 'json']

/** Types of the result columns of a statement, undefined for those that are expressions. */
export type DeclaredTypes = (sql: string, always: boolean) => (ColumnType | undefined)[] | undefined

/**
 * Declared types of result columns for sql.js, which does not tell them: a twin of the database without rows takes
 * the statement as a temporary view and describes it. Only for statements that mention a column whose type its
 * values do not show (a `*` that is not `count(*)` mentions all); undefined otherwise, and where the twin fails.
 */
export function declaredTypes(create: () => SqlJs, all: ReadAll, schema: () => Schema): DeclaredTypes {
  let mention: RegExp | undefined
  let twin: SqlJs | undefined
  return (sql, always) => {
    mention ??= toMention(schema())
    if (!always && !mention.test(sql)) return undefined
    twin ??= createTwin(create(), all)
    try {
      // Prepared, not run as a script: of several statements only the first counts.
      const view = twin.prepare(`CREATE TEMP VIEW "trivet result" AS ${sql}`)
      view.step()
      view.free()
      const rows = twin.exec('PRAGMA temp.table_info("trivet result")')[0]?.values ?? []
      const types = rows.map(([, , declared]) => toSqliteType(String(declared)))
      return types.map(type => (type === 'other' ? undefined : type))
    } catch {
      return undefined
    } finally {
      twin.run('DROP VIEW IF EXISTS temp."trivet result"')
    }
  }
}

function createTwin(twin: SqlJs, all: ReadAll): SqlJs {
  const texts = all(
    "SELECT sql FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
  )
  for (const [text] of texts) {
    try {
      twin.run(String(text))
    } catch {
      // A table of a module that is not compiled in: statements that use it fail here as they do there.
    }
  }
  return twin
}

function toMention(schema: Schema): RegExp {
  const names = schema.tables
    .flatMap(table => table.columns)
    .filter(column => special.includes(column.type))
    .map(column => column.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return names.length === 0 ? /$^/ : new RegExp(`${[...new Set(names)].join('|')}|(?<!\\()\\*`, 'i')
}
