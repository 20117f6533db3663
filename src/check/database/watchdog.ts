/**
 * A second thread of an engine's process. The first may block in native code, so this one sees to it that the
 * process ends when its parent is gone or its memory exceeds the limit (bytes in `limit[0]`, 0 for none).
 */
import { workerData } from 'node:worker_threads'
import { memorySignal } from './protocol.ts'

const { parent, limit } = workerData as { parent: number; limit: Float64Array }

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  const most = limit[0]!
  if (most > 0 && process.memoryUsage.rss() > most) process.kill(process.pid, memorySignal)
}, 100)
