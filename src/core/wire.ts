import { z } from 'zod'
import { type Answer, statuses } from './answer.ts'
import type { Candidate } from './candidate.ts'
import { type Cost, unitNames } from './cost.ts'
import { TrivetError } from './errors.ts'
import type { Event, Recorded } from './event.ts'
import type { Json } from './json.ts'
import type { Task } from './task.ts'
import { type Evidence, outcomes, strengths, type Verdict } from './verdict.ts'

// The one wire form, for ledger, server, queue and page: the types of `core` as JSON, each value with `v: 1`.
// Members that a later version adds are dropped on reading. Load this file by `await import()`: zod is not small.

const json: z.ZodType<Json> = z.json()
const text = z.string()
const amount = z.int().nonnegative()
const cost = z.partialRecord(z.enum(unitNames), amount)

const taskSchema = z.object({
  id: text,
  kind: text,
  input: json,
  seed: z.int(),
  require: z.enum(strengths).exactOptional(),
})

const candidateSchema = z.object({
  id: text,
  task: text,
  output: json,
  proposer: z.object({ name: text, params: json }),
  parent: text.exactOptional(),
  cost,
  logprob: z.number().exactOptional(),
})

const evidenceSchema = z.object({
  probes: text.exactOptional(),
  signature: text.exactOptional(),
  bits: text.exactOptional(),
  checks: z.array(text).readonly().exactOptional(),
  detail: json.exactOptional(),
})

const verdictSchema = z.object({
  outcome: z.enum(outcomes),
  strength: z.enum(strengths),
  score: z.number().exactOptional(),
  evidence: evidenceSchema.exactOptional(),
  reason: text.exactOptional(),
  cost,
})

const answerSchema = z.object({
  status: z.enum(statuses),
  assurance: z.enum([...strengths, 'none']),
  candidate: candidateSchema.exactOptional(),
  alternatives: z.array(candidateSchema).readonly(),
  question: text.exactOptional(),
  approval: z.object({ by: text, at: text }).exactOptional(),
  verdicts: z.array(verdictSchema).readonly(),
  confidence: z.object({ value: z.number(), calibrated: z.boolean(), basis: text }).exactOptional(),
  reason: text.exactOptional(),
  spent: cost,
  run: text,
})

const event = <T extends Event['type'], S extends z.ZodRawShape>(type: T, members: S) =>
  z.object({ type: z.literal(type), ...members })

const eventSchema = z.discriminatedUnion('type', [
  event('started', { run: text, task: taskSchema, parts: json, version: text, at: text }),
  event('resumed', { at: text, lost: cost }),
  event('routed', { decision: json }),
  event('delta', { text }),
  event('note', { topic: text, data: json }),
  event('proposed', { candidate: candidateSchema }),
  event('checked', { candidate: text, verdict: verdictSchema }),
  event('reused', { candidate: text, of: text }),
  event('leased', { lease: text, cost }),
  event('settled', { lease: text, cost, overrun: cost.exactOptional() }),
  event('refused', { cost, why: text }),
  event('stopped', { by: text, why: text }),
  event('answer', { answer: answerSchema }),
])

const version = z.object({ v: z.literal(1) })

const schemas = {
  task: version.extend(taskSchema.shape),
  candidate: version.extend(candidateSchema.shape),
  verdict: version.extend(verdictSchema.shape),
  answer: version.extend(answerSchema.shape),
  event: z.intersection(version.extend({ seq: amount }), eventSchema),
}

/** What stands on the wire under each name. */
export type Wire = {
  readonly task: { readonly v: 1 } & Task
  readonly candidate: { readonly v: 1 } & Candidate
  readonly verdict: { readonly v: 1 } & Verdict
  readonly answer: { readonly v: 1 } & Answer
  readonly event: Recorded
}

/** Reads a value of the wire form. @throws TrivetError E_INPUT naming the member that is not as it should be */
export function fromWire<K extends keyof Wire>(kind: K, value: unknown): Wire[K] {
  const result = schemas[kind].safeParse(value)
  if (!result.success) throw new TrivetError('E_INPUT', `Not a ${kind}: ${z.prettifyError(result.error)}`)
  return result.data as Wire[K]
}

// The schemas say what the types say, optional members included, or this file does not compile.
type Same<A, B> = [Required<A>] extends [Required<B>] ? ([Required<B>] extends [Required<A>] ? true : false) : false
type All<T extends readonly true[]> = T
export type SchemasFitTypes = All<
  [
    Same<z.output<typeof cost>, Cost>,
    Same<z.output<typeof taskSchema>, Task>,
    Same<z.output<typeof candidateSchema>, Candidate>,
    Same<z.output<typeof evidenceSchema>, Evidence>,
    Same<z.output<typeof verdictSchema>, Verdict>,
    Same<z.output<typeof answerSchema>, Answer>,
    Same<z.output<typeof eventSchema>, Event>,
    Same<z.output<typeof schemas.event>, Recorded>,
  ]
>
