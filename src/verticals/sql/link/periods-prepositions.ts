import { at, type Reader, skip } from './periods-words.ts'

/** How a preposition bounds what follows; `from` stands open for a range. */
export type Mode = 'in' | 'from' | 'since' | 'after' | 'before' | 'until' | 'by'

const phrases: readonly (readonly [Mode, readonly string[]])[] = [
  [
    'since',
    [
      'on or after',
      'in or after',
      'not before',
      'no earlier than',
      'not earlier than',
      'ever since',
      'since',
      'starting from',
      'starting in',
      'starting on',
      'starting with',
      'starting',
      'beginning from',
      'beginning in',
      'beginning on',
      'beginning with',
    ],
  ],
  [
    'until',
    [
      'on or before',
      'in or before',
      'up to and including',
      'up until',
      'up to',
      'until',
      'till',
      'through',
      'thru',
      'not later than',
      'no later than',
      'not after',
    ],
  ],
  ['after', ['later than', 'newer than', 'more recent than', 'after']],
  ['before', ['earlier than', 'older than', 'prior to', 'before']],
  ['by', ['by']],
  ['from', ['from']],
  ['in', ['in', 'during', 'on', 'of', 'for', 'within', 'over', 'throughout', 'across']],
]
const fillers = ['the course of', 'the period of', 'the date of', 'the date', 'date', 'the day of', 'both', 'either']
const starts = ['the beginning of', 'beginning of', 'the start of', 'start of']
const ends = ['the end of', 'end of']
/** What a mode means of the first and of the last moment of a period. */
const atStart: Readonly<Partial<Record<Mode, Mode>>> = {
  from: 'since',
  since: 'since',
  after: 'since',
  before: 'before',
  until: 'before',
  by: 'before',
}
const atEnd: Readonly<Partial<Record<Mode, Mode>>> = {
  from: 'after',
  since: 'after',
  after: 'after',
  before: 'until',
  until: 'until',
  by: 'until',
}

export type Preposition = {
  readonly mode: Mode
  readonly to: number /** After "the end of". */
  readonly edge: boolean
}

/** "since", "by the end of", "on or before". */
export function prepositionAt(reader: Reader, start: number): Preposition | undefined {
  for (const [mode, words] of phrases) {
    const to = skip(reader, start, ...words)
    if (to === start) continue
    const [first, last] = [skip(reader, to, ...starts), skip(reader, to, ...ends)]
    if (first > to && atStart[mode] !== undefined) return { mode: atStart[mode], to: first, edge: true }
    if (last > to && atEnd[mode] !== undefined) return { mode: atEnd[mode], to: last, edge: true }
    return { mode, to: skip(reader, to, ...fillers), edge: false }
  }
  return undefined
}

/** "more than" and "less than" before "30 days ago". */
export function agoBoundAt(reader: Reader, start: number): Preposition | undefined {
  const more = skip(reader, start, 'more than', 'over')
  if (more > start) return { mode: 'before', to: more, edge: false }
  const less = skip(reader, start, 'less than', 'fewer than', 'not more than', 'no more than')
  return less > start ? { mode: 'since', to: less, edge: false } : undefined
}

/** "or later", "and before", "onwards"; after "from" also "on". */
export function postfixAt(
  reader: Reader,
  start: number,
  mode: Mode,
): { readonly mode: Mode; readonly to: number } | undefined {
  const later = skip(
    reader,
    start,
    'or later',
    'or after',
    'or newer',
    'and later',
    'and after',
    'and onwards',
    'and onward',
    'and beyond',
    'onwards',
    'onward',
    ...(mode === 'from' ? ['forward', 'on'] : []),
  )
  if (later > start)
    return at(reader, later - 1) === 'on' && /^(the|an?|my|our)$/.test(at(reader, later))
      ? undefined
      : { mode: 'since', to: later }
  const earlier = skip(
    reader,
    start,
    'or earlier',
    'or before',
    'or older',
    'or prior',
    'and earlier',
    'and before',
    'and prior',
  )
  return earlier > start ? { mode: 'until', to: earlier } : undefined
}
