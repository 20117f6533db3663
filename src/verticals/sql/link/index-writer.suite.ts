/** A process that writes an index over and over, until it is killed. */
import { systemClock } from '../../../core/clock.ts'
import { writeStored } from './index-store.ts'
import { toProfile } from './profile.ts'

const path = process.argv[2]!
const column = { name: 'c', type: 'text', declared: '', nullable: true, primaryKey: false, unique: false } as const
const values = Array.from({ length: 100_000 }, (_, i) => `value ${i}`)
const profile = toProfile(column, values.length, 0, values, true, 'sqlite')
console.log('ready')
for (let n = 0; ; n++) {
  const entry = { stamp: String(n), full: true, readAt: 0, profiles: [profile] }
  writeStored(path, { fingerprint: 'x', tables: new Map([['t', entry]]) }, systemClock)
}
