import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from './paths.ts'

let known: string | undefined

/** The version of the installed package. */
export function packageVersion(): string {
  known ??= (JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as { version: string }).version
  return known
}
