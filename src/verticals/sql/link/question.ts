import { normalize } from '../../../math/text/normalize.ts'
import { stem } from '../../../math/text/stem.ts'

/** A word of the question. Positions elsewhere are indexes into `Question.tokens`. */
export type Token = {
  readonly text: string
  /** Normalized: lower case, no accents. */
  readonly lower: string
  readonly stem: string
  /** Offsets into the question. */
  readonly start: number
  readonly end: number
  readonly number?: number
  /** Inside quotation marks. */
  readonly quoted: boolean
  readonly capitalized: boolean
}

/** Tokens [from, to). */
export type Span = { readonly from: number; readonly to: number }

const numberWords: ReadonlyMap<string, number> = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, value): [string, number] => [word, value])
    .concat([
      ['once', 1],
      ['twice', 2],
    ]),
)
const multipliers: ReadonlyMap<string, number> = new Map(
  Object.entries({ k: 1e3, thousand: 1e3, m: 1e6, million: 1e6, billion: 1e9, hundred: 100, dozen: 12 }),
)

/** Words with numbers read, quotations marked. Apostrophes inside words stay with them; a possessive 's is dropped. */
export function tokenize(question: string): Token[] {
  const quotes = quotedRanges(question)
  const tokens: Token[] = []
  const pattern =
    /\d+(?:,\d{3}(?!\d))*(?:\.\d+)?(?:[kKmM](?![\p{L}]))?%?|\d{1,4}(?:[-./]\d{1,4}){2}|[\p{L}\p{N}]+(?:['’.&/-][\p{L}\p{N}]+)*/gu
  for (const match of question.matchAll(
    /\d{1,4}(?:[-./]\d{1,4}){2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?|(?<![\d:.])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])/g,
  ))
    pushToken(tokens, match[0], match.index, quotes)
  const taken = [...tokens]
  for (const match of question.matchAll(pattern)) {
    if (taken.some(token => match.index < token.end && match.index + match[0].length > token.start)) continue
    const parts =
      /^[\p{L}\p{N}]+(?:[-/&][\p{L}\p{N}]+)+$/u.test(match[0]) && !/^[eE]-/.test(match[0])
        ? match[0].matchAll(/[\p{L}\p{N}]+(?:['’.][\p{L}\p{N}]+)*/gu)
        : [Object.assign([match[0]], { index: 0 })]
    for (const part of parts) pushToken(tokens, part[0]!, match.index + (part.index ?? 0), quotes)
  }
  return joinMultipliers(tokens.sort((x, y) => x.start - y.start))
}

function pushToken(tokens: Token[], text: string, start: number, quotes: readonly (readonly [number, number])[]): void {
  const bare = text.replace(/['’]s$/i, '')
  const lower = normalize(bare).replaceAll(' ', /^[eE]-/.test(bare) ? '' : ' ')
  if (lower === '') return
  const quoted = quotes.some(([from, to]) => start >= from && start < to)
  const number = quoted ? undefined : readNumber(bare)
  tokens.push({
    text: bare,
    lower,
    stem: stem(lower),
    start,
    end: start + text.length,
    ...(number === undefined ? {} : { number }),
    quoted,
    capitalized: /^\p{Lu}/u.test(bare),
  })
}

function readNumber(text: string): number | undefined {
  const match = /^(\d[\d,]*(?:\.\d+)?)([kKmM])?%?$/.exec(text)
  if (match === null) return numberWords.get(text.toLowerCase())
  return Number(match[1]!.replaceAll(',', '')) * (match[2] === undefined ? 1 : multipliers.get(match[2].toLowerCase())!)
}

/** "5 million" and "two thousand" as one number token. */
function joinMultipliers(tokens: readonly Token[]): Token[] {
  const out: Token[] = []
  for (const token of tokens) {
    const before = out.at(-1)
    const factor = multipliers.get(token.lower)
    if (before?.number !== undefined && factor !== undefined && token.lower.length > 1) {
      out[out.length - 1] = {
        ...before,
        number: before.number * factor,
        end: token.end,
        text: `${before.text} ${token.text}`,
      }
    } else out.push(token)
  }
  return out
}

/** Offsets inside each pair of quotation marks; an apostrophe opens a quotation only after a blank. */
function quotedRanges(question: string): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = []
  for (const match of question.matchAll(
    /"([^"]+)"|“([^”]+)”|(?<=^|[\s(,])'((?:[^']|'(?=\p{L}))+)'(?=$|[\s.,;:?!)])|(?<=^|[\s(,])‘([^’]+)’|``([^`']+)''/gu,
  )) {
    ranges.push([match.index, match.index + match[0].length])
  }
  return ranges
}

/** The text of quotations, as typed, with the tokens that it covers. */
export function quotations(question: string, tokens: readonly Token[]): (Span & { readonly text: string })[] {
  return quotedRanges(question).flatMap(([start, end]) => {
    const from = tokens.findIndex(token => token.start >= start && token.start < end)
    if (from < 0) return []
    let to = from
    while (to < tokens.length && tokens[to]!.start < end) to++
    return [{ from, to, text: question.slice(start, end).replace(/^(["“'‘]|``)|(["”'’]|'')$/g, '') }]
  })
}

/** Words that carry no content of their own. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    'a an the of in on at for to from by with and or is are was were be been being do does did have has had that which what who whom whose where when how many much ' +
    'show list give find return tell me us all any each every there their them they it its this these those i we you please can could would should ' +
    'as than then so if not no more most less least also only both either between'
  ).split(' '),
)
