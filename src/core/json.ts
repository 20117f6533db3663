/** JSON values and their canonical text. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * JSON with object keys in code-unit order and without undefined members: equal values give equal text.
 * @throws RangeError for NaN and the infinities, which JSON would write as null
 */
export function toCanonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(item => toCanonicalJson(item as Json)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value as { [key: string]: Json | undefined })
      .filter((member): member is [string, Json] => member[1] !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${toCanonicalJson(member)}`).join(',')}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} has no JSON form`)
  return JSON.stringify(value)
}
