import { createHash } from 'node:crypto';
import type { Comparison } from '../../scim/filter/ast.js';
import { compareKey, startsWith } from '../search/comparison-sql.js';
import type { Dialect } from '../database/dialect.js';
import { nextString } from '../database/next-string.js';
import { sql, TRUE, trusted, type Sql } from '../database/sql.js';

/** Characters of a key that fit an indexed column: of four bytes each, what an index of InnoDB can hold. */
const MAX_KEY_LENGTH = 255;

/** How many characters of a longer key stay readable in it. */
export const READABLE_KEY_LENGTH = 190;

/** What stands between the readable characters of a longer key and its digest. */
const SEPARATOR = '\u0001';

/** What is stored of a comparison key. */
export interface IndexKey {
  /** The key, or for a long one its beginning and a SHA-256 of all of it. */
  readonly key: string;
  /** The whole key when `key` is not. */
  readonly text: string | null;
}

/** The columns that hold an `IndexKey`; `text` is null where no key is long. */
export interface IndexedColumns {
  readonly key: Sql;
  readonly text: Sql | null;
}

/** @param comparisonKey of any length */
export function indexKey(comparisonKey: string): IndexKey {
  // A code point takes one or two code units.
  if (comparisonKey.length < MAX_KEY_LENGTH) return { key: comparisonKey, text: null };
  const characters = [...comparisonKey];
  const { length } = characters;
  // One that looks like a longer one's is treated like it: no two texts have one key.
  const isTaken = length === MAX_KEY_LENGTH && characters[READABLE_KEY_LENGTH] === SEPARATOR;
  if (length <= MAX_KEY_LENGTH && !isTaken) return { key: comparisonKey, text: null };
  const digest = createHash('sha256').update(comparisonKey).digest('hex');
  return {
    key: `${characters.slice(0, READABLE_KEY_LENGTH).join('')}${SEPARATOR}${digest}`,
    text: comparisonKey,
  };
}

/**
 * Compares stored keys with a comparison key. Equality, prefixes and order are answered by the index, also for long
 * values; of what the other operators go through, only long keys are looked at outside of it.
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
      // What is left of a long key is all that a short one is compared with.
      if (start === key) return compareKey(stored, op, key, dialect);
      return sql`${onThatSide(stored, op, start)} AND ${compareKey(whole, op, key, dialect)}`;
    }
  }
}

/** The whole of a stored key. */
export function wholeKey({ key, text }: IndexedColumns): Sql {
  return text === null ? key : sql`COALESCE(${text}, ${key})`;
}

/** A range of the index with all keys that compare so with one of that beginning, which is not all of it. */
function onThatSide(stored: Sql, op: 'sw' | 'gt' | 'ge' | 'lt' | 'le', start: string): Sql {
  if (op === 'sw') return startsWith(stored, start);
  if (op === 'gt' || op === 'ge') return sql`${stored} >= ${start}`;
  // Keys that are smaller begin with what `start` is, or with something smaller.
  const end = nextString(start);
  return end === null ? TRUE : sql`${stored} < ${end}`;
}

function isLong(stored: Sql): Sql {
  return sql`SUBSTR(${stored}, ${trusted(String(READABLE_KEY_LENGTH + 1))}, 1) = ${SEPARATOR}`;
}

/** What is left of a key in the index however long it is. */
function beginning(key: string): string {
  return [...key].slice(0, READABLE_KEY_LENGTH).join('');
}
