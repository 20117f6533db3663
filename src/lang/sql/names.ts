import type { ColumnRef } from './ast.ts'
import type { Column, Dialect, Schema, Table } from './schema.ts'

/** Words that SQLite, DuckDB or PostgreSQL does not take as a bare name, or takes for something else. */
const reserved = new Set(
  (
    'add all alter analyse analyze and anti any array as asc asof asymmetric at authorization autoincrement ' +
    'between binary both by case cast check collate collation column commit concurrently constraint create ' +
    'cross current_catalog current_date current_role current_schema current_time current_timestamp ' +
    'current_user default deferrable delete desc describe distinct do drop else end escape except exists ' +
    'false fetch for foreign freeze from full glob grant group having ilike in index initially inner insert ' +
    'intersect into is isnull join lambda lateral leading left like limit localtime localtimestamp natural ' +
    'not nothing notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing ' +
    'positional primary qualify raise references returning right select semi session_user set show similar ' +
    'some summarize symmetric system_user table tablesample then to trailing transaction true union unique ' +
    'unpack unpivot update user using values variadic verbose when where window with'
  ).split(' '),
)

/** What MySQL 8 and 9 reserve beyond these. */
const reservedByMysql = new Set(
  (
    'accessible asensitive before bigint blob call cascade change char character condition continue convert ' +
    'cube cume_dist cursor database databases day_hour day_microsecond day_minute day_second dec decimal ' +
    'declare delayed dense_rank deterministic distinctrow div double dual each elseif empty enclosed escaped ' +
    'exit explain first_value float float4 float8 force fulltext function generated get grouping groups ' +
    'high_priority hour_microsecond hour_minute hour_second if ignore infile inout insensitive int int1 int2 ' +
    'int3 int4 int8 integer interval io_after_gtids io_before_gtids iterate json_table key keys kill lag ' +
    'last_value lead leave linear lines load lock long longblob longtext loop low_priority manual ' +
    'master_bind match maxvalue mediumblob mediumint mediumtext middleint minute_microsecond minute_second ' +
    'mod modifies no_write_to_binlog nth_value ntile numeric of optimize optimizer_costs option optionally ' +
    'out outfile over parallel partition percent_rank precision procedure purge range rank read read_write ' +
    'reads real recursive regexp release rename repeat replace require resignal restrict return revoke rlike ' +
    'row row_number rows schema schemas second_microsecond sensitive separator signal smallint spatial ' +
    'specific sql sql_big_result sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl ' +
    'starting stored straight_join system terminated tinyblob tinyint tinytext trigger undo unlock unsigned ' +
    'usage use utc_date utc_time utc_timestamp varbinary varchar varcharacter varying virtual while write ' +
    'xor year_month zerofill'
  ).split(' '),
)

/** A name as the dialect reads it back exactly: bare where that is safe, else quoted. */
export function quoteName(name: string, dialect: Dialect): string {
  const bare = dialect === 'postgres' ? /^[a-z_][a-z0-9_]*$/ : /^[A-Za-z_][A-Za-z0-9_]*$/
  const lower = name.toLowerCase()
  const isWord = reserved.has(lower) || (dialect === 'mysql' && reservedByMysql.has(lower))
  if (bare.test(name) && !isWord) return name
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`
}

/** A table with its schema where it needs one. */
export function quoteTable(table: Table, dialect: Dialect): string {
  const name = quoteName(table.name, dialect)
  return table.schema === undefined || table.key === table.name ? name : `${quoteName(table.schema, dialect)}.${name}`
}

/** What the printer knows where it stands. */
export type Printer = {
  readonly dialect: Dialect
  readonly schema: Schema
  /** Columns are written with their table: several sources, or an alias that hides a column, make it necessary. */
  readonly qualified: boolean
  /** The sources of the select that is printed, by the names that columns refer to; absent outside of any. */
  readonly sources?: ReadonlyMap<string, Table>
  /** The printer of the query around this one. */
  readonly outer?: Printer
  /** What a new line begins with; undefined prints one line. */
  readonly indent?: string | undefined
}

/** A column as the printer's scope writes it. One of a query further out always has its table. */
export function printColumn(ref: ColumnRef, p: Printer): string {
  const name = quoteName(ref.column, p.dialect)
  const inner = p.sources === undefined || p.sources.has(ref.table)
  return p.qualified || !inner ? `${quoteName(ref.table, p.dialect)}.${name}` : name
}

/** The column that a reference means, as the schema has it; undefined outside of a select. */
export function columnOf(ref: ColumnRef, p: Printer): Column | undefined {
  let at: Printer | undefined = p
  while (at !== undefined && at.sources?.has(ref.table) !== true) at = at.outer
  return at?.sources?.get(ref.table)?.columns.find(({ name }) => name === ref.column)
}

const indexes = new WeakMap<Schema, Map<string, Table>>()

/** The table of exactly that key, through an index kept per schema. */
export function tableByKey(schema: Schema, key: string): Table | undefined {
  const index = indexes.get(schema) ?? new Map(schema.tables.map(table => [table.key, table]))
  indexes.set(schema, index)
  return index.get(key)
}
