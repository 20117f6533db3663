import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { toClinic } from './samples/clinic.ts'
import { toEvents } from './samples/events.ts'
import { writeWhole } from './samples/files.ts'
import { toShop } from './samples/shop.ts'

/**
 * Writes `shop.sqlite`, `clinic.sqlite` and the folder `events/` under `outDir`; the bytes are the same on every run.
 * Returns the paths relative to `outDir`.
 */
export async function makeSamples(outDir: string): Promise<string[]> {
  const files: [string, Uint8Array | string][] = [
    ['shop.sqlite', await toShop()],
    ['clinic.sqlite', await toClinic()],
    ...toEvents().map(([name, text]): [string, string] => [`events/${name}`, text]),
  ]
  for (const [name, content] of files) writeWhole(join(outDir, name), content)
  return files.map(([name]) => name)
}

const entry = process.argv[1]
if (entry !== undefined && import.meta.url === pathToFileURL(resolve(entry)).href) {
  const outDir = process.argv[2] ?? 'dist/samples'
  for (const name of await makeSamples(outDir)) console.log(join(outDir, name))
}
