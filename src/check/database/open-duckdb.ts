import { statSync } from 'node:fs'
import { sha256 } from '../../core/hash.ts'
import { HostedDatabase } from './host.ts'

/** Opens a DuckDB file. While it is open no other process can write it (DuckDB's own lock). */
export function openDuckdbFile(path: string, id: string): HostedDatabase {
  const stamp = [path, `${path}.wal`].map(file => {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
    return `${file}\n${stat?.size}\n${stat?.mtimeNs}`
  })
  const ref = { id, fingerprint: sha256(stamp.join('\n')).slice(0, 32) }
  return new HostedDatabase(ref, 'duckdb', { kind: 'duckdb', path, allowed: [] })
}
