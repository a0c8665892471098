import { compareKeys } from '../../scim/compare.js';
import type { Comparison } from '../../scim/filter/ast.js';
import { compareKey, startsWith } from './comparison-sql.js';
import type { Dialect } from '../database/dialect.js';
import { FALSE, joinSql, sql, TRUE, trusted, type Sql } from '../database/sql.js';

/**
 * A text that is computed for each answer: a constant prefix, the value of a column, and a constant suffix, such as
 * `W/"7"`.
 */
export interface ComputedText {
  readonly prefix: string;
  readonly column: Sql;
  readonly suffix: string;
  /** Whether the column holds a whole number from 1 rather than a text. */
  readonly isNumber: boolean;
}

const WHOLE_NUMBER = /^[1-9]\d{0,9}$/;
const MOST_DIGITS = 10;

/** Compares a computed text with a key. Equality and prefixes use the column alone, so that its index serves them. */
export function compareComputed(computed: ComputedText, op: Comparison, key: string, dialect: Dialect): Sql {
  const { prefix, column, suffix } = computed;
  switch (op) {
    case 'eq':
      return equals(computed, key);
    case 'ne':
      return sql`NOT (${equals(computed, key)})`;
    case 'sw': {
      if (prefix.startsWith(key)) return TRUE;
      if (!key.startsWith(prefix)) return FALSE;
      const rest = key.slice(prefix.length);
      if (suffix !== '' && rest.endsWith(suffix)) return equals(computed, key);
      return computed.isNumber ? startsWithDigits(column, rest) : startsWith(column, rest);
    }
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      if (computed.isNumber) return compareKey(textOf(computed), op, key, dialect);
      if (key.startsWith(prefix)) return compareKey(column, op, key.slice(prefix.length), dialect);
      // All values begin with the prefix, so all of them lie on the same side of the key.
      return compareKeys(prefix, key) > 0 === (op === 'gt' || op === 'ge') ? TRUE : FALSE;
    case 'co':
    case 'ew':
      return compareKey(textOf(computed), op, key, dialect);
  }
}

function textOf({ prefix, column, suffix }: ComputedText): Sql {
  return sql`CONCAT(${prefix}, ${column}, ${suffix})`;
}

function equals({ prefix, column, suffix, isNumber }: ComputedText, key: string): Sql {
  if (!key.startsWith(prefix) || !key.endsWith(suffix)) return FALSE;
  const value = key.slice(prefix.length, key.length - suffix.length);
  if (!isNumber) return sql`${column} = ${value}`;
  return WHOLE_NUMBER.test(value) && prefix.length + value.length + suffix.length === key.length
    ? sql`${column} = ${Number(value)}`
    : FALSE;
}

/** Numbers that begin with these digits: one range per length. */
function startsWithDigits(column: Sql, digits: string): Sql {
  if (!WHOLE_NUMBER.test(digits)) return FALSE;
  const ranges = Array.from({ length: MOST_DIGITS - digits.length + 1 }, (_, more) => {
    const first = Number(digits) * 10 ** more;
    return sql`${column} BETWEEN ${first} AND ${first + 10 ** more - 1}`;
  });
  return joinSql(ranges, 'OR');
}

/** `meta.version`, computed from the column `version` (see `versionTag`). */
export const VERSION: ComputedText = {
  prefix: 'W/"',
  column: trusted('r.version'),
  suffix: '"',
  isNumber: true,
};

/** @param address of the resource type, without a trailing slash */
export function locationUnder(address: string): ComputedText {
  return { prefix: `${address}/`, column: trusted('r.id'), suffix: '', isNumber: false };
}
