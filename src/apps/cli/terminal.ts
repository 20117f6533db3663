/** What a terminal can show: colors, its width, and how wide a text is on it. */

export type Style = {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  yellow(text: string): string
  green(text: string): string
}

const paint =
  (on: boolean, open: number, close: number) =>
  (text: string): string =>
    on ? `\u001b[${open}m${text}\u001b[${close}m` : text

/** Colors, on a terminal that has not been asked to go without (https://no-color.org). */
export function toStyle(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv, color: boolean): Style {
  const on = color && stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
  return {
    bold: paint(on, 1, 22),
    dim: paint(on, 2, 22),
    red: paint(on, 31, 39),
    yellow: paint(on, 33, 39),
    green: paint(on, 32, 39),
  }
}

/** Blocks whose characters take two cells (Unicode East Asian Width W and F, in ranges). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u
const ascii = /^[\u0020-\u007e]*$/
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Cells that a text takes: two for East Asian wide characters and emoji, none for marks. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += segmentWidth(segment)
  return width
}

const segmentWidth = (segment: string): number =>
  invisible.test(segment) ? 0 : wide.test(segment) || segment.includes('\ufe0f') ? 2 : 1

/** The text within `width` cells, its end replaced by "…" when it is longer. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += segmentWidth(segment)
    if (used > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** Text from data as one line that cannot steer a terminal: control and direction characters become visible. */
export const toLine = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
    .replace(/[\u0000-\u001f]/g, character => String.fromCharCode(0x2400 + character.charCodeAt(0)))
    .replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .replace(/\p{Surrogate}/gu, '\ufffd')

/** Lines of at most `width` cells, broken between words; later ones begin with `indent`. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line.trim() !== '' && displayWidth(longer) > width) {
      lines.push(line)
      line = indent + word
    } else line = longer
  }
  return [...lines, line]
}
