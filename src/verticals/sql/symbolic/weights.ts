import { readFileSync } from 'node:fs'
import { TrivetError } from '../../../core/errors.ts'
import { sha256 } from '../../../core/hash.ts'
import { Vocabulary } from './linear.ts'
import type { Models } from './propose.ts'
import type { Sketch } from './sketch.ts'

/** How the models were made: enough to make them again. */
export type Manifest = {
  readonly version: number
  readonly command: string
  readonly seed: number
  readonly node: string
  /** SHA-256 of the data files by name. */
  readonly data: Readonly<Record<string, string>>
  readonly licence: string
}

type Matrix = {
  readonly rows: number
  readonly columns: number
  readonly scales: readonly number[]
  readonly data: string
}
type WeightsFile = {
  readonly manifest: Manifest
  readonly sketch: {
    readonly sketches: readonly Sketch[]
    readonly features: readonly string[]
    readonly parts: readonly string[]
    readonly weights: Matrix
  }
  readonly slot: { readonly features: readonly string[]; readonly weights: Matrix }
  readonly rank: { readonly features: readonly string[]; readonly weights: readonly number[] }
}

/** The models as the text of `weights.json`: matrices in 8 bits with one scale a row, rank weights to 4 digits. */
export function toWeightsJson(models: Models, manifest: Manifest): string {
  const { sketch, slot, rank } = models
  const file: WeightsFile = {
    manifest,
    sketch: {
      sketches: sketch.sketches,
      features: sketch.features.names,
      parts: sketch.parts.names,
      weights: pack(sketch.weights, sketch.features.size),
    },
    slot: { features: slot.features.names, weights: pack(slot.weights, slot.features.size) },
    rank: { features: rank.features.names, weights: [...rank.weights].map(weight => Number(weight.toPrecision(4))) },
  }
  return `${JSON.stringify(file)}\n`
}

/** Reads `weights.json`. `id` is the hash of its text. @throws TrivetError E_ARTIFACT */
export function fromWeightsJson(text: string): { models: Models; id: string; manifest: Manifest } {
  try {
    const { manifest, sketch, slot, rank } = JSON.parse(text) as WeightsFile
    const models: Models = {
      sketch: {
        sketches: sketch.sketches,
        features: new Vocabulary(sketch.features),
        parts: new Vocabulary(sketch.parts),
        weights: unpack(sketch.weights),
      },
      slot: { features: new Vocabulary(slot.features), weights: unpack(slot.weights) },
      rank: { features: new Vocabulary(rank.features), weights: Float64Array.from(rank.weights) },
    }
    return { models, id: sha256(text).slice(0, 12), manifest }
  } catch (cause) {
    throw new TrivetError(
      'E_ARTIFACT',
      `The weights of the symbolic proposer are damaged: ${(cause as Error).message}`,
      { cause },
    )
  }
}

/** The shipped models. @throws TrivetError E_ARTIFACT when the file is missing or damaged */
export async function loadWeights(
  path: URL = new URL('./weights.json', import.meta.url),
): Promise<{ models: Models; id: string; manifest: Manifest }> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new TrivetError(
      'E_ARTIFACT',
      `Cannot read the weights of the symbolic proposer: ${(cause as Error).message}`,
      { cause },
    )
  }
  return fromWeightsJson(text)
}

function pack(weights: ArrayLike<number>, columns: number): Matrix {
  const rows = weights.length / columns
  const bytes = new Int8Array(weights.length)
  const scales: number[] = []
  for (let row = 0; row < rows; row++) {
    let most = 0
    for (let i = 0; i < columns; i++) most = Math.max(most, Math.abs(weights[row * columns + i]!))
    const scale = Number((most / 127).toPrecision(6))
    scales.push(scale)
    if (scale > 0)
      for (let i = 0; i < columns; i++)
        bytes[row * columns + i] = Math.max(-127, Math.min(127, Math.round(weights[row * columns + i]! / scale)))
  }
  return { rows, columns, scales, data: Buffer.from(bytes.buffer).toString('base64') }
}

function unpack({ rows, columns, scales, data }: Matrix): Float32Array {
  const bytes = Buffer.from(data, 'base64')
  if (bytes.length !== rows * columns || scales.length !== rows)
    throw new RangeError(`${bytes.length} weights for a matrix of ${rows} x ${columns}`)
  const weights = new Float32Array(rows * columns)
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let row = 0; row < rows; row++)
    for (let i = row * columns; i < (row + 1) * columns; i++) weights[i] = signed[i]! * scales[row]!
  return weights
}
