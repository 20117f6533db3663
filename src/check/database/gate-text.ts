import { TrivetError } from '../../core/errors.ts'
import type { Tree } from '../../lang/sql/parse-tree.ts'
import { loadParser, type Parser } from '../../lang/sql/parser.ts'
import type { Dialect, Schema } from '../../lang/sql/schema.ts'
import { type CheckedSql, seal } from './gate.ts'
import { assertPrint } from './gate-print.ts'
import type { View } from './gate-scope.ts'
import { assertReadable, prepareSource, withoutShields } from './gate-source.ts'
import { walkStatement } from './gate-walk.ts'

/** How quoted names that name nothing are read: as an error, or as the text that SQLite takes them for. */
export type DoubleQuotes = 'strict' | 'compat'

/**
 * The gate for text from anywhere (sql-ask A2, points 0 to 4): one statement that only reads, of known constructs and
 * allowed functions, over names of the schema view. What comes back, and nothing else, may be executed: a print of the
 * checked tree, which itself was parsed and checked again.
 * @throws TrivetError E_SQL_PARSE, E_SQL_NOT_READ_ONLY, E_SQL_FORBIDDEN or E_SQL_UNKNOWN_NAME
 */
export async function checkText(
  sql: string,
  schema: Schema,
  options: { doubleQuotes: DoubleQuotes },
): Promise<CheckedSql> {
  return seal(await printChecked(sql, { schema, dialect: schema.dialect, names: options.doubleQuotes }), schema.dialect)
}

/**
 * Points 0 to 3 alone, for statements whose database is not at hand: names are taken for granted, so the print is for
 * reading and never executed.
 * @throws TrivetError E_SQL_PARSE, E_SQL_NOT_READ_ONLY or E_SQL_FORBIDDEN
 */
export const checkHarmless = (sql: string, dialect: Dialect): Promise<string> =>
  printChecked(sql, { schema: { dialect, tables: [], foreignKeys: [] }, dialect, names: 'unchecked' })

type Names = Omit<View, 'charAt'>

async function printChecked(sql: string, names: Names): Promise<string> {
  assertReadable(sql)
  const parser = await loadParser()
  let print = passOnce(sql, names, parser)
  // The print is text like any other: it must pass as it stands, with nothing left to rewrite.
  for (let round = 0; round < 3; round++) {
    const again = passOnce(print, names.names === 'compat' ? { ...names, names: 'strict' } : names, parser)
    if (again === print) return print
    print = again
  }
  throw new TrivetError('E_SQL_PARSE', 'The statement is read differently each time it is printed.')
}

function passOnce(sql: string, names: Names, parser: Parser): string {
  const source = prepareSource(sql, names.dialect, parser)
  const trees = parser.parse(source, names.dialect)
  const [tree] = trees
  if (tree === undefined) throw new TrivetError('E_SQL_PARSE', 'The statement is empty.')
  const view = { ...names, charAt: reader(source) }
  const declared = trees.map(each => walkStatement(each, view))[0]!
  if (trees.length > 1) throw new TrivetError('E_SQL_PARSE', `One statement is accepted; there are ${trees.length}.`)
  const print = withoutShields(parser.print(tree as Tree, names.dialect))
  assertPrint(print, names.dialect, declared)
  return print
}

/** Characters by code point, which is how the parser counts. */
function reader(text: string): (at: number) => string {
  let points: string[] | undefined
  return at => {
    points ??= [...text]
    return points[at] ?? ''
  }
}
