import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { workerUrl } from '../../core/worker-url.ts'
import { memorySignal, type Request, type Response } from './protocol.ts'

/** A thread or process running host-entry. It keeps this process alive only between `hold` and `release`. */
export interface Remote {
  post(request: Request): void
  hold(): void
  release(): void
  /** From now on it tells these. */
  listen(events: RemoteEvents): void
  /** Ends it, whatever it is doing; resolves when it is gone. `died` is not called any more. */
  kill(): Promise<void>
}

export type DeathCause = 'memory' | 'assertion' | 'crash'

export type RemoteEvents = {
  answered(response: Response): unknown
  /** It ended by itself: of too much memory, by a failed assertion of its own, or otherwise. */
  died(cause: DeathCause, detail: string): unknown
}

const entry = () => workerUrl('./host-entry', import.meta.url)

/** A worker thread: cheap to start, shares memory; for engines that are WebAssembly. */
export function openThread(memoryBytes: number, events: RemoteEvents): Remote {
  const worker = new Worker(entry(), {
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: Math.max(64, memoryBytes >> 20) },
  })
  worker.unref()
  let detail = ''
  let outOfMemory = false
  let listener = events
  worker.on('message', (response: Response) => listener.answered(response))
  worker.on('error', (error: Error & { code?: string }) => {
    outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    detail = error.message
  })
  const gone = new Promise<void>(resolve => worker.once('exit', () => resolve()))
  const exited = () => listener.died(outOfMemory ? 'memory' : 'crash', detail)
  worker.once('exit', exited)
  return {
    post: request => worker.postMessage(request),
    hold: () => worker.ref(),
    release: () => worker.unref(),
    listen: next => {
      listener = next
    },
    kill: async () => {
      worker.off('exit', exited)
      await worker.terminate()
      await gone
    },
  }
}

/** Rows are passed on and forgotten: garbage that waits for a young generation of 3 x 16 MB gains nothing. */
const smallHeap = ['--max-semi-space-size=1', '--optimize-for-size']

/** A child process: for native engines, which no one can interrupt from inside and which may crash. */
export function openProcess(events: RemoteEvents): Remote {
  const child: ChildProcess = fork(fileURLToPath(entry()), {
    execArgv: smallHeap,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const hold = () => {
    child.ref()
    child.channel?.ref()
  }
  const release = () => {
    child.unref()
    child.channel?.unref()
  }
  release()
  let listener = events
  child.on('message', message => listener.answered(message as Response))
  const gone = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    // When it could not even be started there is no exit.
    child.once('error', () => child.pid === undefined && resolve())
  })
  const exited = (code: number | null, signal: string | null) =>
    listener.died(
      signal === memorySignal ? 'memory' : signal === 'SIGABRT' ? 'assertion' : 'crash',
      signal ?? `exit status ${code}`,
    )
  const failed = (error: Error) => listener.died('crash', error.message)
  child.once('exit', exited)
  child.on('error', failed)
  return {
    // A failed write means that it is dying: its exit says so.
    post: request => void child.send(request, () => {}),
    hold,
    release,
    listen: next => {
      listener = next
    },
    kill: async () => {
      child.off('exit', exited)
      child.off('error', failed)
      child.on('error', () => {})
      hold()
      child.kill('SIGKILL')
      await gone
    },
  }
}
