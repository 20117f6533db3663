import { statSync } from 'node:fs'
import { sha256 } from '../../core/hash.ts'
import { HostedDatabase } from './host.ts'

/** Opens a DuckDB file. While it is open no other process can write it (DuckDB's own lock). */
export function openDuckdbFile(path: string, id: string): HostedDatabase {
  const { size, mtimeNs } = statSync(path, { bigint: true })
  const ref = { id, fingerprint: sha256(`${path}\n${size}\n${mtimeNs}`).slice(0, 32) }
  return new HostedDatabase(ref, 'duckdb', { kind: 'duckdb', path, allowed: [] })
}
