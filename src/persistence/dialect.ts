import { nextString } from './next-string.js';
import type { SqlValue } from './database.js';

/** A piece of SQL with its parameters, in the order of its `?`. */
export interface Sql {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

/** All that differs between the two databases in the statements of this product. */
export interface Dialect {
  readonly name: 'mysql' | 'sqlite';
  /** `INSERT` that leaves out rows whose key exists: followed by `INTO table …`. */
  readonly insertIgnore: string;
  /** Appended to a `SELECT` in a transaction: locks the rows until its end. SQLite has one writer anyway. */
  readonly forUpdate: string;
  readonly forShare: string;
  /** What follows `VALUES …` to overwrite `columns` when the key exists. */
  onDuplicateKey(key: readonly string[], columns: readonly string[]): string;
  contains(expression: string, text: string): Sql;
  endsWith(expression: string, text: string): Sql;
}

const mysql: Dialect = {
  name: 'mysql',
  insertIgnore: 'INSERT IGNORE',
  forUpdate: ' FOR UPDATE',
  forShare: ' FOR SHARE',
  onDuplicateKey: (_key, columns) =>
    ` AS new ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = new.${column}`).join(', ')}`,
  contains: (expression, text) => ({ text: `LOCATE(?, ${expression}) > 0`, params: [text] }),
  endsWith: (expression, text) => ({
    text: `RIGHT(${expression}, ${[...text].length}) = ?`,
    params: [text],
  }),
};

const sqlite: Dialect = {
  name: 'sqlite',
  insertIgnore: 'INSERT OR IGNORE',
  forUpdate: '',
  forShare: '',
  onDuplicateKey: (key, columns) =>
    ` ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  contains: (expression, text) => ({ text: `instr(${expression}, ?) > 0`, params: [text] }),
  endsWith: (expression, text) =>
    text === ''
      ? { text: `${expression} IS NOT NULL`, params: [] }
      : { text: `substr(${expression}, -${[...text].length}) = ?`, params: [text] },
};

export const DIALECTS = { mysql, sqlite } as const;

/**
 * `expression` begins with `prefix`, as a range: an index serves it on both databases, and no
 * character of the prefix is a wildcard.
 */
export function startsWith(expression: string, prefix: string): Sql {
  const end = nextString(prefix);
  return end === null
    ? { text: `${expression} >= ?`, params: [prefix] }
    : { text: `${expression} >= ? AND ${expression} < ?`, params: [prefix, end] };
}
