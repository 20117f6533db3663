import type { Stop } from '../../core/parts.ts'
import { stop as checkingTime } from './checking-time.ts'
import type { registry } from './registry.gen.ts'
import { describeStop } from './stop.suite.ts'

/** Each stop of the folder, with the parameters that it is tried with. */
const tried: Record<keyof typeof registry, readonly Stop[]> = {
  'checking-time': [checkingTime({ ms: 1 }), checkingTime({ ms: 60 })],
}

for (const [name, stops] of Object.entries(tried))
  for (const stop of stops) describeStop(`${name} ${JSON.stringify(stop.params)}`, stop)
