import type { Answer } from './answer.ts'
import type { Candidate } from './candidate.ts'
import type { Cost } from './cost.ts'
import type { Json } from './json.ts'
import type { Task } from './task.ts'
import type { Verdict } from './verdict.ts'

/** Everything that happens in a run. Written to the ledger before anyone sees it. */
export type Event<O extends Json = Json> =
  | {
      readonly type: 'started'
      readonly run: string
      readonly task: Task
      readonly parts: Json
      readonly version: string
      readonly at: string
    }
  /** `lost`: the caps of leases that an interruption left open, charged in full. */
  | { readonly type: 'resumed'; readonly at: string; readonly lost: Cost }
  | { readonly type: 'routed'; readonly decision: Json }
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'note'; readonly topic: string; readonly data: Json }
  | { readonly type: 'proposed'; readonly candidate: Candidate<O> }
  | { readonly type: 'checked'; readonly candidate: string; readonly verdict: Verdict }
  | { readonly type: 'reused'; readonly candidate: string; readonly of: string }
  | { readonly type: 'leased'; readonly lease: string; readonly cost: Cost }
  | { readonly type: 'settled'; readonly lease: string; readonly cost: Cost; readonly overrun?: Cost }
  | { readonly type: 'refused'; readonly cost: Cost; readonly why: string }
  | { readonly type: 'stopped'; readonly by: string; readonly why: string }
  | { readonly type: 'answer'; readonly answer: Answer<O> }

/** An event as it stands in a ledger: only the coordinator numbers events. */
export type Recorded<O extends Json = Json> = { readonly v: 1; readonly seq: number } & Event<O>
