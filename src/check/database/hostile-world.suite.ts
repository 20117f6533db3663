import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { listing } from './database.suite.ts'
import { reachableFolder } from './postgres-server.ts'

/** What hostile statements reach for: a file to read, a folder to write into, a server to call. All of it is watched. */
export type World = {
  /** For databases; `/data` in a statement. */
  readonly data: string
  /** A statement about the usual places, with those of this world instead. */
  aim(sql: string): string
  /** Whether a text holds what only who read the canary files can know. */
  isSecret(text: string): boolean
  /** The folder to write into, with the hash of every file. */
  loot(): string
  /** How often the server was called. */
  calls(): number
  close(): Promise<void>
}

/** `token`: the secret. The folders are open to every user of this machine, so that a server of another user can fail. */
export async function openWorld(token: string): Promise<World> {
  const root = mkdtempSync(join(reachableFolder(), 'trivet-hostile-'))
  const [etc, loot, data] = ['etc', 'loot', 'data'].map(name => join(root, name)) as [string, string, string]
  chmodSync(root, 0o755)
  for (const folder of [etc, loot, data]) mkdirSync(folder)
  chmodSync(loot, 0o777)
  writeFileSync(join(etc, 'passwd'), `name,word\nroot,${token}\n`)
  // The name of this one stands in no statement: it is known by listing the folder.
  writeFileSync(join(etc, `${token}.csv`), `name\n${token}\n`)
  let calls = 0
  const server = createServer(socket => {
    calls++
    socket.on('error', () => {}).resume()
    socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const places: readonly (readonly [RegExp, string])[] = [
    [/\/tmp\/trivet-hostile/g, join(loot, 'x')],
    [/\/(?:etc\/passwd|tmp\/x)(?![\w.])/g, join(etc, 'passwd')],
    [/'\/(?:etc\/)?\*'/g, `'${etc}/*'`],
    [/'\/'/g, `'${etc}/'`],
    [/\/data\//g, `${data}/`],
    [/host=localhost/g, `host=127.0.0.1 port=${port} connect_timeout=1`],
    [/\/\/localhost\//g, `//127.0.0.1:${port}/`],
  ]
  return {
    data,
    aim: sql => places.reduce((text, [from, to]) => text.replace(from, () => to), sql),
    isSecret: text => text.includes(token),
    loot: () => listing(loot).join('\n'),
    calls: () => calls,
    close: async () => {
      await new Promise(resolve => server.close(resolve))
      rmSync(root, { recursive: true, force: true })
    },
  }
}
