/** Character trigrams of a text with one blank at each end; every trigram once. */
export function trigrams(text: string): Set<string> {
  const padded = ` ${text} `
  const grams = new Set<string>()
  for (let i = 0; i + 3 <= padded.length; i++) grams.add(padded.slice(i, i + 3))
  return grams
}
