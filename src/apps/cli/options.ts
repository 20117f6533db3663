import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { configName, loadConfig } from '../../check/database/config.ts'
import type { QueryLimits } from '../../check/database/database.ts'
import type { Limits } from '../../core/budget.ts'
import { usage } from './failure.ts'

/** What the options of several commands mean; each throws E_USAGE naming the option. */

export function toCount(text: string, name: string, options: { least?: number } = {}): number {
  const { least = 1 } = options
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
    throw usage(`--${name} takes a whole number of at least ${least}, not "${text}".`)
  return value
}

export function toSeconds(text: string, name: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw usage(`--${name} takes a number of seconds, not "${text}".`)
  return value
}

/** `usd=0.05,seconds=20`: what may be spent; an absent unit is unlimited. */
export function toBudget(text: string): Limits {
  const limits: Limits = {}
  for (const part of text.split(',')) {
    const [, unit, amount] = /^\s*(usd|seconds)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(part) ?? []
    if (unit === undefined) throw usage(`--budget takes usd=AMOUNT and seconds=AMOUNT, not "${part}".`)
    if (unit === 'usd') limits.usdMicros = Math.floor(Number(amount) * 1e6)
    else limits.wallMs = Math.floor(Number(amount) * 1000)
  }
  return limits
}

/** An ISO date of the calendar. */
export function toDate(text: string, name: string): string {
  const day = new Date(`${text}T00:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day.valueOf()) || day.toISOString().slice(0, 10) !== text)
    throw usage(`--${name} takes a date like 2024-06-30, not "${text}".`)
  return text
}

export type LimitOptions = { readonly timeout?: string; readonly maxRows?: string }

/** Limits of a query from `--timeout` (seconds) and `--max-rows`. */
export const toLimits = ({ timeout, maxRows }: LimitOptions): Partial<QueryLimits> => ({
  ...(timeout === undefined ? {} : { wallMs: Math.ceil(toSeconds(timeout, 'timeout') * 1000) }),
  ...(maxRows === undefined ? {} : { rows: toCount(maxRows, 'max-rows') }),
})

/** `--db`, else the database of trivet.config.json that is called "default" or the only one there. */
export async function toTarget(db: string | undefined, cwd: string): Promise<string> {
  if (db !== undefined) return db
  const names = Object.keys((await loadConfig(cwd))?.databases ?? {})
  const chosen = names.includes('default') ? 'default' : names.length === 1 ? names[0] : undefined
  if (chosen !== undefined) return chosen
  throw existsSync(join(cwd, configName))
    ? usage(
        `${configName} names several databases: ${names.join(', ')}.`,
        'Choose one with --db NAME, or call one of them "default".',
      )
    : usage(
        'No database is named.',
        'Add --db, for example --db sample: to try it, or --db shop.sqlite for a file of yours.',
      )
}

/** Text of the command line, whose bytes were UTF-8. */
export function toText(text: string, what: string): string {
  if (text.includes('\ufffd'))
    throw usage(`The ${what} is not valid UTF-8.`, 'Set the terminal to UTF-8 and type it again.')
  return text
}

export type Form = 'table' | 'json' | 'csv' | 'markdown'
export type FormOptions = { readonly json?: boolean; readonly csv?: boolean; readonly markdown?: boolean }

export function toForm({ json, csv, markdown }: FormOptions): Form {
  const chosen = (
    [
      ['json', json],
      ['csv', csv],
      ['markdown', markdown],
    ] as const
  ).filter(([, on]) => on === true)
  if (chosen.length > 1) throw usage(`Choose one of ${chosen.map(([name]) => `--${name}`).join(' and ')}.`)
  return chosen[0]?.[0] ?? 'table'
}
