import type { Remote, RemoteEvents } from './remote.ts'

/**
 * Threads whose database was closed, kept for those that are opened next: starting one and making its engine ready
 * takes many times as long as opening a small database. Whoever opens several one after the other owns one of these.
 */
export class SpareThreads {
  readonly #spare: { remote: Remote; memoryBytes: number }[] = []
  #closed = false

  /** An idle thread with that memory limit, now telling `events`; undefined when there is none. */
  take(memoryBytes: number, events: RemoteEvents): Remote | undefined {
    const at = this.#spare.findIndex(spare => spare.memoryBytes === memoryBytes)
    if (at < 0) return undefined
    const { remote } = this.#spare.splice(at, 1)[0]!
    remote.listen(events)
    return remote
  }

  /** Takes a thread that waits for nothing; ends it when this is closed. */
  async give(remote: Remote, memoryBytes: number): Promise<void> {
    if (this.#closed) return remote.kill()
    const spare = { remote, memoryBytes }
    this.#spare.push(spare)
    const died = (): void => {
      const at = this.#spare.indexOf(spare)
      if (at >= 0) this.#spare.splice(at, 1)
    }
    remote.listen({ answered: () => {}, died })
  }

  /** Ends them all. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#spare.splice(0).map(({ remote }) => remote.kill()))
  }
}
