// The necessary test of the test-suite evaluation of Spider (exec_eval.py, quick_rej): cells of a row are sorted by
// their printed form in Python plus the name of their type, so 1 and 1.0 may take different places.
import type { ColumnType } from '../../../lang/sql/schema.ts'
import type { Cell, ResultSet } from '../database.ts'
import { sameCell } from './cell.ts'
import { exactIds } from './columns.ts'

/** The ways in which a cell may print: two for a whole number of which the driver does not say how it is stored. */
function printedForms(cell: Cell, type: ColumnType): string[] {
  if (cell === null) return ["None<class 'NoneType'>"]
  if (typeof cell === 'string') return [`${cell}<class 'str'>`]
  if (cell instanceof Uint8Array) return [`${printBytes(cell)}<class 'bytes'>`]
  if (typeof cell === 'bigint') return [`${cell}<class 'int'>`]
  const value = Number(cell)
  const asFloat = `${printFloat(value)}<class 'float'>`
  if (typeof cell === 'boolean') return [`${value}<class 'int'>`]
  if (!Number.isInteger(value) || type === 'real') return [asFloat]
  const asInteger = `${BigInt(value)}<class 'int'>`
  return type === 'integer' ? [asInteger] : [asInteger, asFloat]
}

/** `repr` of a Python float. */
export function printFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string]
  const power = Number(exponent)
  if (value === 0 || (power >= -4 && power < 16)) {
    const plain = power < -6 ? value.toFixed(20) : String(value)
    return Number.isInteger(value) ? `${plain}.0` : plain
  }
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

function printBytes(bytes: Uint8Array): string {
  const escapes: Record<number, string> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' }
  const quote = bytes.includes(39) && !bytes.includes(34) ? '"' : "'"
  const body = [...bytes].map(byte => {
    const known = escapes[byte]
    if (known !== undefined) return known
    const char = String.fromCharCode(byte)
    if (char === quote) return `\\${char}`
    return byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, '0')}` : char
  })
  return `b${quote}${body.join('')}${quote}`
}

/** Orders texts by code points, as Python does. */
function compareCodePoints(a: string, b: string): number {
  const x = [...a]
  const y = [...b]
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!
    if (difference !== 0) return difference
  }
  return x.length - y.length
}

type Printed = { readonly cell: Cell; readonly forms: readonly string[] }

/**
 * What the official test says of two results that are equal: 'accepts', 'rejects', or 'unknown' when that depends on
 * whether whole numbers are stored as integers or floats and the driver does not say.
 */
export function officialTest(
  gold: ResultSet,
  prediction: ResultSet,
  ordered: boolean,
): 'accepts' | 'rejects' | 'unknown' {
  const printed = (result: ResultSet): Printed[][] =>
    result.rows.map(row =>
      row.map((cell, j) => ({ cell, forms: printedForms(cell, result.columns[j]?.type ?? 'other') })),
    )
  const goldRows = printed(gold)
  const predictionRows = printed(prediction)
  if ([...goldRows, ...predictionRows].some(dependsOnStorage)) return 'unknown'
  const ids = exactIds()
  const sorted = (row: readonly Printed[]): string =>
    [...row]
      .sort((a, b) => compareCodePoints(a.forms[0]!, b.forms[0]!))
      .map(({ cell }) => ids.add(cell, 'other'))
      .join()
  const goldSorted = goldRows.map(sorted)
  const predictionSorted = predictionRows.map(sorted)
  const same = (a: readonly string[], b: readonly string[]): boolean =>
    a.length === b.length && a.every((row, i) => row === b[i])
  const asSet = (rows: readonly string[]): string[] => [...new Set(rows)].sort()
  const accepted = ordered ? same(goldSorted, predictionSorted) : same(asSet(goldSorted), asSet(predictionSorted))
  return accepted ? 'accepts' : 'rejects'
}

/** True when some two different cells of the row change places with the storage of a whole number. */
function dependsOnStorage(row: readonly Printed[]): boolean {
  return row.some(
    ({ cell, forms }) =>
      forms.length > 1 &&
      row.some(other => {
        if (sameCell(cell, other.cell)) return false
        const signs = other.forms.flatMap(theirs => forms.map(ours => Math.sign(compareCodePoints(ours, theirs))))
        return new Set(signs).size > 1
      }),
  )
}
