import { readJsonAsset } from '../../core/asset.ts'
import type { Dialect } from '../../lang/sql/schema.ts'

/**
 * The functions that a statement may call, a dialect (sql-ask A2, point 3): taken from the engines' own catalogues of
 * functions that are immutable or stable, without those of the deny-list and those that nobody asks data with. All
 * names are in lower case.
 */
export type AllowedFunctions = {
  /** In expressions: scalar, aggregate and window functions. */
  readonly expressions: ReadonlySet<string>
  /** In FROM. */
  readonly tables: ReadonlySet<string>
}

const words = (text: string): string[] => text.toLowerCase().split(' ').filter(Boolean)

type Lists = Readonly<Record<Dialect, Readonly<Record<'scalar' | 'aggregate' | 'table', string>>>>
let lists: Lists | undefined
const sets = new Map<Dialect, AllowedFunctions>()

/** The functions of that dialect; the lists are read on first use. */
export function allowedFunctions(dialect: Dialect): AllowedFunctions {
  const known = sets.get(dialect)
  if (known !== undefined) return known
  lists ??= readJsonAsset<Lists>('./functions.json', import.meta.url)
  const { scalar, aggregate, table } = lists[dialect]
  const made = {
    expressions: new Set([...words(scalar), ...words(aggregate), ...words(table)]),
    tables: new Set(words(table)),
  }
  sets.set(dialect, made)
  return made
}

/**
 * Never allowed, whatever a catalogue says of them: files and network, sleeping, locks, sequences, settings, other
 * sessions, text that is run as SQL. The allow-list alone decides; a test holds it against this list.
 */
export const deniedFunctions: readonly RegExp[] = [
  /^(pg_read|pg_ls_|pg_stat_file|pg_file_|pg_logdir|lo_|lowrite$|loread$|dblink|load_|readfile$|writefile$|edit$|fsdir$|lsdir$|zipfile$|read_|parquet_|sniff_|copy_|st_read|sqlite_scan|sqlite_attach|postgres_|mysql_|iceberg_|delta_|http)/,
  /^(pg_sleep|sleep|benchmark$|sleep_ms$|waitfor)/,
  /^(pg_(try_)?advisory|get_lock$|release_|is_free_lock$|is_used_lock$|master_pos_wait$|wait_for_)/,
  /^(nextval|setval|currval|lastval|last_insert_id|last_insert_rowid|changes|total_changes)$/,
  /^(set_config|current_setting|getvariable|getenv|setseed|pg_reload_conf|pg_rotate_|pg_switch_|pg_promote|pg_backup_|pg_start_|pg_stop_|pg_create_|pg_drop_|pg_replication_|pg_logical_|pg_export_)/,
  /^(pg_terminate_backend|pg_cancel_backend|pg_notify|pg_stat_|kill|force_checkpoint|checkpoint|enable_|disable_|write_log)/,
  /(query|table|cursor|schema|database)_to_xml/,
  /^(query|query_table|json_execute_serialized_sql|json_serialize_plan|json_serialize_sql|json_deserialize_sql|ts_stat|ts_rewrite|sqlite_log|fts3_tokenizer|pragma_.*|duckdb_.*|sql_auto_complete|seq_scan|summary|extractvalue|updatexml|sys_exec|sys_eval|xmltable)$/,
]
