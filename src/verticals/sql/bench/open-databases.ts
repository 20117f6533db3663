import type { Database } from '../../../check/database/database.ts'
import { QueryCache } from './query-cache.ts'

type Opened = { readonly opening: Promise<QueryCache>; users: number }

/** So many stay open, unless more are in use. */
const most = 4

/** The databases of an evaluation by name, each open once at a time, and no longer than its last item. */
export class OpenDatabases {
  readonly #open: (db: string) => Promise<Database>
  readonly #opened = new Map<string, Opened>()
  readonly #left = new Map<string, number>()

  /** `uses`: the name of a database for each use that will be made of it. */
  constructor(open: (db: string) => Promise<Database>, uses: readonly string[]) {
    this.#open = open
    for (const db of uses) this.#left.set(db, (this.#left.get(db) ?? 0) + 1)
  }

  /** Works with a database, which stays open meanwhile. @throws whatever opening it and `work` throw */
  async use<T>(db: string, work: (queries: QueryCache) => Promise<T>): Promise<T> {
    const opened = this.#take(db)
    opened.users++
    try {
      return await work(await opened.opening)
    } finally {
      opened.users--
      const left = (this.#left.get(db) ?? 1) - 1
      this.#left.set(db, left)
      if (left === 0 && this.#opened.delete(db)) await shut(opened)
    }
  }

  /** The database, which is now the one used last. */
  #take(db: string): Opened {
    const known = this.#opened.get(db)
    this.#opened.delete(db)
    const opened = known ?? { opening: this.#openAfter(this.#makeRoom(), db), users: 0 }
    this.#opened.set(db, opened)
    return opened
  }

  async #openAfter(room: Promise<unknown>, db: string): Promise<QueryCache> {
    await room
    return new QueryCache(await this.#open(db))
  }

  /** Closes those that were not used for the longest time. */
  #makeRoom(): Promise<unknown> {
    const idle = [...this.#opened].filter(([, { users }]) => users === 0)
    const spare = idle.slice(0, Math.max(0, this.#opened.size + 1 - most))
    for (const [name] of spare) this.#opened.delete(name)
    return Promise.all(spare.map(([, opened]) => shut(opened)))
  }

  /** Closes all, which ends the queries that still run. */
  async close(): Promise<void> {
    const all = [...this.#opened.values()]
    this.#opened.clear()
    await Promise.all(all.map(shut))
  }
}

async function shut({ opening }: Opened): Promise<void> {
  const [result] = await Promise.allSettled([opening])
  if (result.status === 'fulfilled') await result.value.database.close()
}
