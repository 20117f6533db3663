import { execFileSync } from 'node:child_process'

/** Ends the child processes of this one that host an engine, and waits until they are gone. */
export async function killEngines(): Promise<void> {
  const list = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  const engines = list.split('\n').filter(line => line.includes('host-entry'))
  for (const pid of engines.map(line => Number.parseInt(line, 10))) {
    process.kill(pid, 'SIGKILL')
    while (isThere(pid)) await new Promise(resolve => setTimeout(resolve, 10))
  }
  // The event that tells of the end follows the end.
  await new Promise(resolve => setTimeout(resolve, 20))
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
