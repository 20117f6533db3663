import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { program } from '../../core/built.suite.ts'

export type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string }

/** A folder of its own for databases, runs and caches; `remove` when done. */
export function openPlace() {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-cli-'))
  const home = join(folder, 'home')
  const env = { ...process.env, TRIVET_HOME: home, NO_COLOR: '1' }
  const run = (
    args: readonly string[],
    options: { input?: string | Buffer; env?: NodeJS.ProcessEnv; cwd?: string } = {},
  ): Ran => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: options.cwd ?? folder,
      env: { ...env, ...options.env },
      input: options.input ?? '',
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 1 << 26,
    })
    return { status, stdout, stderr }
  }
  return {
    folder,
    home,
    env,
    /** Runs the program to its end. */
    run,
    /** Runs it with `--json` and reads what it prints. */
    json: (args: readonly string[]): { status: number | null; value: unknown } => {
      const { status, stdout, stderr } = run([...args, '--json'])
      if (stdout.trim().split('\n').length !== 1) throw new Error(`not one JSON document: ${stdout}${stderr}`)
      return { status, value: JSON.parse(stdout) }
    },
    start: (args: readonly string[]): ChildProcess => spawn(process.execPath, [program, ...args], { cwd: folder, env }),
    /** Writes a file; returns its path. */
    give: (name: string, content: string | Uint8Array): string => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    },
    /** Makes a SQLite file; returns its path. */
    sqlite: async (name: string, script: string): Promise<string> => {
      // the optional types of sql.js describe this very call
      const { default: initSqlJs } = await import('sql.js')
      const SQL = await initSqlJs()
      const db = new SQL.Database()
      db.run(script)
      const path = join(folder, name)
      writeFileSync(path, db.export())
      db.close()
      return path
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
export type Place = ReturnType<typeof openPlace>

/** Ends with the exit status and signal of a started program. */
export const ended = (child: ChildProcess): Promise<{ status: number | null; signal: NodeJS.Signals | null }> =>
  new Promise(resolve => child.once('close', (status, signal) => resolve({ status, signal })))
