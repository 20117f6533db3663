import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { notBuilt, program } from '../../core/built.suite.ts'
import { ended, openPlace } from './cli.suite.ts'
import { complete } from './prompt.ts'

test('completion of names and commands', () => {
  const names = ['orders', 'order_lines', 'Customers']
  expect(complete('how many ord', names)).toEqual([['orders', 'order_lines'], 'ord'])
  expect(complete('cust', names)).toEqual([['Customers'], 'cust'])
  expect(complete('\\t', names)).toEqual([['\\tables'], '\\t'])
  expect(complete('how many ', names)).toEqual([[], ''])
})

// `script` of util-linux gives the program a terminal
const script = spawnSync('script', ['--version'], { encoding: 'utf8' })
const missing =
  notBuilt() ??
  (script.status === 0 && script.stdout.includes('util-linux') ? undefined : 'there is no terminal to be had')
if (missing !== undefined) console.log(`The prompt is not tested: ${missing}`)

const place = openPlace()
afterAll(place.remove)

/** A terminal in which the prompt runs. */
function openTerminal(): { child: ChildProcess; type(keys: string): void; shows(pattern: RegExp): Promise<string> } {
  const command = `stty cols 100; exec "${process.execPath}" "${program}" ask --db sample:`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: place.folder,
    env: { ...place.env, TERM: 'xterm' },
  })
  let screen = ''
  let wake: () => void = () => {}
  child.stdout.on('data', text => {
    screen += text
    wake()
  })
  return {
    child,
    type: keys => void child.stdin.write(keys),
    /** Resolves with what was shown up to the pattern; later waits look behind it. */
    shows: async pattern => {
      for (;;) {
        const found = pattern.exec(screen)
        if (found !== null) {
          const shown = screen.slice(0, found.index + found[0].length)
          screen = screen.slice(shown.length)
          return shown
        }
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
  }
}

describe.skipIf(missing !== undefined)('the prompt', () => {
  test('answers, explains, completes, survives Ctrl-C, keeps its history', { timeout: 60_000 }, async () => {
    const terminal = openTerminal()
    await terminal.shows(/sample:shop: 10 tables\./)
    terminal.type('\\sql\r')
    await terminal.shows(/Ask a question first\./)
    terminal.type('How many customers are from Germany?\r')
    await terminal.shows(/\b13\b[\s\S]*answered/)
    terminal.type('\\sql\r')
    await terminal.shows(/SELECT .*'Germany'/)
    terminal.type('\\why\r')
    await terminal.shows(/- counts customers/)
    terminal.type('\\alternatives\r')
    await terminal.shows(/\(1\) /)
    terminal.type('\\tables returns\r')
    await terminal.shows(/returns.* \(80\): /)
    terminal.type('how many custo\t')
    await terminal.shows(/how many customers/)
    terminal.type('\u0003')
    await terminal.shows(/\\quit or Ctrl-D leaves\./)
    terminal.type('\\nope\r')
    await terminal.shows(/There is no command/)
    terminal.type('\\quit\r')
    expect(await ended(terminal.child)).toEqual({ status: 0, signal: null })
    const history = join(place.home, 'history')
    expect(readFileSync(history, 'utf8').split('\n').slice(0, 2)).toEqual([
      '\\sql',
      'How many customers are from Germany?',
    ])
    expect(statSync(history).mode & 0o777).toBe(0o600)
  })

  test('Ctrl-D leaves', { timeout: 60_000 }, async () => {
    const terminal = openTerminal()
    await terminal.shows(/sample:shop: 10 tables\./)
    terminal.type('\u0004')
    expect(await ended(terminal.child)).toEqual({ status: 0, signal: null })
  })
})
