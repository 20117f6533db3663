import { createHash } from 'node:crypto'
import { type Json, toCanonicalJson } from './json.ts'

/** SHA-256 of a text (UTF-8) or bytes, lower-case hexadecimal. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** SHA-256 of the canonical JSON of a value. */
export const hashJson = (value: Json): string => sha256(toCanonicalJson(value))
