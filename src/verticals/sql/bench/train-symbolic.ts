import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../../check/database/open.ts'
import type { Context } from '../../../core/context.ts'
import { sha256 } from '../../../core/hash.ts'
import { dataFolder } from '../../../core/paths.ts'
import { buildIndex } from '../link/schema-index.ts'
import { generateQuestions } from '../symbolic/generate.ts'
import { generateDatabase } from '../symbolic/generate-schema.ts'
import { type TrainItem, type Training, type TrainSource, trainSymbolic } from '../symbolic/train.ts'
import { toWeightsJson } from '../symbolic/weights.ts'
import { heldOutDatabases, loadSpider, spiderDatabase } from './spider.ts'

const dataFile = 'train_spider.json'
/** Beside some 50 of people, so that both registers are learned. */
const generatedPerDatabase = 30
/** Databases with what Spider lacks: gaps, dates, flags, lines with quantities and prices. */
const businesses = 40
const generatedPerBusiness = 60

export type TrainReport = Omit<Training, 'models'> & { readonly bytes: number; readonly sha256: string }

/**
 * Trains the symbolic proposer on Spider train and writes its weights to `path` (temporary file, then rename). With
 * `heldOut` the 20 tuning databases are left out, so that choices can be measured on them.
 * @throws TrivetError E_DATA_ABSENT, E_CANCELLED
 */
export async function trainOnSpider(
  path: string,
  ctx: Context,
  options: { readonly seed: number; readonly heldOut: boolean },
): Promise<TrainReport> {
  const left = new Set(options.heldOut ? heldOutDatabases : [])
  const asked = loadSpider('train').filter(item => item.skip === undefined && !left.has(item.db))
  const folder = mkdtempSync(join(tmpdir(), 'trivet-train-'))
  const open = new Map<string, TrainSource>()
  const source = async (db: string): Promise<TrainSource> => {
    const known = open.get(db)
    if (known !== undefined) return known
    const generated = join(folder, db)
    const database = await openDatabase(existsSync(generated) ? generated : spiderDatabase(db))
    const made = { database, index: await buildIndex(database, { signal: ctx.signal, full: true }) }
    open.set(db, made)
    return made
  }
  try {
    const items: TrainItem[] = [...asked]
    const generate = async (db: string, count: number): Promise<void> => {
      const { index } = await source(db)
      const generated = generateQuestions(index, ctx.rng.fork(`generate ${db}`), count)
      for (const [i, { question, ...gold }] of generated.entries()) items.push({ id: `${db}-${i}`, db, question, gold })
    }
    for (const db of new Set(asked.map(item => item.db))) await generate(db, generatedPerDatabase)
    for (let i = 0; i < businesses; i++) {
      const db = `business-${i}.sqlite`
      writeFileSync(join(folder, db), await generateDatabase(ctx.rng.fork(db)))
      await generate(db, generatedPerBusiness)
    }
    const { models, questions, dropped } = await trainSymbolic(items, source, ctx)
    const text = toWeightsJson(models, {
      version: 1,
      command: `trivet train symbolic --seed ${options.seed}${options.heldOut ? ' --held-out' : ''}`,
      seed: options.seed,
      node: process.version,
      data: { [dataFile]: sha256(readFileSync(join(dataFolder(), 'sql', 'spider', dataFile))) },
      licence: 'Mined from Spider (CC BY-SA 4.0), see NOTICE',
    })
    writeFileSync(`${path}.tmp`, text)
    renameSync(`${path}.tmp`, path)
    return { questions, dropped, bytes: Buffer.byteLength(text), sha256: sha256(text) }
  } finally {
    for (const { database } of open.values()) await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
