import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '../../../core/errors.ts'
import { dataFolder } from '../../../core/paths.ts'
import type { Io } from '../io.ts'
import { toTable } from '../output/table.ts'

/** What measurements read from the data folder; none of it is shipped. `count`: files or folders that it must hold. */
const expected = [
  { name: 'Spider questions', path: 'sql/spider/dev.json', use: 'trivet eval spider' },
  { name: 'Spider train questions', path: 'sql/spider/train_spider.json', use: 'trivet train symbolic' },
  {
    name: 'Spider databases',
    path: 'sql/spider/database',
    count: 163,
    use: 'trivet eval spider, trivet train symbolic',
  },
  { name: 'Spider recorded predictions', path: 'sql/spider/predictions', count: 4, use: 'trivet evidence' },
] as const

/** `trivet data list`: what TRIVET_DATA holds of what measurements expect there. */
export async function dataCommand(options: { readonly json?: boolean }, io: Io): Promise<number> {
  const folder = dataFolder(io.env)
  const data = expected.map(entry => ({
    name: entry.name,
    path: entry.path,
    use: entry.use,
    state: stateOf(folder, entry),
  }))
  if (options.json === true) await io.print(`${JSON.stringify({ folder, data })}\n`)
  else {
    const columns = ['data', 'state', 'below the folder', 'used by'].map(name => ({ name, type: 'text' as const }))
    const rows = data.map(({ name, state, path, use }) => [name, state, path, use])
    await io.print(
      toTable({ columns, rows, truncated: false }, { width: io.width, style: io.style })
        .map(line => `${line}\n`)
        .join(''),
    )
    io.note(`The folder is ${folder}${io.env.TRIVET_DATA ? '' : ' (TRIVET_DATA names another)'}.`)
  }
  return exitCodes.answered
}

function stateOf(folder: string, { path, ...entry }: { readonly path: string; readonly count?: number }): string {
  const at = join(folder, path)
  if (!existsSync(at)) return 'absent'
  if (entry.count === undefined) return `present, ${(statSync(at).size / 1e6).toFixed(1)} MB`
  const found = readdirSync(at).length
  return found >= entry.count ? `present, ${found} entries` : `incomplete: ${found} of ${entry.count} entries`
}
