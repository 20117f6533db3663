import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { TrivetError } from '../../core/errors.ts'
import { repairSetOperations } from './parse-repair.ts'
import type { Tree } from './parse-tree.ts'
import type { Dialect } from './schema.ts'

/** Text to trees and back, in a dialect. Take it anew by `loadParser` for each piece of work: after a trap it is spent. */
export interface Parser {
  /** The statements of the text. @throws TrivetError E_SQL_PARSE */
  parse(sql: string, dialect: Dialect): Tree[]
  /** One statement as text; comments that hang on its nodes are printed too. @throws TrivetError E_SQL_PARSE */
  print(tree: Tree, dialect: Dialect): string
  /** The tokens of the text with their places in it, in code points; comments are not tokens. @throws TrivetError E_SQL_PARSE */
  tokenize(sql: string, dialect: Dialect): Token[]
}

export type Token = { readonly type: string; readonly text: string; readonly start: number; readonly end: number }

/** As the module gives it, which differs from its own declarations. */
type RawToken = { token_type: string; text: string; span: { start: number; end: number } }
type Sdk = typeof import('@polyglot-sql/sdk')

const names = { sqlite: 'sqlite', duckdb: 'duckdb', postgres: 'postgresql', mysql: 'mysql' } as const
const packageName = '@polyglot-sql/sdk'

let loading: Promise<Sdk> | undefined

/**
 * The parser of npm `@polyglot-sql/sdk`, loaded on first use (about 60 ms and 50 MB). Its CommonJS build is taken:
 * the other one replaces `globalThis.fetch` and cannot be instantiated anew after a trap.
 */
export async function loadParser(): Promise<Parser> {
  loading ??= instantiate()
  const sdk = await loading
  return {
    parse: (sql, dialect) => {
      const result = guarded(() => sdk.parse(sql, names[dialect] as never))
      if (!result.success) throw notUnderstood(result.error)
      return (result.ast as unknown as Tree[]).map(repairSetOperations)
    },
    print: (tree, dialect) => {
      const result = generate(sdk, tree, dialect)
      const text = result.sql?.[0]
      if (!result.success || text === undefined) throw notUnderstood(result.error)
      return text
    },
    tokenize: (sql, dialect) => {
      const result = guarded(() => sdk.tokenize(sql, names[dialect] as never))
      if (!result.success || result.tokens === undefined) throw notUnderstood(result.error)
      return (result.tokens as unknown as RawToken[]).map(token => ({
        type: token.token_type,
        text: token.text,
        start: token.span.start,
        end: token.span.end,
      }))
    },
  }
}

/**
 * Keeps the module on the code of V8's first compiler: its functions are so large that optimizing them costs seconds of
 * CPU, which many thousands of statements do not give back. Whether functions that turn out hot are optimized is fixed
 * for a module when it is made; `wasm-tier-up` asks for all others to be, whenever one of them is first called, so it
 * stays off. Modules that are made at other times are optimized as ever.
 */
async function instantiate(): Promise<Sdk> {
  const require = createRequire(import.meta.url)
  delete require.cache[require.resolve(packageName)]
  const sdk = require(packageName) as Sdk
  setFlagsFromString('--no-wasm-tier-up')
  setFlagsFromString('--no-wasm-dynamic-tiering')
  try {
    await sdk.init()
  } finally {
    setFlagsFromString('--wasm-dynamic-tiering')
  }
  return sdk
}

/**
 * The module reads a tree as JSON text several times as fast as by its properties, but only to 128 levels. It takes for
 * JSON whatever is no array.
 */
function generate(sdk: Sdk, tree: Tree, dialect: Dialect): ReturnType<Sdk['generate']> {
  const asJson = { toJSON: () => [withoutNulls(tree)] }
  const result = guarded(() => sdk.generate(asJson as never, names[dialect] as never))
  return result.error?.startsWith('Invalid AST JSON') === true
    ? guarded(() => sdk.generate([tree], names[dialect] as never))
    : result
}

/** What printing needs of a tree: half of its text is fields that are null (not so a kind alone, `{ null: null }`) and places. */
function withoutNulls(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutNulls)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node)
  const kept: Record<string, unknown> = {}
  for (const [key, value] of entries)
    if ((value !== null && key !== 'span') || entries.length === 1) kept[key] = withoutNulls(value)
  return kept
}

/** Runs one call of the module. After a trap (a stack overflow of its recursion) the next load starts a fresh instance. */
function guarded<T extends { success: boolean; error?: string | null }>(work: () => T): T {
  let result: T
  try {
    result = work()
  } catch (cause) {
    loading = undefined
    throw notUnderstood(String(cause), cause)
  }
  if (!result.success && result.error?.startsWith('WASM') === true) loading = undefined
  return result
}

function notUnderstood(error: string | null | undefined, cause?: unknown): TrivetError {
  const text = error ?? 'unknown syntax'
  const plain =
    text.includes('E_GUARD') || text.startsWith('WASM') || text.includes('call stack')
      ? 'it is nested too deeply or is too large.'
      : text
  return new TrivetError('E_SQL_PARSE', `The statement could not be parsed: ${plain}`, { cause })
}
