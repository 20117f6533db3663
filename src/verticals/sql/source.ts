import type { Database } from '../../check/database/database.ts'
import { type OpenOptions, openDatabase } from '../../check/database/open.ts'
import { withVisibility } from '../../check/database/view.ts'
import type { DatabaseRef } from '../../core/task.ts'
import type { AskSource } from './ask.ts'
import { type CacheOptions, loadIndex } from './link/index-cache.ts'
import { buildIndex } from './link/schema-index.ts'
import { loadWeights } from './symbolic/weights.ts'

export type SourceOptions = OpenOptions & {
  readonly signal: AbortSignal
  /** What is being done, for people. */
  readonly progress?: (text: string) => void
  /** Index names only: no value is read before a question runs. */
  readonly values?: boolean
  /** Where the index is kept between runs; nowhere when absent. */
  readonly cache?: Pick<CacheOptions, 'folder' | 'place' | 'clock' | 'refresh'>
  /** Read every row for the index, however long it takes. */
  readonly full?: boolean
}

/** A database made ready for questions; `close` ends its engine. */
export type OpenedSource = AskSource & { close(): Promise<void> }

/**
 * Opens what `target` names (open.ts), indexes it and loads the shipped weights.
 * @throws what `openDatabase`, `buildIndex` and `loadWeights` throw; nothing stays open then
 */
export async function openSource(target: string, options: SourceOptions): Promise<OpenedSource> {
  const { signal, progress = () => {}, cache, full = false } = options
  progress(`opening ${target.replace(/:\/\/[^/]*@/, '://')}`)
  const opened = await openDatabase(target, options)
  try {
    signal.throwIfAborted()
    const database = options.values === false ? withVisibility(opened, opened.ref.id, { values: 'off' }) : opened
    progress('reading names, keys and values')
    const indexed =
      cache === undefined
        ? buildIndex(database, { signal, full })
        : loadIndex(database, { ...cache, signal, full, progress }).then(({ index }) => index)
    const [index, weights] = await Promise.all([indexed, loadWeights()])
    return { database, index, models: weights.models, weightsId: weights.id, close: () => opened.close() }
  } catch (thrown) {
    await opened.close()
    throw thrown
  }
}

/** The same database under the name that a run has recorded: targets may be spelled differently later. */
export const withRef = (database: Database, ref: DatabaseRef): Database => ({
  ref,
  dialect: database.dialect,
  ...(database.withheld === undefined ? {} : { withheld: database.withheld }),
  schema: () => database.schema(),
  query: (sql, options) => database.query(sql, options),
  plan: (sql, options) => database.plan(sql, options),
  close: () => database.close(),
})
