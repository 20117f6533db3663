/** What the SQL parser gives: a node is an object with one key, its kind, over its fields. Names are `Name`s. */
export type Tree = { readonly [kind: string]: unknown }
export type Fields = { readonly [field: string]: unknown }
export type Name = { readonly name: string; readonly quoted: boolean; readonly start: number }

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The kind and the fields of a node; undefined for anything else. */
export function open(value: unknown): { kind: string; fields: Fields } | undefined {
  if (!isObject(value)) return undefined
  const keys = Object.keys(value)
  const kind = keys[0]
  if (kind === undefined || keys.length !== 1) return undefined
  const fields = value[kind]
  return { kind, fields: isObject(fields) ? fields : {} }
}

/** True for what the parser leaves when a field does not apply. */
export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0)

/** The fields beyond `known` that hold something. */
export const extraFields = (fields: Fields, known: ReadonlySet<string>): string[] =>
  Object.keys(fields).filter(key => !known.has(key) && !isEmpty(fields[key]))

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** An identifier, wherever the parser keeps one. */
export function nameOf(value: unknown): Name | undefined {
  if (!isObject(value)) return undefined
  if (isObject(value.identifier)) return nameOf(value.identifier)
  if (typeof value.name !== 'string') return undefined
  const span = isObject(value.span) ? value.span : {}
  return { name: value.name, quoted: value.quoted === true, start: typeof span.start === 'number' ? span.start : -1 }
}
