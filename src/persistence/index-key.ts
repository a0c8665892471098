import { createHash } from 'node:crypto';
import type { Comparison } from '../scim/filter/ast.js';
import { compareKey, startsWith } from './comparison-sql.js';
import type { Dialect } from './dialect.js';
import { nextString } from './next-string.js';
import { sql, TRUE, type Sql } from './sql.js';

/** Characters of a key that fit the index column. */
const MAX_KEY_LENGTH = 255;

/** How many characters of a longer key stay readable in it. */
export const READABLE_KEY_LENGTH = 190;

/** What the index stores of a comparison key. */
export interface IndexKey {
  /** The key, or for a long one its beginning and a SHA-256 of all of it. */
  readonly key: string;
  /** The whole key when `key` is not. */
  readonly text: string | null;
}

/** @param comparisonKey of any length */
export function indexKey(comparisonKey: string): IndexKey {
  // A code point takes one or two code units.
  if (comparisonKey.length <= MAX_KEY_LENGTH) return { key: comparisonKey, text: null };
  const characters = [...comparisonKey];
  if (characters.length <= MAX_KEY_LENGTH) return { key: comparisonKey, text: null };
  const digest = createHash('sha256').update(comparisonKey).digest('hex');
  return { key: `${characters.slice(0, READABLE_KEY_LENGTH).join('')}\u0001${digest}`, text: comparisonKey };
}

/**
 * Compares rows of the index, `value_key` and `value_text` of table alias `row`, with a comparison key.
 * Equality, prefixes and order are answered by the index, also for long values.
 */
export function compareIndexed(row: Sql, op: Comparison, key: string, dialect: Dialect): Sql {
  const stored = sql`${row}.value_key`;
  const whole = sql`COALESCE(${row}.value_text, ${row}.value_key)`;
  switch (op) {
    case 'eq':
    case 'ne':
      return compareKey(stored, op, indexKey(key).key, dialect);
    case 'sw': {
      const start = beginning(key);
      if (start === key) return startsWith(stored, key);
      return sql`${startsWith(stored, start)} AND ${startsWith(whole, key)}`;
    }
    case 'co':
    case 'ew':
      return compareKey(whole, op, key, dialect);
    case 'gt':
    case 'ge':
      return sql`${stored} >= ${beginning(key)} AND ${compareKey(whole, op, key, dialect)}`;
    case 'lt':
    case 'le': {
      // Keys that are smaller begin with what `key` begins with or with something smaller.
      const end = nextString(beginning(key));
      const inRange = end === null ? TRUE : sql`${stored} < ${end}`;
      return sql`${inRange} AND ${compareKey(whole, op, key, dialect)}`;
    }
  }
}

/** What is left of a key in the index however long it is. */
function beginning(key: string): string {
  return [...key].slice(0, READABLE_KEY_LENGTH).join('');
}
