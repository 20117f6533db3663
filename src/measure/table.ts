import type { EvidenceRow } from './evidence.ts'
import type { EvidenceResult } from './harness.ts'

/** An evidence's result for people: the rows as a table, the checks, the verdict. */
export function printEvidence(result: EvidenceResult): string {
  const { slug, size, seed, holds, checks, cripple, reason } = result
  const verdict = holds === null ? `undecided (${reason})` : holds ? 'holds' : 'does not hold'
  return [
    `${slug} (${size}, seed ${seed}): ${verdict}`,
    ...(result.rows.length === 0 ? [] : ['', ...printRows(result.rows), '']),
    ...checks.map(check => `${check.holds ? 'yes' : 'no '}  ${check.name}`),
    ...(cripple.holds === null ? [] : [`crippled run: ${cripple.holds ? 'passes, which it must not' : 'rejected'}`]),
  ].join('\n')
}

/** Rows as aligned lines under a header; a measure that an arm does not have is a dash. */
export function printRows(rows: readonly EvidenceRow[]): string[] {
  const measures = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))]
  const cells = rows.map(({ arm, role, values, exploratory }) => [
    exploratory === true ? `${arm} (exploratory)` : arm,
    role,
    ...measures.map(measure => (values[measure] === undefined ? '-' : printNumber(values[measure]))),
  ])
  const table = [['arm', 'role', ...measures], ...cells]
  const widths = table[0]!.map((_, column) => Math.max(...table.map(line => line[column]!.length)))
  return table.map(line =>
    line
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** Whole numbers as they are, others with four digits that count. */
export const printNumber = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)))
