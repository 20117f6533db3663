import type { Rng } from '../../../core/rng.ts'
import {
  drawCell,
  drawDay,
  drawDiscount,
  drawFirst,
  drawLabels,
  drawLast,
  partsOfDay,
  type SqlCell,
  schemaWords,
  type Written,
  writeDay,
} from './generate-schema-values.ts'
import { chance, pick } from './generate-text.ts'

type ColumnPlan = {
  readonly name: string
  readonly kind: string
  readonly args: string
  /** Some cells are missing. */
  readonly gaps: boolean
}
type TablePlan = { readonly name: string; readonly rows: number; readonly columns: readonly ColumnPlan[] }

/** Names and habits of one database. */
type Style = {
  readonly join: (words: readonly string[]) => string
  readonly single: boolean
  readonly short: boolean
  readonly key: 'id' | 'own'
  /** Keys are declared: all, none that their names say, or some. */
  readonly declared: number
  readonly yes: readonly [SqlCell, SqlCell]
  readonly percent: boolean
  readonly written: readonly Written[]
  readonly whole: boolean
}

/** Columns with their declared types, and rows. */
type Made = {
  readonly name: string
  readonly columns: readonly (readonly [name: string, type: string])[]
  readonly keys: readonly string[]
  readonly rows: readonly (readonly SqlCell[])[]
}

/**
 * The bytes of a SQLite file with the small database of an invented business: parents, children and lines with
 * quantities and prices, missing cells, yes/no columns and dates as they may be stored. The same for equal `rng`.
 */
export async function generateDatabase(rng: Rng): Promise<Uint8Array> {
  const { default: initSqlJs } = await import('sql.js')
  const { Database } = await initSqlJs()
  const database = new Database()
  try {
    database.run('BEGIN')
    for (const { name, columns, keys, rows } of drawTables(rng)) {
      const defined = columns.map(([column, type]) => `${quote(column)} ${type}`)
      database.run(`CREATE TABLE ${quote(name)} (${[...defined, ...keys].join(', ')})`)
      const insert = database.prepare(`INSERT INTO ${quote(name)} VALUES (${columns.map(() => '?').join(', ')})`)
      for (const row of rows) insert.run([...row])
      insert.free()
    }
    database.run('COMMIT')
    return database.export()
  } finally {
    database.close()
  }
}

const quote = (name: string): string => `"${name}"`
const capital = (word: string): string => `${word[0]!.toUpperCase()}${word.slice(1)}`

const joins: readonly Style['join'][] = [
  words => words.join('_'),
  words => words.join('_'),
  words => words.map((word, i) => (i === 0 ? word : capital(word))).join(''),
  words => words.map(capital).join(''),
  words => words.map(capital).join(' '),
]

function drawStyle(rng: Rng): Style {
  return {
    join: pick(rng, joins),
    single: chance(rng, 0.4),
    short: chance(rng, 0.5),
    key: chance(rng, 0.5) ? 'id' : 'own',
    declared: pick(rng, [0, 0.6, 1, 1]),
    yes: pick(rng, [[1, 0] as const, ['Y', 'N'] as const, [1, 0] as const, ['yes', 'no'] as const]),
    percent: chance(rng, 0.6),
    written: pick(rng, [['iso'], ['iso', 'timestamp'], ['dmy'], ['timestamp'], ['iso', 'dmy']]),
    whole: chance(rng, 0.7),
  }
}

const singular = (word: string): string =>
  /(ss|x|ch|sh)es$/.test(word) ? word.slice(0, -2) : word.replace(/ies$/, 'y').replace(/([^s])s$/, '$1')
const singularOf = (table: string): string[] => {
  const words = table.split('_')
  return [...words.slice(0, -1), singular(words.at(-1)!)]
}

function toPlan([head, columns]: readonly [string, readonly string[]]): TablePlan {
  const [name = '', rows = ''] = head.split(' ')
  return {
    name,
    rows: Number(rows),
    columns: columns.map(text => {
      const gaps = text.includes('?')
      const [column = '', kind = '', ...args] = text.replace('?', '').split(':')
      return { name: column, kind, args: args.join(':'), gaps }
    }),
  }
}

function drawTables(rng: Rng): Made[] {
  const style = drawStyle(rng.fork('style'))
  const domain = pick(rng, Object.keys(schemaWords.domains))
  const plans = Object.entries(schemaWords.domains[domain]!).map(toPlan)
  const sized = plans.map(plan => {
    const label = plan.columns.find(({ kind }) => kind === 'label')
    const wanted = Math.round(plan.rows * (0.8 + 0.4 * rng.uniform()))
    const labels = label === undefined ? [] : drawLabels(label.args, wanted, rng)
    return { ...plan, rows: label === undefined ? wanted : labels.length, labels }
  })
  const sizes = new Map(sized.map(({ name, rows }) => [name, rows]))
  return sized.map(plan => toTable(plan, plan.labels, sizes, style, rng.fork(plan.name)))
}

const keyName = (table: string, style: Style): string =>
  style.join(style.key === 'id' ? ['id'] : [...singularOf(table), 'id'])

/** The words of a column, some of them cut short. */
function drawName(name: string, style: Style, rng: Rng): string {
  const words = name.split('_').map(word => {
    const short = Object.hasOwn(schemaWords.abbreviations, word) ? schemaWords.abbreviations[word]! : []
    return style.short && short.length > 0 && chance(rng, 0.6) ? pick(rng, short).split('_') : [word]
  })
  return style.join(words.flat())
}

const tableName = (name: string, style: Style): string => style.join(style.single ? singularOf(name) : name.split('_'))

function toTable(
  plan: TablePlan,
  labels: readonly string[],
  sizes: ReadonlyMap<string, number>,
  style: Style,
  rng: Rng,
): Made {
  const columns: [string, string][] = [[keyName(plan.name, style), 'INTEGER PRIMARY KEY']]
  const keys: string[] = []
  const rows: SqlCell[][] = Array.from({ length: plan.rows }, (_, row) => [row + 1])
  const written = pick(rng, style.written)
  const days = new Map<string, number[]>()
  const ended = new Set(plan.columns.flatMap(({ kind, args }) => (kind === 'end' ? [args.split(':')[0]] : [])))
  for (const column of plan.columns) add(column)
  return { name: tableName(plan.name, style), columns, keys, rows }

  function fill(name: string, type: string, cell: (row: number) => SqlCell): void {
    columns.push([name, type])
    for (const [row, cells] of rows.entries()) cells.push(cell(row))
  }

  function add({ name, kind, args, gaps }: ColumnPlan) {
    const share = gaps ? 0.06 + 0.24 * rng.uniform() : 0
    const full = drawName(name, style, rng)
    const at = (cell: SqlCell): SqlCell => (share > 0 && chance(rng, share) ? null : cell)
    switch (kind) {
      case 'person': {
        if (style.whole) return fill(style.join(['name']), 'TEXT', () => `${drawFirst(rng)} ${drawLast(rng)}`)
        fill(style.join(['first', 'name']), 'TEXT', () => drawFirst(rng))
        return fill(style.join(['last', 'name']), 'TEXT', () => drawLast(rng))
      }
      case 'label':
        return fill(full, 'TEXT', row => labels[row]!)
      case 'ref':
      case 'role': {
        const size = sizes.get(args)!
        const busy = rng.shuffle(Array.from({ length: size }, (_, i) => i + 1)).slice(0, Math.ceil(0.88 * size))
        const words = name.split('_')
        const own = style.join(kind === 'role' && chance(rng, 0.5) ? words : [...words, 'id'])
        if (kind === 'role' || chance(rng, style.declared))
          keys.push(
            `FOREIGN KEY (${quote(own)}) REFERENCES ${quote(tableName(args, style))} (${quote(keyName(args, style))})`,
          )
        return fill(own, 'INTEGER', () => at(busy[Math.floor(busy.length * rng.uniform() ** 1.4)]!))
      }
      case 'flag': {
        const word = name.split('_').at(-1)!
        const bare =
          /ed$|^(free|vip|pool|rush)$/.test(word) && chance(rng, 0.3) ? ['is', ...name.split('_')] : undefined
        const rate = 0.15 + 0.5 * rng.uniform()
        const [yes, no] = style.yes
        return fill(bare === undefined ? full : style.join(bare), typeof yes === 'number' ? 'INTEGER' : 'TEXT', () =>
          chance(rng, rate) ? yes : no,
        )
      }
      case 'discount':
        return fill(full, 'REAL', () => drawDiscount(style.percent, rng))
      case 'date':
      case 'datetime':
        return addDate(name, kind, ended.has(name), at)
      case 'end': {
        const [start = '', range = ''] = args.split(':')
        const [low = 0, high = 0] = range.split('-').map(Number)
        const from = days.get(start)!
        return fill(dateName(name), dateType, row =>
          at(writeDay(from[row]! + low + rng.integer(high - low + 1), written, rng)),
        )
      }
      case 'code': {
        return fill(full, 'TEXT', row => at(`${args}-${1001 + row * 7}`))
      }
      default: {
        const type = /^(int|year)$/.test(kind) ? 'INTEGER' : /^(money|dec)$/.test(kind) ? 'REAL' : 'TEXT'
        return fill(full, type, () => at(drawCell(kind, args, written, rng)))
      }
    }
  }

  function dateName(name: string): string {
    const words = name.split('_')
    const bare = words.at(-1) === 'date' || chance(rng, 0.4)
    return drawName(bare ? name : `${name}_date`, style, rng)
  }

  function addDate(name: string, kind: string, isStart: boolean, at: (cell: SqlCell) => SqlCell): void {
    const drawn = rows.map(() => drawDay(rng))
    days.set(name, drawn)
    if (kind === 'date' && !isStart && chance(rng, 0.15)) {
      for (const [i, part] of ['year', 'month', 'day'].entries())
        fill(
          style.join([...name.split('_').filter(word => word !== 'date'), part]),
          'INTEGER',
          row => partsOfDay(drawn[row]!)[i]!,
        )
      return
    }
    fill(dateName(name), dateType, row => at(writeDay(drawn[row]!, written, rng)))
  }
}

const dateType = 'TEXT'
