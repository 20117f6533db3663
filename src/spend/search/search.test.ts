import type { Search } from '../../core/parts.ts'
import { search as bestOfN } from './best-of-n.ts'
import type { registry } from './registry.gen.ts'
import { describeSearch } from './search.suite.ts'

/** Each search of the folder, with the parameters that it is tried with. */
const tried: Record<keyof typeof registry, readonly Search[]> = {
  'best-of-n': [bestOfN({ n: 20, parallel: 1 }), bestOfN({ n: 20, parallel: 4 }), bestOfN({ n: 100, parallel: 3 })],
}

for (const [name, searches] of Object.entries(tried))
  for (const search of searches) describeSearch(`${name} ${JSON.stringify(search.params)}`, search)
