import { millisOfKey } from '../../scim/compare.js';
import type { Comparison } from '../../scim/filter/ast.js';
import type { Dialect } from '../database/dialect.js';
import { nextString } from '../database/next-string.js';
import { FALSE, sql, TRUE, trusted, type Sql } from '../database/sql.js';

const SYMBOLS = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

/**
 * Compares a key column with a key. The result is NULL where the column is NULL: guard against it.
 * @param column an expression of the binary collation
 */
export function compareKey(column: Sql, op: Comparison, key: string, dialect: Dialect): Sql {
  switch (op) {
    case 'co':
      return dialect.contains(column, key);
    case 'ew':
      return dialect.endsWith(column, key);
    case 'sw':
      return startsWith(column, key);
    case 'eq':
    case 'ne':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return sql`${column} ${trusted(SYMBOLS[op])} ${key}`;
  }
}

/**
 * A prefix as an index range, which both databases serve from an index. No character of the prefix acts as a wildcard.
 */
export function startsWith(column: Sql, prefix: string): Sql {
  const end = nextString(prefix);
  return end === null ? sql`${column} >= ${prefix}` : sql`${column} >= ${prefix} AND ${column} < ${end}`;
}

/**
 * Compares a column of milliseconds with a dateTime key of any precision: a key with a finer fraction lies between two
 * milliseconds.
 */
export function compareMillis(column: Sql, op: Comparison, key: string): Sql {
  const { millis, isLater: between } = millisOfKey(key);
  switch (op) {
    case 'eq':
      return between ? FALSE : sql`${column} = ${millis}`;
    case 'ne':
      return between ? TRUE : sql`${column} <> ${millis}`;
    case 'gt':
      return sql`${column} > ${millis}`;
    case 'ge':
      return between ? sql`${column} > ${millis}` : sql`${column} >= ${millis}`;
    case 'lt':
      return between ? sql`${column} <= ${millis}` : sql`${column} < ${millis}`;
    case 'le':
      return sql`${column} <= ${millis}`;
    case 'co':
    case 'sw':
    case 'ew':
      return FALSE;
  }
}
