import { spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Event } from './event.ts'
import { memoryLedger, openLedger, readLedger } from './ledger.ts'
import { seedRng } from './rng.ts'
import { workerUrl } from './worker-url.ts'

const folder = mkdtempSync(join(tmpdir(), 'trivet-ledger-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newPath = (): string => join(folder, `runs${files}`, `${files++}.jsonl`)

const note = (data: string): Event => ({ type: 'note', topic: 'test', data })
const write = (path: string, count: number): void => {
  const ledger = openLedger(path)
  for (let i = 0; i < count; i++) ledger.append(note(`é${i}`))
  ledger.close()
}

describe('a ledger', () => {
  test('numbers events, keeps them, and goes on where it ended', () => {
    const path = newPath()
    write(path, 2)
    const ledger = openLedger(path)
    expect(ledger.append(note('more'))).toEqual({ v: 1, seq: 2, ...note('more') })
    ledger.close()
    expect(readLedger(path)).toEqual(
      [note('é0'), note('é1'), note('more')].map((event, seq) => ({ v: 1, seq, ...event })),
    )
    expect(memoryLedger(readLedger(path)).append(note('x')).seq).toBe(3)
  })

  test.skipIf(process.platform === 'win32')('only its owner may read it', () => {
    const path = newPath()
    write(path, 1)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
  })

  test('drops a last line torn at any byte, and nothing else', () => {
    const path = newPath()
    write(path, 3)
    const whole = readFileSync(path)
    const second = whole.lastIndexOf('\n', whole.length - 2) + 1
    for (let size = second; size < whole.length; size++) {
      writeFileSync(path, whole.subarray(0, size))
      expect(readLedger(path)).toHaveLength(2)
      expect(statSync(path).size).toBe(size)
      openLedger(path).close()
      expect(readFileSync(path)).toEqual(whole.subarray(0, second))
    }
    // after a power cut a file system may fill the tail with zeros
    writeFileSync(path, Buffer.concat([whole.subarray(0, second + 9), Buffer.alloc(40)]))
    openLedger(path).close()
    expect(statSync(path).size).toBe(second)
  })

  test('refuses, and leaves alone, what is not a ledger', () => {
    const path = newPath()
    write(path, 3)
    const whole = readFileSync(path, 'utf8')
    const damaged = [
      'not a ledger',
      '{"name":"x"}\n',
      '\0\0\n',
      whole.replace('"seq":1', '"seq":7'),
      whole.replace('{"v":1,"seq":1', '{"v":2,"seq":1'),
      whole.replace('note', 'note"'),
      whole.replace('\n', '\n\n'),
      `${whole}null\n`,
    ]
    for (const text of damaged) {
      writeFileSync(path, text)
      expect(() => openLedger(path)).toThrow(expect.objectContaining({ code: 'E_INPUT' }))
      expect(() => readLedger(path)).toThrow(/^Line \d+ of .* is not an event of a run\.$/)
      expect(readFileSync(path, 'utf8')).toBe(text)
    }
  })

  test('says what is missing or in the way', () => {
    const path = newPath()
    expect(() => readLedger(path)).toThrow(expect.objectContaining({ code: 'E_RUN_UNKNOWN' }))
    mkdirSync(path, { recursive: true })
    expect(() => openLedger(path)).toThrow(expect.objectContaining({ code: 'E_LEDGER_WRITE' }))
  })

  test('two writers do not mix', () => {
    const path = newPath()
    const first = openLedger(path)
    const second = openLedger(path)
    first.append(note('mine'))
    expect(() => second.append(note('theirs'))).toThrow(/another process has changed it/)
    first.append(note('mine too'))
    expect(readLedger(path)).toHaveLength(2)
  })
})

/** A program that writes events of random sizes for as long as it can, and says after each how many there are. */
const writer = (path: string, seed: number): string[] => [
  '--input-type=module',
  '-e',
  `import { writeSync } from 'node:fs'
   import { openLedger } from '${workerUrl('./ledger', import.meta.url).href}'
   import { seedRng } from '${workerUrl('./rng', import.meta.url).href}'
   const rng = seedRng(${seed})
   const ledger = openLedger(${JSON.stringify(path)})
   try {
     for (;;) {
       ledger.append({ type: 'note', topic: 'test', data: 'é'.repeat(rng.integer(2 ** (1 + rng.integer(16)))) })
       writeSync(1, ledger.events().length + '\\n')
     }
   } catch (error) {
     ledger.close()
     writeSync(1, JSON.stringify(error) + '\\n')
   }`,
]

test.skipIf(process.platform === 'win32')('a full disk costs the event that did not fit, and is said', () => {
  for (const [seed, blocks] of [1, 3, 40].entries()) {
    const path = newPath()
    // the limit on the size of a file acts as a full disk does: a short write, then an error
    const script = `ulimit -f ${blocks}; exec "$0" "$@"`
    const { stdout } = spawnSync('bash', ['-c', script, process.execPath, ...writer(path, seed)], { encoding: 'utf8' })
    const said = stdout.trim().split('\n')
    expect(JSON.parse(said.at(-1)!)).toMatchObject({ error: { code: 'E_LEDGER_WRITE' } })
    const events = readLedger(path)
    expect(events).toHaveLength(Number(said.at(-2) ?? 0))
    expect(readFileSync(path, 'utf8').endsWith('\n') || events.length === 0).toBe(true)
  }
})

const kills = process.env.TRIVET_SLOW === '1' ? 250 : 12
test(`killed at ${kills} random moments, a writer loses nothing but the event it was writing`, async () => {
  const rng = seedRng(5)
  const path = newPath()
  for (let kill = 0; kill < kills; kill++) {
    const said = await killedWriter(path, kill, rng.integer(40))
    const left = readLedger(path).length
    expect(left === said || left === said + 1).toBe(true)
    const ledger = openLedger(path)
    ledger.append(note(`after kill ${kill}`))
    ledger.close()
    // now and then from the start again, so that the file stays small
    if (kill % 3 === 2) truncateSync(path)
  }
}, 120_000)

/** How many events the writer has told of when it is killed `delayMs` after it began to write. */
async function killedWriter(path: string, seed: number, delayMs: number): Promise<number> {
  const child = spawn(process.execPath, writer(path, seed), { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (text === '') setTimeout(() => child.kill('SIGKILL'), delayMs)
    text += chunk
  })
  await new Promise(resolve => child.on('close', resolve))
  return Number(text.slice(0, text.lastIndexOf('\n')).split('\n').at(-1))
}

test('an interrupted append leaves no trace that a later, shorter one would show', () => {
  const path = newPath()
  write(path, 1)
  appendFileSync(path, '{"v":1,"seq":1,"type":"note","topic":"a long line that was torn')
  const ledger = openLedger(path)
  ledger.append(note(''))
  ledger.close()
  expect(readLedger(path)).toHaveLength(2)
})
