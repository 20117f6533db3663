import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageFolder } from '../src/core/paths.ts'

/** The compiled program. */
export const mainPath = (): string => join(packageFolder(), 'dist', 'src', 'apps', 'cli', 'main.js')

/**
 * A module of the product as it is shipped: `T` is the type of its source. The sources as tsx loads them are slower
 * (each closure gets its name at run time), so nothing is measured on them.
 */
export const built = <T>(path: string): Promise<T> =>
  import(pathToFileURL(join(packageFolder(), 'dist', 'src', `${path}.js`)).href) as Promise<T>
