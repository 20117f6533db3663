import type { Dialect } from '../../lang/sql/schema.ts'
import type { CheckedSql } from './gate.ts'

/** For tests of engines only: a statement that no gate has seen. */
export const unchecked = (sql: string, dialect: Dialect): CheckedSql => ({ sql, dialect }) as CheckedSql
