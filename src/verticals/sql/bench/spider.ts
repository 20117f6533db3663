// Loader of the Spider data set (CC BY-SA 4.0), which is never shipped: it is read from the data folder.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TrivetError } from '../../../core/errors.ts'
import { dataFolder } from '../../../core/paths.ts'

export const spiderSplits = ['dev', 'train', 'train-others'] as const
export type SpiderSplit = (typeof spiderSplits)[number]

export type SpiderItem = {
  /** `dev-17`: the split and the place in its file, from 0. */
  readonly id: string
  /** The name of the database; its file is `spiderDatabase(db)`. */
  readonly db: string
  readonly question: string
  readonly gold: string
  /** Why the item cannot be measured. */
  readonly skip?: 'database-absent' | 'gold-fails'
}

const files: Record<SpiderSplit, string> = {
  dev: 'dev.json',
  train: 'train_spider.json',
  'train-others': 'train_others.json',
}

/** Golds that fail against their own database: a missing table, and twice ORDER BY before INTERSECT. */
const failingGolds = new Set(['train-3153', 'train-4513', 'train-4514'])

/** Databases that are not part of the data folder. */
const absentDatabases = new Set(['chinook_1', 'soccer_1', 'store_1'])

/**
 * Train databases held out for every choice of features and settings: those 20 of the train split whose names have the
 * least SHA-256. Dev is for measuring only.
 */
export const heldOutDatabases: readonly string[] = [
  'baseball_1',
  'ship_1',
  'match_season',
  'icfp_1',
  'csu_1',
  'machine_repair',
  'customers_card_transactions',
  'election_representative',
  'student_assessment',
  'customers_campaigns_ecommerce',
  'tracking_software_problems',
  'apartment_rentals',
  'program_share',
  'manufacturer',
  'coffee_shop',
  'local_govt_mdm',
  'college_1',
  'entertainment_awards',
  'insurance_and_eClaims',
  'sports_competition',
]

/** True when the data folder holds Spider. */
export const hasSpider = (): boolean => existsSync(spiderPath('dev.json'))

/** All questions of a split, in the order of its file. @throws TrivetError E_DATA_ABSENT */
export function loadSpider(split: SpiderSplit): SpiderItem[] {
  const rows = readJson(files[split]) as { db_id: string; question: string; query: string }[]
  return rows.map(({ db_id: db, question, query }, index) => {
    const id = `${split}-${index}`
    const item = { id, db, question, gold: query }
    if (absentDatabases.has(db)) return { ...item, skip: 'database-absent' }
    return failingGolds.has(id) ? { ...item, skip: 'gold-fails' } : item
  })
}

/** The path of a Spider database by its name. @throws TrivetError E_DATA_ABSENT */
export function spiderDatabase(db: string): string {
  const path = spiderPath('database', db, `${db}.sqlite`)
  if (!existsSync(path)) throw new TrivetError('E_DATA_ABSENT', `The Spider database ${db} is not at ${path}.`)
  return path
}

/** The measurable train questions, and apart from them those of the held-out databases. @throws TrivetError E_DATA_ABSENT */
export function trainSplit(): { train: SpiderItem[]; heldOut: SpiderItem[] } {
  const heldOutNames = new Set(heldOutDatabases)
  const usable = loadSpider('train').filter(item => item.skip === undefined)
  return {
    train: usable.filter(item => !heldOutNames.has(item.db)),
    heldOut: usable.filter(item => heldOutNames.has(item.db)),
  }
}

export const recordings = { systems: '', 'small-systems': '_small' } as const
/** The nine large recorded systems, or the nine small ones. */
export type Recording = keyof typeof recordings

/** What one recorded system predicted for the dev questions, in their order; undefined where nothing is recorded. */
export type RecordedSystem = {
  readonly name: string
  readonly predictions: readonly (string | undefined)[]
  /** Right or wrong by execution, as the reference implementation found; undefined where nothing is recorded. */
  readonly labels: readonly (boolean | undefined)[]
}

/** Recorded predictions on Spider dev with their reference labels. @throws TrivetError E_DATA_ABSENT */
export function loadRecordings(recording: Recording): RecordedSystem[] {
  const predictions = readJson('predictions', `dev_9${recordings[recording]}_systems.json`) as Record<string, string[]>
  const labels = readJson('predictions', `dev_ex_labels${recordings[recording]}.json`) as Record<
    string,
    (0 | 1 | null)[]
  >
  const items = loadSpider('dev')
  return Object.entries(predictions).map(([name, texts]) => ({
    name,
    predictions: texts.map((text, i) => withoutDatabase(text, items[i]!.db)),
    labels: (labels[name] ?? []).map(label => (label === null ? undefined : label === 1)),
  }))
}

/** One recording writes the name of the database behind a tab. */
const withoutDatabase = (text: string, db: string): string =>
  text.endsWith(`\t${db}`) ? text.slice(0, -db.length - 1) : text

const spiderPath = (...parts: string[]): string => join(dataFolder(), 'sql', 'spider', ...parts)

function readJson(...parts: string[]): unknown {
  const path = spiderPath(...parts)
  if (!existsSync(path)) throw new TrivetError('E_DATA_ABSENT', `Spider is not in the data folder: ${path} is missing.`)
  return JSON.parse(readFileSync(path, 'utf8'))
}
