import type { Json } from '../src/core/json.ts'

/** One line of a bench's table, by column; numbers are rounded when they are printed, not before. */
export type Row = Readonly<Record<string, string | number>>

/** What is to be reached, and what was found. */
export type Claim = {
  readonly what: string
  readonly reach: string
  readonly found: string
  readonly holds: boolean
}

export type Finding = {
  readonly rows: readonly Row[]
  readonly claims: readonly Claim[]
  /** What one must know to read the figures. */
  readonly notes: readonly string[]
  /** The single measurements. */
  readonly raw: Json
}

/** Settings by name, whole numbers: `--every 10`. */
export type Settings = Readonly<Record<string, number>>

/** One measurement that can be repeated by one command: `npm run bench <name>`. */
export type Bench<S extends Settings = Settings> = {
  readonly about: string
  /** The settings with their defaults. */
  readonly settings: S
  /** What is missing here, as `needs ...`; undefined when it can run. */
  readonly missing?: () => string | undefined
  /** Measures; `tell` says on stderr how far it is. */
  readonly run: (settings: S, tell: (text: string) => void) => Promise<Finding>
}

/** Checks a bench's type; settings are read by `run` under the names that are declared here. */
export const defineBench = <S extends Settings>(bench: Bench<S>): Bench<S> => bench
