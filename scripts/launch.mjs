// What `./trivet` does in a clone: builds when a source changed, then starts the program.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, root } from './setup.mjs'

const main = join(root, 'dist', 'src', 'apps', 'cli', 'main.js')

if (!existsSync(join(root, 'node_modules'))) {
  console.error('The packages are not installed yet. Run `npm start` first.')
  process.exitCode = 3
} else if (!build()) {
  console.error('Trivet could not be built; the messages are above.')
  process.exitCode = 3
} else {
  process.argv[1] = main
  await import(pathToFileURL(main).href)
}
