import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the package, seen from the sources and from `dist/` alike. */
export const packageFolder = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('/dist/src/core/paths.js') ? '../../../' : '../../', import.meta.url))

/** Where runs are kept: `$TRIVET_HOME/runs`, else `$XDG_STATE_HOME/trivet/runs`, else `~/.local/state/trivet/runs`. */
export const runsFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env.TRIVET_HOME || join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'trivet'), 'runs')

/** Where rebuildable things are kept: `$TRIVET_HOME/cache`, else `$XDG_CACHE_HOME/trivet`, else `~/.cache/trivet`. */
export const cacheFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  env.TRIVET_HOME ? join(env.TRIVET_HOME, 'cache') : join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'trivet')

/** Where measured data sets are read from: `$TRIVET_DATA`, else `../shared/data` beside the package. */
export const dataFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  env.TRIVET_DATA || join(packageFolder(), '..', 'shared', 'data')
