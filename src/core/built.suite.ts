import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from './paths.ts'

const inPackage = (...parts: string[]): string => join(packageFolder(), ...parts)

/** The built program: `npm run build` makes it. */
export const program = inPackage('dist', 'src', 'apps', 'cli', 'main.js')

/** Why tests that ask questions cannot run here; undefined when they can. */
export function notBuilt(): string | undefined {
  const weights = ['src', 'verticals', 'sql', 'symbolic', 'weights.json']
  const absent = [
    program,
    inPackage(...weights),
    inPackage('dist', ...weights),
    inPackage('dist', 'samples', 'shop.sqlite'),
  ].find(path => !existsSync(path))
  return absent === undefined ? undefined : `${absent} is missing: npm run build`
}
