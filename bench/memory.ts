import { readdirSync, readFileSync } from 'node:fs'

/** Memory of a process and everything below it, megabytes (2^20 bytes). */
export type Memory = {
  /** Resident sets added up: what several processes share counts for each of them. */
  readonly rssMB: number
  /** What they share is divided among those who share it. */
  readonly pssMB: number
  readonly processes: number
}

const kilobytes = (text: string, key: string): number =>
  Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)

/** Reads /proc (Linux). A process that ends meanwhile counts as nothing. */
export function memoryOf(root: number): Memory {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = read(`/proc/${name}/stat`)
    // the second field is the program's name in parentheses, which may hold blanks
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const all = [root]
  for (const pid of all) all.push(...(children.get(pid) ?? []))
  let rss = 0
  let pss = 0
  for (const pid of all) {
    const text = read(`/proc/${pid}/smaps_rollup`)
    rss += kilobytes(text, 'Rss')
    pss += kilobytes(text, 'Pss')
  }
  return { rssMB: rss / 1024, pssMB: pss / 1024, processes: all.length }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
