import { TrivetError } from '../../core/errors.ts'

/** What libsql's build of SQLite offers beyond the data: files, ciphers, and a text that is run as SQL. */
const reaching = 'readfile|writefile|fsdir|load_extension|sha3_query|sqlite_crypt|sqlite3mc_\\w+'
const mentioned = new RegExp(`\\b(${reaching})\\b`, 'i')
const called = new RegExp(`^(${reaching})\\(`, 'i')

/** One instruction of a compiled statement, as `EXPLAIN` gives it: address, name, three numbers, the fourth operand. */
type Instruction = readonly unknown[]

/**
 * Refuses a statement that would leave the database for the file system, whatever the gate did. SQLite knows no other
 * spelling of a name, so one that mentions none of these functions uses none; views cannot, since they are marked
 * for direct use only. Of the others the compiled program says whether the word is a call. `explain` runs nothing.
 * @throws TrivetError E_SQL_FORBIDDEN
 */
export function refuseReaching(sql: string, explain: (sql: string) => readonly Instruction[]): void {
  const [, name] = mentioned.exec(sql) ?? []
  if (name === undefined) return
  // A table-valued function is opened as a virtual table, whose name the program does not tell.
  const isTable = /\bfsdir\b/i.test(sql)
  const reaches = explain(`EXPLAIN ${sql}`).some(
    ([, opcode, , , , operand]) =>
      (/Func|^Agg/.test(String(opcode)) && called.test(String(operand))) || (isTable && opcode === 'VOpen'),
  )
  if (reaches) throw new TrivetError('E_SQL_FORBIDDEN', `The statement reaches outside of the database: ${name}.`)
}
