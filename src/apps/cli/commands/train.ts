import { exitCodes } from '../../../core/errors.ts'
import { trainOnSpider } from '../../../verticals/sql/bench/train-symbolic.ts'
import { toContext } from '../../../verticals/sql/runs.ts'
import type { Io } from '../io.ts'
import { toCount } from '../options.ts'
import { withProgress } from '../session.ts'

export type TrainOptions = {
  readonly out: string
  readonly seed?: string
  readonly heldOut?: boolean
  readonly json?: boolean
}

/** `trivet train symbolic`: fits the symbolic proposer on Spider train and writes its weights. */
export async function trainSymbolicCommand(options: TrainOptions, io: Io): Promise<number> {
  const seed = options.seed === undefined ? 1 : toCount(options.seed, 'seed', { least: 0 })
  const report = await withProgress(io, progress => {
    const ctx = toContext({ clock: io.clock, signal: io.signal, seed, progress: progress.tell })
    return trainOnSpider(options.out, ctx, { seed, heldOut: options.heldOut === true })
  })
  if (options.json === true) await io.print(`${JSON.stringify(report)}\n`)
  else
    await io.print(
      `${report.questions} questions, ${report.dropped.length} dropped for taking too long\n` +
        `${options.out}: ${report.bytes} bytes, SHA-256 ${report.sha256}\n`,
    )
  return exitCodes.answered
}
