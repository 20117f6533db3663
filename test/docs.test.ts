import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { packageFolder } from '../src/core/paths.ts'

const root = packageFolder()
const home = mkdtempSync(join(tmpdir(), 'trivet-docs-'))
afterAll(() => rmSync(home, { recursive: true }))

/** Commands that are not run here, and why. */
const notRun: readonly [RegExp, string][] = [
  [/^npm (start|test|run test:slow|run check)\b/, 'run on a fresh machine and in CI'],
  [/^(git clone|cd|npm (ci|i|install|pack)|npx? -y)\b/, 'fetches or installs'],
  [/\b(your|my)\b|<[a-z-]+>/i, "names something of the reader's"],
  [/\bpostgres(ql)?:\/\//, 'needs a server'],
  [/\btrivet (ask|mcp|serve)( --db \S+)?$/, 'talks until it is ended'],
]

type Command = { readonly command: string; readonly exit: number }

/**
 * The commands of the ```sh blocks of a document, lines that end in `\` joined. A comment line `# exits with N` says
 * what the next command's exit status is.
 */
function commandsOf(markdown: string): Command[] {
  const commands: Command[] = []
  for (const [, block] of markdown.matchAll(/^```sh\n([\s\S]*?)^```/gm)) {
    let exit = 0
    for (const line of block!.replaceAll('\\\n', ' ').split('\n')) {
      const expected = /^# exits with (\d+)/.exec(line)?.[1]
      if (expected !== undefined) exit = Number(expected)
      if (line.trim() === '' || line.startsWith('#')) continue
      commands.push({ command: line.replace(/^\$ /, '').trim(), exit })
      exit = 0
    }
  }
  return commands
}

test('commands are found with their exit status', () => {
  const markdown =
    'a\n```sh\n# first\n./trivet ask \\\n  "b"\n\n# exits with 1\n$ npm start\nnpm test\n```\n```json\n{}\n```\n'
  expect(commandsOf(markdown)).toEqual([
    { command: './trivet ask    "b"', exit: 0 },
    { command: 'npm start', exit: 1 },
    { command: 'npm test', exit: 0 },
  ])
})

const guides = join(root, 'docs', 'guide')
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...(existsSync(guides) ? readdirSync(guides).map(file => `docs/guide/${file}`) : []),
].filter(path => path.endsWith('.md') && existsSync(join(root, path)))

test('the README gives the two commands of a fresh machine', context => {
  context.skip(!documents.includes('README.md'), 'there is no README')
  const commands = commandsOf(readFileSync(join(root, 'README.md'), 'utf8')).map(({ command }) => command)
  expect(commands).toEqual(expect.arrayContaining(['npm start', 'npm test']))
})

for (const path of documents) {
  describe(path, () => {
    for (const { command, exit } of commandsOf(readFileSync(join(root, path), 'utf8'))) {
      test(command, context => {
        const reason = notRun.find(([pattern]) => pattern.test(command))?.[1]
        context.skip(reason !== undefined, reason)
        expect(command).toMatch(/^(([A-Z_]+=\S* )*(\.\/trivet|npx trivet|trivet|npm|node)) /)
        const { status, stderr } = spawnSync('bash', ['-c', command.replace(/^(npx )?trivet /, './trivet ')], {
          cwd: root,
          encoding: 'utf8',
          env: { ...process.env, TRIVET_HOME: home, NO_COLOR: '1' },
          timeout: 60_000,
        })
        expect({ status, stderr: status === exit ? '' : stderr }).toEqual({ status: exit, stderr: '' })
      }, 90_000)
    }
  })
}
