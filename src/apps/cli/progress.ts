import type { Io } from './io.ts'

/** Tells on stderr what is being done, once it has taken a second. */
export type Progress = { tell(text: string): void; end(): void }

const quietMs = 1000
/** On a terminal the line is rewritten; elsewhere new lines come at most this often. */
const lineMs = 2000

/** Progress of one piece of work; `end` wipes it off a terminal. */
export function startProgress(io: Io, options: { readonly isTerminal: boolean }): Progress {
  const started = io.clock.elapsed()
  let latest = ''
  let shown = ''
  const show = (): void => {
    if (latest === shown || latest === '') return
    shown = latest
    const seconds = Math.round((io.clock.elapsed() - started) / 1000)
    const line = `${latest} … ${seconds} s`
    if (options.isTerminal) process.stderr.write(`\r\u001b[K${io.errStyle.dim(line)}`)
    else io.note(line)
  }
  let repeat: NodeJS.Timeout | undefined
  const first = setTimeout(() => {
    show()
    repeat = setInterval(show, options.isTerminal ? 200 : lineMs)
    repeat.unref()
  }, quietMs)
  first.unref()
  return {
    tell: text => {
      latest = text
    },
    end: () => {
      clearTimeout(first)
      clearInterval(repeat)
      if (shown !== '' && options.isTerminal) process.stderr.write('\r\u001b[K')
    },
  }
}
