import { readFileSync } from 'node:fs'
import { TrivetError } from './errors.ts'

/**
 * The JSON file `name` beside the module `base`. Read rather than imported, because Node 20 warns on stderr of every
 * import of JSON. @throws TrivetError E_ARTIFACT when it is missing or damaged
 */
export function readJsonAsset<T>(name: string, base: string): T {
  try {
    return JSON.parse(readFileSync(new URL(name, base), 'utf8')) as T
  } catch (cause) {
    throw new TrivetError('E_ARTIFACT', `Cannot read ${name}: ${(cause as Error).message}`, { cause })
  }
}
