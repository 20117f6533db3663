import { TrivetError } from '../../core/errors.ts'
import { type Fields, isObject } from '../../lang/sql/parse-tree.ts'
import type { Dialect } from '../../lang/sql/schema.ts'

/** Kinds of nodes that change something; everything else that is not listed below is refused too, in other words. */
export const writingKinds =
  /^(insert|update|delete|merge|create|drop|alter|truncate|copy|put|attach|detach|pragma|set|reset|use|call|command|execute|grant|revoke|kill|load|install|export|import|transaction|commit|rollback|analyze|vacuum|comment|refresh|lock|cache|uncache|prepare|deallocate|declare|do|rename|replace_table|undrop|checkpoint)(_|$)/

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Nodes that may stand in an expression, whatever they hold: what is inside is looked at in turn. */
export const expressionKinds = words(`
  add sub mul div mod power neg bitwise_and bitwise_or bitwise_xor bitwise_not bitwise_left_shift bitwise_right_shift
  concat d_pipe
  and or xor not eq neq lt lte gt gte null_safe_eq null_safe_neq is is_null is_true is_false is_distinct_from between
  like i_like similar_to glob regexp_like regexp_i_like any all some exists tuple paren alias case if_func boolean null
  star interval extract trim l_trim r_trim substring str_position overlay at_time_zone collation ordered
  window_function over within_group filter rows range window_frame window named_window ignore_nulls respect_nulls
  count sum avg min max lag lead first_value last_value nth_value group_concat string_agg array_agg list_agg coalesce null_if
  current_date current_time current_timestamp localtime localtimestamp
  rollup cube grouping_sets grouping
  array array_func map_func struct subscript array_slice unnest row
  json_extract json_extract_scalar json_extract_path j_s_o_n_extract j_s_o_n_b_extract j_s_o_n_b_extract_scalar
  j_s_o_n_b_contains j_s_o_n_b_contains_all_top_keys j_s_o_n_b_contains_any_top_keys j_s_o_n_b_delete_at_path
  array_contains_all array_contained_by array_overlaps ts_match starts_with overlaps
`)

/** Operators that bind tighter than NOT. */
export const precedenceKinds = words(`
  add sub mul div mod neg bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift concat d_pipe
  eq neq lt lte gt gte null_safe_eq null_safe_neq is is_null is_true is_false is_distinct_from between like i_like
  similar_to glob regexp_like regexp_i_like collation at_time_zone
`)

/** Fields that may be the only one of an object which is no node. */
export const structFields = words('this expressions columns all name sets keys values spec start end')

const literalTypes = words(`
  string number hex_string bit_string national_string escape_string dollar_string date time timestamp datetime
`)

/** @throws TrivetError E_SQL_PARSE */
export function assertLiteral(fields: Fields): void {
  const kind = String(fields.literal_type)
  const value = String(fields.value)
  const fine =
    literalTypes.has(kind) && (kind !== 'number' || /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.replaceAll('_', '')))
  if (!fine)
    throw new TrivetError('E_SQL_PARSE', `The constant ${JSON.stringify(value.slice(0, 40))} is not understood.`)
}

/**
 * The type of a cast, put right where the parser prints another one.
 * @throws TrivetError E_SQL_FORBIDDEN for types whose values are objects of the catalogue
 */
export function assertType(fields: Fields, dialect: Dialect): void {
  const to = isObject(fields.to) ? (fields.to as Record<string, unknown>) : {}
  const name = String(to.name ?? to.data_type)
  if (dialect === 'postgres' && /^(reg|oid)/i.test(name))
    throw new TrivetError('E_SQL_FORBIDDEN', `The type ${name} is not allowed.`)
  const double = to.data_type === 'float' && to.real_spelling !== true
  if (dialect !== 'postgres' || !double) return
  const bits = typeof to.precision === 'number' ? to.precision : 53
  to.precision = null
  to.data_type = bits > 24 ? 'double' : 'float'
  if (bits <= 24) to.real_spelling = true
}
