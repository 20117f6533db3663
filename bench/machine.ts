import { cpus, loadavg, totalmem } from 'node:os'
import { systemClock } from '../src/core/clock.ts'

/** Where and when something is measured. */
export type Machine = {
  readonly cpu: string
  readonly cores: number
  readonly memoryGB: number
  readonly node: string
  readonly platform: string
  /** Load average of the last minute before the first measurement. */
  readonly loadBefore: number
  readonly at: string
}

export function machine(): Machine {
  const all = cpus()
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    loadBefore: Math.round(loadavg()[0]! * 100) / 100,
    at: new Date(systemClock.now()).toISOString().slice(0, 16),
  }
}

export const machineLine = ({ cpu, cores, memoryGB, node, platform, loadBefore, at }: Machine): string =>
  `${cpu}, ${cores} cores, ${memoryGB} GB, ${platform}, Node ${node}; ${at} UTC, load ${loadBefore} before the start`
