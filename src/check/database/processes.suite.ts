import { execFileSync } from 'node:child_process'

/** Ends the child processes of this one that host an engine. */
export function killEngines(): Promise<void> {
  const list = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  for (const line of list.split('\n'))
    if (line.includes('host-entry')) process.kill(Number.parseInt(line, 10), 'SIGKILL')
  return new Promise(resolve => setTimeout(resolve, 50))
}
