/** A bijection of 32-bit integers without visible structure (the finalizer of MurmurHash3). */
export function mix32(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

/** A 32-bit hash of a text's code units (FNV-1a, mixed). Fast, not collision-free: only to rule out. */
export function hashText32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mix32(hash)
}
