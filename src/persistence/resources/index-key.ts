import { hash } from 'node:crypto';
import type { Comparison } from '../../scim/filter/ast.js';
import { compareKey, startsWith } from '../search/comparison-sql.js';
import type { Dialect } from '../database/dialect.js';
import { nextString } from '../database/next-string.js';
import { sql, TRUE, trusted, type Sql } from '../database/sql.js';

/** Characters of a key in an indexed column: at four bytes each, InnoDB's limit for an index. */
const MAX_KEY_LENGTH = 255;

/** The number of characters that a longer key keeps in readable form. */
export const READABLE_KEY_LENGTH = 190;

/** Separates the readable characters of a longer key from its digest. */
const SEPARATOR = '\u0001';

/** The stored form of a comparison key, such as `{ key: 'anna@example.com', text: null }`. */
export interface IndexKey {
  /** The key; for a long one, its beginning and the SHA-256 of the whole key. */
  readonly key: string;
  /** The whole key when `key` holds only its beginning; otherwise null. */
  readonly text: string | null;
}

/** The columns that hold an `IndexKey`; `text` is null where no key is long. */
export interface IndexedColumns {
  readonly key: Sql;
  readonly text: Sql | null;
}

/** @param comparisonKey of any length */
export function indexKey(comparisonKey: string): IndexKey {
  // A code point has one or two code units.
  if (comparisonKey.length < MAX_KEY_LENGTH) return { key: comparisonKey, text: null };
  const characters = [...comparisonKey];
  const { length } = characters;
  // A key that has the shape of a shortened key is shortened too, so that no two keys share a stored form.
  const isTaken = length === MAX_KEY_LENGTH && characters[READABLE_KEY_LENGTH] === SEPARATOR;
  if (length <= MAX_KEY_LENGTH && !isTaken) return { key: comparisonKey, text: null };
  const digest = hash('sha256', comparisonKey);
  return {
    key: `${characters.slice(0, READABLE_KEY_LENGTH).join('')}${SEPARATOR}${digest}`,
    text: comparisonKey,
  };
}

/**
 * Compares stored keys with a comparison key. The index answers equality, prefixes and order, for long values too. The
 * other operators read the whole text of long keys, outside the index.
 */
export function compareIndexed(columns: IndexedColumns, op: Comparison, key: string, dialect: Dialect): Sql {
  const { key: stored } = columns;
  if (columns.text === null) return compareKey(stored, op, key, dialect);
  const whole = wholeKey(columns);
  switch (op) {
    case 'eq':
    case 'ne':
      return compareKey(stored, op, indexKey(key).key, dialect);
    case 'co':
    case 'ew':
      return sql`(${compareKey(stored, op, key, dialect)} OR ${isLong(stored)}) AND ${compareKey(whole, op, key, dialect)}`;
    case 'sw':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le': {
      const start = beginning(key);
      // A short key can be compared with the stored beginning of a long key.
      if (start === key) return compareKey(stored, op, key, dialect);
      return sql`${onThatSide(stored, op, start)} AND ${compareKey(whole, op, key, dialect)}`;
    }
  }
}

/** The whole text of a stored key. */
export function wholeKey({ key, text }: IndexedColumns): Sql {
  return text === null ? key : sql`COALESCE(${text}, ${key})`;
}

/** The index range of keys that lie on the given side of every key with this beginning. */
function onThatSide(stored: Sql, op: 'sw' | 'gt' | 'ge' | 'lt' | 'le', start: string): Sql {
  if (op === 'sw') return startsWith(stored, start);
  if (op === 'gt' || op === 'ge') return sql`${stored} >= ${start}`;
  // Smaller keys have this beginning too, or a smaller one.
  const end = nextString(start);
  return end === null ? TRUE : sql`${stored} < ${end}`;
}

function isLong(stored: Sql): Sql {
  return sql`SUBSTR(${stored}, ${trusted(String(READABLE_KEY_LENGTH + 1))}, 1) = ${SEPARATOR}`;
}

/** The part of a key that its stored form keeps however long the key is. */
function beginning(key: string): string {
  return [...key].slice(0, READABLE_KEY_LENGTH).join('');
}
