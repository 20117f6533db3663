import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { TrivetError } from '../../core/errors.ts'

const binaries = '/usr/lib/postgresql/15/bin'

/** Why no throw-away server can be started here; undefined when one can. */
export const postgresMissing = (): string | undefined =>
  existsSync(join(binaries, 'postgres')) ? undefined : `PostgreSQL 15 is not installed (${binaries})`

/**
 * The folder for temporary files, or `/tmp` where root's own cannot be entered by the user that PostgreSQL runs as.
 */
export function reachableFolder(): string {
  const isOpen = (folder: string): boolean =>
    (statSync(folder).mode & 0o001) !== 0 && (dirname(folder) === folder || isOpen(dirname(folder)))
  const own = resolve(tmpdir())
  return process.getuid?.() !== 0 || isOpen(own) ? own : '/tmp'
}

export type PostgresServer = {
  /** postgres:// URL of the superuser, without a password. */
  readonly url: string
  readonly port: number
  /** Fast stop; the data are gone afterwards. */
  stop(): Promise<void>
}

/**
 * Starts a server on a free port of this machine with an empty database cluster: for tests and measurements only,
 * since it trusts every local connection and does not sync its files. `settings`: `name=value` of postgresql.conf.
 */
export async function startPostgresServer(options: { settings?: readonly string[] } = {}): Promise<PostgresServer> {
  const missing = postgresMissing()
  if (missing !== undefined) throw new TrivetError('E_PACKAGE_MISSING', missing)
  // Short: the path of a socket is limited to 107 bytes.
  const folder = mkdtempSync(join(reachableFolder(), 'trivet-pg-'))
  chmodSync(folder, 0o700)
  // PostgreSQL refuses to run as root.
  const owner = process.getuid?.() === 0 ? findUser('postgres') : undefined
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const run = (program: string, args: readonly string[]): ChildProcess =>
    spawn(join(binaries, program), args, {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'ignore', 'pipe'],
      ...owner,
    })
  const data = join(folder, 'd')
  await succeed(run('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync']))
  const port = await freePort()
  const settings = ['fsync=off', ...(options.settings ?? [])].flatMap(setting => ['-c', setting])
  const server = run('postgres', ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...settings])
  let log = ''
  server.stderr?.on('data', text => {
    log = (log + text).slice(-2000)
  })
  const ended = new Promise<void>(resolve => server.once('exit', () => resolve()))
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async () => {
    server.kill('SIGINT')
    await ended
    process.off('exit', kill)
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await untilReady(
    url,
    () => server.exitCode !== null,
    () => log,
  )
  return { url, port, stop }
}

/** A user of /etc/passwd. */
function findUser(name: string): { uid: number; gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(entry => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) }
}

async function succeed(child: ChildProcess): Promise<void> {
  let text = ''
  child.stderr?.on('data', data => {
    text += data
  })
  const code = await new Promise(resolve => child.once('exit', resolve))
  if (code !== 0) throw new TrivetError('E_DB_UNREACHABLE', `initdb failed: ${text.trim()}`)
}

/** A port that nothing listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function untilReady(url: string, ended: () => boolean, log: () => string): Promise<void> {
  const { default: pg } = await import('pg')
  for (let attempt = 0; attempt < 200 && !ended(); attempt++) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return
    } catch {
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  throw new TrivetError('E_DB_UNREACHABLE', `The test server did not start. ${log()}`)
}
