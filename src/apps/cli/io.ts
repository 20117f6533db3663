import type { Clock } from '../../core/clock.ts'
import { systemClock } from '../../core/clock.ts'
import { type Style, toStyle } from './terminal.ts'

/** Where a command reads and writes: data to stdout, everything else to stderr. */
export type Io = {
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal
  /** Styles for stdout and for stderr. */
  readonly style: Style
  readonly errStyle: Style
  /** Cells a line of stdout has; undefined when it is no terminal. */
  readonly width: number | undefined
  /** Writes to stdout; resolves when the operating system has taken it. */
  print(text: string): Promise<void>
  /** Writes a line to stderr. */
  note(text: string): void
}

export function openIo(options: { readonly signal: AbortSignal; readonly color: boolean }): Io {
  const { stdout, stderr, env } = process
  return {
    env,
    clock: systemClock,
    signal: options.signal,
    style: toStyle(stdout, env, options.color),
    errStyle: toStyle(stderr, env, options.color),
    width: stdout.isTTY ? Math.max(20, stdout.columns || 80) : undefined,
    print: text => new Promise(resolve => stdout.write(text, () => resolve())),
    note: text => void stderr.write(`${text}\n`),
  }
}
