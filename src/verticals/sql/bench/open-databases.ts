import type { Database } from '../../../check/database/database.ts'
import { QueryCache } from './query-cache.ts'

type Opened = { readonly opening: Promise<QueryCache>; users: number }

/** So many stay open when nothing uses them: items of one database mostly stand together. */
const most = 4

/** The databases of an evaluation by name, each open once at a time. */
export class OpenDatabases {
  readonly #open: (db: string) => Promise<Database>
  readonly #opened = new Map<string, Opened>()

  constructor(open: (db: string) => Promise<Database>) {
    this.#open = open
  }

  /** Works with a database, which stays open meanwhile. @throws whatever opening it and `work` throw */
  async use<T>(db: string, work: (queries: QueryCache) => Promise<T>): Promise<T> {
    const opened = this.#take(db)
    opened.users++
    try {
      return await work(await opened.opening)
    } finally {
      opened.users--
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
