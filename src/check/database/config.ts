import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TrivetError } from '../../core/errors.ts'

export const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type SslMode = (typeof sslModes)[number]

/** One named database of trivet.config.json. */
export type DatabaseConfig = {
  /** What `--db` takes: a path (relative to the file's folder) or a URL. */
  readonly target?: string | undefined
  /** The environment variable that holds the target, for URLs with a password. */
  readonly env?: string | undefined
  readonly sslmode?: SslMode | undefined
  /** Only these schemas are seen. */
  readonly schemas?: readonly string[] | undefined
  /** What is not there for us: tables by their key, columns as `table.column`. */
  readonly hidden?:
    | { readonly tables?: readonly string[] | undefined; readonly columns?: readonly string[] | undefined }
    | undefined
  /** Whose values are neither indexed nor shown to a proposer: all ("off"), or those of `table.column: "off"`. */
  readonly values?: 'off' | Readonly<Record<string, 'off'>> | undefined
}

export type Config = {
  /** The folder of the file: relative targets start there. */
  readonly folder: string
  readonly databases: Readonly<Record<string, DatabaseConfig>>
}

export const configName = 'trivet.config.json'

/** The configuration of a folder; undefined when it has none. @throws TrivetError E_CONFIG for a faulty file */
export async function loadConfig(folder: string): Promise<Config | undefined> {
  const path = join(folder, configName)
  if (!existsSync(path)) return undefined
  const { z } = await import('zod')
  const shape = z.strictObject({
    databases: z.record(
      z.string(),
      z
        .strictObject({
          target: z.string().min(1).optional(),
          env: z.string().min(1).optional(),
          sslmode: z.enum(sslModes).optional(),
          schemas: z.array(z.string()).min(1).optional(),
          hidden: z
            .strictObject({ tables: z.array(z.string()).optional(), columns: z.array(z.string()).optional() })
            .optional(),
          values: z.union([z.literal('off'), z.record(z.string(), z.literal('off'))]).optional(),
        })
        .refine(({ target, env }) => (target === undefined) !== (env === undefined), 'needs either "target" or "env"'),
    ),
  })
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (thrown) {
    throw new TrivetError('E_CONFIG', `${path} is not JSON: ${(thrown as Error).message}`)
  }
  const parsed = shape.safeParse(json)
  if (!parsed.success)
    throw new TrivetError('E_CONFIG', `${path} is not as expected.\n${z.prettifyError(parsed.error)}`)
  return { folder, ...parsed.data }
}
