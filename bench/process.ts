import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Timed = {
  /** From start to end. */
  readonly wallMs: number
  /** User and system time, with that of every process that it started and waited for. */
  readonly cpuMs: number
  readonly status: number
  readonly stdout: string
}

/** Runs `use` with a temporary folder that is gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-bench-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const timer = 'TIMEFORMAT="%R %U %S"; time "$@" 2>"$BENCH_STDERR"'

/**
 * Runs a program whole, timed by bash, whose `time` knows the CPU of all processes that were waited for.
 * @throws Error with the program's stderr when its exit status is not expected
 */
export function timeProcess(
  command: readonly string[],
  options: { readonly folder: string; readonly env?: NodeJS.ProcessEnv; readonly statuses?: readonly number[] },
): Timed {
  const stderrPath = join(options.folder, 'stderr')
  const { status, stdout, stderr, error } = spawnSync('bash', ['-c', timer, 'bash', ...command], {
    encoding: 'utf8',
    env: { ...process.env, ...options.env, BENCH_STDERR: stderrPath, LC_ALL: 'C' },
    maxBuffer: 1 << 28,
  })
  if (error !== undefined) throw error
  if (!(options.statuses ?? [0]).includes(status ?? -1))
    throw new Error(`${command.join(' ')} ended with ${status}:\n${readFileSync(stderrPath, 'utf8').slice(-2000)}`)
  const [wall, user, system] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number) as [number, number, number]
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000, status: status!, stdout }
}
