/** One thing that `trivet doctor` looked at. */
export type Finding = { readonly name: string; readonly state: 'ok' | 'warn' | 'fail'; readonly detail: string }

export const finding = (name: string, state: Finding['state'], detail: string): Finding => ({ name, state, detail })

/** Names in a sentence: the first dozen and how many more there are. */
export const listed = (names: readonly string[]): string =>
  names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`
