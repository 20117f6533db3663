import type { Rng } from '../../../core/rng.ts'
import type { Order, Select } from '../../../lang/sql/ast.ts'
import { keyOf, ref } from './generate-draft.ts'
import type { Generated } from './generate-subject.ts'
import { chance, pick, sayColumn } from './generate-text.ts'
import type { Focus, World } from './generate-world.ts'

/**
 * The question with an ending that says what to show or in which order: "...: id, date and total", "..., highest
 * first". Undefined where neither fits. The ending adds to the sketch what no label can tell, so there is no core.
 */
export function withEnding({ question, query }: Generated, world: World, rng: Rng): Generated | undefined {
  if (query.kind !== 'select' || query.limit !== undefined || query.distinct) return undefined
  const text = question.replace(/(, please)?[?.!]?$/, '')
  if (/:|, show | - |\. \w/i.test(text)) return undefined
  const last = query.items.at(-1)?.expr
  if (query.groupBy.length > 0)
    return last?.kind === 'aggregate' &&
      query.orderBy.length === 0 &&
      query.groupBy.every(({ kind }) => kind === 'column')
      ? ordered(text, query, { expr: last, direction: chance(rng, 0.7) ? 'desc' : 'asc' }, rng)
      : undefined
  const keys = new Set(query.items.map(({ expr }) => (expr.kind === 'column' ? expr.table : undefined)))
  const focus = world.focuses.find(one => keys.size === 1 && keys.has(keyOf(one)))
  return focus === undefined ? undefined : listed(text, query, focus, rng)
}

function ordered(text: string, query: Select, order: Order, rng: Rng): Generated {
  const words = order.direction === 'desc' ? ['highest', 'most', 'largest'] : ['lowest', 'fewest', 'smallest']
  return { question: `${text}, ${pick(rng, words)} first`, query: { ...query, orderBy: [order] } }
}

function listed(text: string, query: Select, focus: Focus, rng: Rng): Generated | undefined {
  const known = [...(focus.label === undefined ? [] : [focus.label]), ...focus.attributes, ...focus.measures]
  const shown = rng.shuffle([...new Set(known)]).slice(0, 2 + rng.integer(2))
  if (shown.length < 2) return undefined
  const names = shown.map(col => sayColumn(col, focus.table, rng))
  const list = chance(rng, 0.5) ? names.join(', ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  const joint = pick(rng, [': ', ': ', ' - ', '. Show ', ', show '])
  return { question: `${text}${joint}${list}`, query: { ...query, items: shown.map(col => ({ expr: ref(col) })) } }
}
