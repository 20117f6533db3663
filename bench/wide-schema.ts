import { rmSync } from 'node:fs'
import { type Random, toRandom } from '../scripts/samples/random.ts'

/** A generated database of many tables, and questions about them. */
export type WideSchema = { readonly tables: number; readonly columns: number; readonly questions: readonly string[] }

const areas =
  'billing catalog claims compliance crm finance fleet hr inventory legal logistics maintenance marketing payroll planning procurement projects quality research sales security support training travel treasury'.split(
    ' ',
  )
const things =
  'account activity agreement asset batch budget campaign case contact contract document employee event forecast item ledger line location meeting offer order payment plan policy product region report request review shipment supplier task ticket transfer vehicle vendor visit warehouse worker zone'.split(
    ' ',
  )
/** Columns beside keys: name and type. */
const attributes: readonly (readonly [string, string])[] = [
  ...'amount balance cost discount fee price rate revenue score tax total weight'
    .split(' ')
    .map(name => [name, 'REAL'] as const),
  ...'capacity count duration level length priority quantity rank size version year'
    .split(' ')
    .map(name => [name, 'INTEGER'] as const),
  ...'address category city color comment country currency email grade language method owner phone reason region source status street title type unit'
    .split(' ')
    .map(name => [name, 'TEXT'] as const),
  ...'approved closed created due ended expires opened paid received started updated'
    .split(' ')
    .map(name => [`${name}_on`, 'TEXT'] as const),
]
const words =
  'alpha amber birch cedar delta ember fjord grove harbor iris juniper kite lagoon maple north onyx pine quartz river slate'.split(
    ' ',
  )
const seed = 20260902
const rowsOfEach = 20

type Draft = { readonly name: string; readonly thing: string; readonly columns: readonly (readonly [string, string])[] }

/** Writes a SQLite file of `count` tables with about ten columns, two of them foreign keys, and 20 rows each, and so many questions; the same on every run. */
export async function makeWideSchema(path: string, count: number, asked: number): Promise<WideSchema> {
  const random = toRandom(seed)
  const names = random
    .sample(
      areas.flatMap(area => things.map(thing => [area, thing] as const)),
      count,
    )
    .map(([area, thing]) => ({ name: `${area}_${thing}`, thing }))
  if (names.length < count) throw new RangeError(`there are names for ${names.length} tables only`)
  const drafts = names.map(({ name, thing }): Draft => ({ name, thing, columns: random.sample(attributes, 6) }))
  const { default: Database } = await import('libsql')
  rmSync(path, { force: true })
  const db = new Database(path)
  try {
    db.exec('PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN')
    for (const [place, { name, thing, columns }] of drafts.entries()) {
      const parents = random.sample(drafts.slice(0, place), 2)
      const ddl = [
        `${thing}_id INTEGER PRIMARY KEY`,
        `${thing}_name TEXT NOT NULL`,
        ...columns.map(([column, type]) => `${column} ${type}`),
        ...parents.map(parent => `${parent.thing}_id INTEGER REFERENCES ${parent.name}(${parent.thing}_id)`),
      ].filter((column, i, all) => all.findIndex(other => other.split(' ')[0] === column.split(' ')[0]) === i)
      db.exec(`CREATE TABLE ${name} (${ddl.join(', ')})`)
      const insert = db.prepare(`INSERT INTO ${name} VALUES (${ddl.map(() => '?').join(', ')})`)
      for (let id = 1; id <= rowsOfEach; id++)
        insert.run(ddl.map((column, i) => (i === 0 ? id : toValue(column, random))))
    }
    db.exec('COMMIT')
    const columns = db
      .prepare("SELECT count(*) AS n FROM sqlite_master m JOIN pragma_table_info(m.name) WHERE m.type = 'table'")
      .raw()
      .get() as unknown as [number]
    return { tables: count, columns: Number(columns[0]), questions: toQuestions(drafts, asked, random) }
  } finally {
    db.close()
  }
}

function toValue(column: string, random: Random): string | number {
  if (/_id /.test(column)) return random.int(1, rowsOfEach)
  if (/_on /.test(column)) return `20${random.int(15, 24)}-0${random.int(1, 9)}-${random.int(10, 28)}`
  if (column.includes('TEXT')) return `${random.pick(words)} ${random.pick(words)} ${random.int(1, 999)}`
  return column.includes('REAL') ? random.int(1, 100_000) / 100 : random.int(1, 5000)
}

/** What people ask of two tables that they know the names of. */
function toQuestions(drafts: readonly Draft[], asked: number, random: Random): string[] {
  return Array.from({ length: asked }, () => {
    const { name, columns } = random.pick(drafts)
    const table = name.replaceAll('_', ' ')
    const [first, second] = random.sample(columns, 2).map(([column]) => column.replace(/_on$/, ' date'))
    const other = random.pick(drafts).name.replaceAll('_', ' ')
    return random.pick([
      `What is the average ${first} of ${table}s for each ${second}?`,
      `Show the name and ${first} of the ${table}s with the highest ${second}`,
      `How many ${table}s are there per ${other}?`,
      `List the ${first} of all ${table}s whose ${second} is ${random.pick(words)} in 2021`,
    ])
  })
}
