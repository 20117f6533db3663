/** The folders whose listing is a registry: one file, one entry, which the file exports under this name. */
export const registries: readonly { readonly folder: string; readonly entry: string }[] = [
  { folder: 'src/spend/search', entry: 'search' },
  { folder: 'src/spend/select', entry: 'selector' },
  { folder: 'src/spend/stop', entry: 'stop' },
  { folder: 'evidence', entry: 'evidence' },
]
