import { type ErrorCode, TrivetError } from '../../core/errors.ts'
import type { QueryLimits } from './database.ts'

/** Which driver the far side opens, and on what. Everything in it survives a structured clone. */
export type Engine =
  /** The whole file in memory that all sides share. */
  | { readonly kind: 'sqlite-memory'; readonly bytes: SharedArrayBuffer }
  /** `copies`: folder for the copies that a database with an unfinished journal needs. */
  | { readonly kind: 'sqlite-file'; readonly path: string; readonly copies: string }
  /** `allowed`: the only other files that may be read. */
  | { readonly kind: 'duckdb'; readonly path: string; readonly allowed: readonly string[] }
  /** `cache`: where the views over the files are kept. */
  | { readonly kind: 'files'; readonly cache: string; readonly files: readonly DataFile[] }
  /** `folder`: a data folder that may be written. */
  | { readonly kind: 'pglite'; readonly folder: string }

/** One file that becomes one table. */
export type DataFile = { readonly path: string; readonly format: 'csv' | 'parquet' | 'json'; readonly name: string }

/** What the far side is asked; one request at a time. */
export type Request =
  | { readonly call: 'open'; readonly engine: Engine; readonly memoryBytes: number }
  | { readonly call: 'schema' }
  | { readonly call: 'query'; readonly sql: string; readonly limits: QueryLimits; readonly careful: boolean }
  | { readonly call: 'plan'; readonly sql: string }

export type Response =
  | { readonly value: unknown }
  | { readonly error: { readonly code: ErrorCode; readonly message: string; readonly remedy: string } }

/** The error that the far side described. */
export const fromWire = (error: { code: ErrorCode; message: string; remedy: string }): TrivetError =>
  new TrivetError(error.code, error.message, { remedy: error.remedy })

/** The signal by which a process that took too much memory ends itself. */
export const memorySignal = 'SIGUSR2'
