import { TrivetError } from '../../core/errors.ts'

/** The cache folder is full or closed; what it holds can be made again, but not here. */
export const cannotWrite = (path: string, thrown: unknown): TrivetError =>
  new TrivetError('E_LEDGER_WRITE', `The cache ${path} cannot be written: ${(thrown as Error).message}`, {
    cause: thrown,
  })
