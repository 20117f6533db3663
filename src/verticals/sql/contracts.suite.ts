import { z } from 'zod'
import { catalogue } from '../../core/errors.ts'
import { strengths } from '../../core/verdict.ts'
import { columnTypes } from '../../lang/sql/schema.ts'

/** The JSON contracts of docs/guide/ask.md, strictly: a member that the guide does not name is a fault. */

const cell = z.json()
const columns = z.array(z.strictObject({ name: z.string(), type: z.enum(columnTypes) }))
const rows = z.array(z.array(cell))
const share = z.number().min(0).max(1)
const cost = z.record(z.string(), z.int().nonnegative())

export const askContract = z.strictObject({
  v: z.literal(1),
  status: z.enum(['answered', 'clarify', 'abstained', 'refuted']),
  assurance: z.enum([...strengths, 'none']),
  approval: z.strictObject({ by: z.string(), at: z.string() }).optional(),
  question: z.string().optional(),
  reason: z.string().optional(),
  sql: z.string().optional(),
  columns,
  rows,
  truncated: z.boolean(),
  unmatched: z.array(z.string()),
  confidence: z.strictObject({ value: share, calibrated: z.boolean(), basis: z.string() }).optional(),
  alternatives: z.array(z.strictObject({ sql: z.string(), why: z.array(z.string()), columns, rows, share })),
  unchecked: z.array(z.string()),
  why: z.array(z.string()),
  spent: cost,
  run: z.string(),
})

export const dryRunContract = z.strictObject({
  v: z.literal(1),
  sql: z.string().nullable(),
  why: z.array(z.string()),
  unmatched: z.array(z.string()),
  estimate: z.strictObject({ rows: z.number().optional(), text: z.string().optional() }),
})

export const queryContract = z.strictObject({ columns, rows, truncated: z.boolean() })

export const errorContract = z.strictObject({
  error: z.strictObject({
    code: z.enum(Object.keys(catalogue)),
    message: z.string().min(1),
    remedy: z.string().min(1),
  }),
})

const fraction = share.nullable()
const counted = z.strictObject({ n: z.int(), ex: fraction })
export const evalContract = z.strictObject({
  proposer: z.string(),
  suite: z.string(),
  split: z.string(),
  mode: z.enum(['spider-ex', 'intent']),
  n: z.int(),
  ex: fraction,
  interval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  passAt: z.strictObject({ '1': fraction, '60': fraction }),
  answered: z.strictObject({ n: z.int(), right: z.int(), precision: fraction }),
  precisionAtCoverage: z.record(z.string(), share),
  confidenceAuc: fraction,
  byTables: z.record(z.string(), counted),
  nonEmptyGold: counted,
  failed: z.record(z.string(), z.int()),
  silent: z.int(),
  extraColumns: z.int(),
  errors: z.array(
    z.strictObject({ id: z.string(), code: z.string(), message: z.string(), of: z.enum(['gold', 'engine']) }),
  ),
  predictMs: z.strictObject({ median: z.number(), p99: z.number() }).nullable(),
})

export const runsContract = z.strictObject({
  runs: z.array(
    z.object({ run: z.string(), at: z.string(), status: z.string(), question: z.string(), database: z.string() }),
  ),
})

export const doctorContract = z.strictObject({
  findings: z.array(z.strictObject({ name: z.string(), state: z.enum(['ok', 'warn', 'fail']), detail: z.string() })),
})
