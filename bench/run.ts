// `npm run bench <name> [--json] [--<setting> <number>]`: one measurement; without a name the list of them.
import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { toTable } from '../src/apps/cli/output/table.ts'
import { toStyle } from '../src/apps/cli/terminal.ts'
import { printNumber } from '../src/measure/table.ts'
import type { Bench, Finding, Settings } from './bench.ts'
import { machine, machineLine } from './machine.ts'

/** Modules of this folder that export a `bench`. */
const names = ['ablation', 'ask-latency', 'cold-start', 'eval-peer', 'large-file', 'link-size'].filter(name =>
  readdirSync(import.meta.dirname).includes(`${name}.ts`),
)

const load = async (name: string): Promise<Bench> => ((await import(`./${name}.ts`)) as { bench: Bench }).bench

async function list(): Promise<void> {
  for (const name of names) {
    const { about, settings } = await load(name)
    const options = Object.entries(settings).map(([key, value]) => `--${key} ${value}`)
    console.log([`${name}: ${about}`, options.length === 0 ? '' : ` (${options.join(', ')})`].join(''))
  }
}

function toSettings(defaults: Settings, values: Readonly<Record<string, unknown>>): Settings {
  const entries = Object.entries(defaults).map(([key, value]) => {
    const given = values[key]
    const number = given === undefined ? value : Number(given)
    if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`--${key} takes a whole number, not ${given}`)
    return [key, number] as const
  })
  return Object.fromEntries(entries)
}

function print({ rows, claims, notes }: Finding): void {
  const style = toStyle(process.stdout, process.env, true)
  const keys = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const cell = (value: string | number | undefined): string =>
    value === undefined ? '-' : typeof value === 'number' ? printNumber(value) : value
  const columns = keys.map(name => ({ name, type: 'text' as const }))
  const table = { columns, rows: rows.map(row => keys.map(key => cell(row[key]))), truncated: false }
  console.log(toTable(table, { style, shown: Number.POSITIVE_INFINITY }).join('\n'))
  console.log('')
  for (const { what, reach, found, holds } of claims)
    console.log(`${holds ? 'reached' : 'missed '}  ${what}: ${found} (reach: ${reach})`)
  for (const note of notes) console.log(`- ${note}`)
}

async function main(argv: readonly string[]): Promise<void> {
  const [name, ...rest] = argv
  if (name === undefined) return list()
  if (!names.includes(name)) throw new RangeError(`there is no bench ${name}; there are ${names.join(', ')}`)
  const bench = await load(name)
  const options = Object.fromEntries(Object.keys(bench.settings).map(key => [key, { type: 'string' as const }]))
  const { values } = parseArgs({ args: rest, options: { ...options, json: { type: 'boolean' } } })
  const settings = toSettings(bench.settings, values)
  const missing = bench.missing?.()
  if (missing !== undefined) {
    console.log(values.json === true ? JSON.stringify({ bench: name, skipped: missing }) : `skipped: ${missing}`)
    return
  }
  const where = machine()
  if (values.json !== true) console.log(`${name}: ${bench.about}\n${machineLine(where)}\n`)
  const finding = await bench.run(settings, text => console.error(text))
  if (values.json === true) console.log(JSON.stringify({ bench: name, machine: where, settings, ...finding }))
  else print(finding)
}

await main(process.argv.slice(2)).catch((thrown: Error) => {
  console.error(thrown instanceof RangeError || process.env.TRIVET_DEBUG === undefined ? thrown.message : thrown)
  process.exitCode = 1
})
